"""Writes THIRD-PARTY-LICENSES.md: the licences of all Rust code inside the wheels and the Node addons.

The crates are those that Cargo.lock puts into the two native modules on any platform that is released; the texts are
the files that the crates ship. Macros and build scripts run while building and are not in what is shipped.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "THIRD-PARTY-LICENSES.md"

PACKAGES = ("geai-client-python", "geai-client-node")
TARGETS = (
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
)

TEXT_FILE = re.compile(r"(un)?licen[cs]e|copying|copyright|notice", re.IGNORECASE)
# A crate that offers MIT or something else is taken under MIT: these are the something else.
OTHER_CHOICE = re.compile(r"apache|unlicense|zlib|0bsd|-isc|lgpl", re.IGNORECASE)

MIT = """MIT License

{notice}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."""  # noqa: E501

HEAD = """# Third-party licences

The native modules of geai-client, in the Python wheels and the Node packages, contain the Rust crates below. Written by
`make generate` from Cargo.lock and from the licence files of the crates; do not edit. A crate that offers MIT or
another licence is used under MIT.

"""


@dataclass(frozen=True, order=True)
class Crate:
    """A crate that is linked into what is shipped."""

    name: str
    version: str
    licence: str
    repository: str
    authors: tuple[str, ...]
    directory: Path

    def texts(self) -> list[str]:
        """The licences and notices that go with it."""
        files = sorted(file for file in self.directory.iterdir() if file.is_file() and TEXT_FILE.match(file.name))
        if self.is_mit() and any("mit" in file.name.lower() for file in files):
            files = [file for file in files if not OTHER_CHOICE.search(file.name)]
        texts = [
            text
            for file in files
            if len(text := file.read_text(encoding="utf-8").strip("\n ﻿")) > len("MIT OR Apache-2.0")
        ]
        if not texts:
            if not self.is_mit():
                sys.exit(f"{self.name} {self.version} ({self.licence}) ships no licence text: add a way to get it")
            texts = [MIT.format(notice=f"Copyright (c) {', '.join(self.authors) or f'the {self.name} developers'}")]
        return texts

    def is_mit(self) -> bool:
        """Whether MIT alone will do."""
        return "MIT" in re.split(r" OR |/", self.licence.replace(" / ", "/")) and " AND " not in self.licence


def cargo(*arguments: str) -> str:
    """What a cargo command prints."""
    return subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def shipped() -> list[Crate]:
    """The crates of others that are linked into one of the native modules, on any platform."""
    tree = ["tree", "--locked", "--edges=normal,no-proc-macro", "--prefix=none", "--format={p}"]
    tree += [f"--package={package}" for package in PACKAGES] + [f"--target={target}" for target in TARGETS]
    wanted = {tuple(line.split()[:2]) for line in cargo(*tree).splitlines() if line}
    packages = json.loads(cargo("metadata", "--locked", "--format-version=1"))["packages"]
    return sorted(
        Crate(
            name=package["name"],
            version=package["version"],
            licence=package["license"],
            repository=package["repository"] or f"https://crates.io/crates/{package['name']}",
            authors=tuple(author.partition(" <")[0] for author in package["authors"]),
            directory=Path(package["manifest_path"]).parent,
        )
        for package in packages
        if package["source"] and (package["name"], f"v{package['version']}") in wanted
    )


def document(crates: list[Crate]) -> str:
    """The whole file: a table of the crates, then every text once."""
    groups: dict[str, tuple[str, list[str]]] = {}
    standard = MIT.format(notice="Copyright (c) The Rust Project Contributors")
    for name, texts in [
        *((f"{crate.name} {crate.version}", crate.texts()) for crate in crates),
        ("the Rust standard library", [standard]),
    ]:
        for text in texts:
            # Texts that differ in their line breaks only are one.
            groups.setdefault(" ".join(text.split()), (text, []))[1].append(name)
    rows = [f"| [{crate.name}]({crate.repository}) | {crate.version} | {crate.licence} |" for crate in crates]
    rows.append("| [the Rust standard library](https://github.com/rust-lang/rust) | | MIT OR Apache-2.0 |")
    table = "\n".join(["| crate | version | licence |", "|---|---|---|", *rows])
    sections = []
    for text, names in groups.values():
        lines = "\n".join(line.rstrip() for line in text.splitlines())
        sections.append(f"\n\n## {', '.join(dict.fromkeys(names))}\n\n```text\n{lines}\n```")
    return HEAD + table + "".join(sections) + "\n"


def main() -> None:
    """Write the file, or with --check say whether it is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the file is stale, and write nothing")
    check = parser.parse_args().check
    text = document(shipped())
    if not check:
        OUTPUT.write_text(text, encoding="utf-8")
    elif not OUTPUT.exists() or OUTPUT.read_text(encoding="utf-8") != text:
        sys.exit(f"{OUTPUT.name} is stale: run `make generate`")


if __name__ == "__main__":
    main()

"""Compares the public API of the three packages with what is committed here; with --write, commits to it anew.

A change of these files is a change for users: it is made on purpose, and stands in CHANGELOG.md.
"""

from __future__ import annotations

import argparse
import difflib
import os
import subprocess
import sys
from pathlib import Path

import python_api

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
CRATES = ("geai-client", "geai-emulator", "geai-client-cli")


def rust() -> str:
    """The listing of the crates."""
    # Its JSON is not stable yet; in a directory of its own, for what is built with the variable is built anew.
    place = TARGET / "api"
    for crate in CRATES:
        options = ["-p", crate, "--lib", "--target-dir", str(place), "--", "-Zunstable-options", "--output-format=json"]
        printed("cargo", "rustdoc", "--locked", "--quiet", *options, RUSTC_BOOTSTRAP="1")
    documents = [str(place / "doc" / f"{crate.replace('-', '_')}.json") for crate in CRATES]
    return printed("cargo", "run", "--locked", "--quiet", "-p", "geai-api", "--", *documents)


def typescript() -> str:
    """The listing of the declarations, which are written first."""
    printed("node", "bindings-node/scripts/build.mjs", "--no-native")
    return printed("node", str(HERE / "typescript.mjs"))


def printed(*command: str, **variables: str) -> str:
    """What a program prints."""
    environment = os.environ | variables
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


LISTINGS = {"rust.txt": rust, "python.txt": python_api.listing, "typescript.txt": typescript}


def main() -> int:
    """Compares or writes each listing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the listings")
    write, changed = parser.parse_args().write, 0
    for name, listing in LISTINGS.items():
        file, found = HERE / name, listing()
        if write:
            file.write_text(found, encoding="utf-8")
            continue
        committed = file.read_text(encoding="utf-8") if file.exists() else ""
        lines = found.splitlines(keepends=True)
        old = committed.splitlines(keepends=True)
        difference = list(difflib.unified_diff(old, lines, f"tests/api/{name}", "the sources", n=0))
        changed += bool(difference)
        sys.stdout.writelines(difference)
        print(f"{name}: {'differs' if difference else 'as committed'}, {len(lines)} lines")
    if changed:
        print(
            "The public API is not what tests/api says. If that is on purpose: `make api-snapshots`.", file=sys.stderr
        )
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())

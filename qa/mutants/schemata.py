"""The mutants that cargo-mutants makes of the core, and one build that holds all of them behind switches.

What the compiler refuses, and what no switch can hold (a constant, a chain with `let`), is left out of that build: it
is checked and built alone, by `alone`; but for a chain with `let` whose `&&` becomes `||`, which the language refuses.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import run as by_hand
from run import BUILD, PLACE, ROOT, TREE, BrokenError, run

HERE = Path(__file__).parent
# Where cargo-mutants is installed.
TOOLS = PLACE.parent / "tools" / "bin"
SOURCES = "core/src"
# Whose tests see the core, those that find most and take least time first.
PACKAGES = ("geai-client", "geai-tests", "geai-codegen", "geai-docs", "geai-fuzz")
# What reads sources rather than runs them: in the copy they say "switch" everywhere.
READERS = {"source_rules", "coverage"}
SWITCH = re.compile(r"mutant_switch::on\((\d+)\)")
# The switch of an arm, which is its guard.
ARM = re.compile(r"if !crate::mutant_switch::on\((\d+)\)$")
# A match that leaves something out, as it does with a guard at each of its arms.
NOT_EXHAUSTIVE = "E0004"


@dataclass(frozen=True)
class Made:
    """A mutant that cargo-mutants made. `name` is the same as long as its function is."""

    number: int
    name: str
    what: str
    file: str
    place: str
    raw: dict[str, Any] = field(compare=False, repr=False)

    def applied(self, text: str) -> str:
        """The text of its file with the mutant in it."""
        start, end = (offset(text, self.raw["span"][end]) for end in ("start", "end"))
        return f"{text[:start]}{self.raw['replacement']} {text[end:]}"


@dataclass(frozen=True)
class Program:
    """A test program that was built, with the directory that cargo would run it in."""

    package: str
    name: str
    path: str
    directory: str


def offset(text: str, place: dict[str, int]) -> int:
    """The character of a line and a column, both counted from 1."""
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: place["line"] - 1])) + place["column"] - 1


def cargo(*words: str) -> by_hand.Ended:
    """Runs cargo in the copy."""
    return run(["cargo", *words])


def made() -> list[Made]:
    """All mutants of the core, in the order of cargo-mutants."""
    command = [
        "cargo",
        "mutants",
        "--config",
        str(HERE / "cargo-mutants.toml"),
        "-p",
        "geai-client",
        "--list",
        "--json",
    ]
    path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env={**os.environ, "PATH": path})
    seen: Counter[str] = Counter()
    mutants = []
    for number, raw in enumerate(json.loads(listed.stdout)):
        place, _, what = raw["name"].partition(": ")
        name = f"{raw['file']}: {what}"
        seen[name] += 1
        name = name if seen[name] == 1 else f"{name} #{seen[name]}"
        mutants.append(Made(number, name, what, raw["file"], place, raw))
    return mutants


def write(mutants: list[Made], without: set[int]) -> tuple[set[int], set[int]]:
    """Writes the mutants into the copy of the core.

    Gives the numbers of those that are in it, and of those that the language refuses.
    """
    plain = {path.relative_to(ROOT) for path in (ROOT / SOURCES).rglob("*.rs")} - {Path(it.file) for it in mutants}
    texts = {name: (ROOT / name).read_text() for name in plain}
    texts[Path(SOURCES, "mutant_switch.rs")] = (HERE / "mutant_switch.rs").read_text()
    library = Path(SOURCES, "lib.rs")
    texts[library] = texts[library].replace("mod host_threads;", "mod host_threads;\nmod mutant_switch;")
    for name, text in texts.items():
        target = TREE / name
        if not target.is_file() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    for folder in {(TREE / it.file).parent for it in mutants}:
        folder.mkdir(parents=True, exist_ok=True)
    asked = {"mutants": [[mutant.number, mutant.raw] for mutant in mutants], "without": sorted(without)}
    written = subprocess.run(
        [str(BUILD / "debug" / "geai-mutants"), str(ROOT), str(TREE)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if written.returncode != 0:
        raise BrokenError(written.stderr)
    told = json.loads(written.stdout)
    return set(told["within"]), set(told["never"])


def messages(output: str) -> Iterator[dict[str, Any]]:
    """What cargo says in JSON."""
    for line in output.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def guarded(about: dict[str, Any], path: Path, first: int) -> set[int]:
    """The switches of the arms of the match that begins in this line, if it is one that leaves something out."""
    if (about.get("code") or {}).get("code") != NOT_EXHAUSTIVE:
        return set()
    # The help of the compiler stands at the last arm.
    spans = [span for child in about["children"] for span in child["spans"]]
    last = max((span["line_end"] for span in spans if TREE / span["file_name"] == path), default=first)
    lines = path.read_text().splitlines()[first - 1 : last]
    return {int(found[1]) for line in lines if (found := ARM.match(line))}


def refused(output: str) -> set[int]:
    """The mutants that errors of the compiler are about."""
    numbers = set()
    for message in messages(output):
        about = message.get("message")
        if not isinstance(about, dict) or about.get("level") != "error":
            continue
        for span in sorted(about["spans"], key=lambda span: not span["is_primary"]):
            path = TREE / span["file_name"]
            if not path.is_file():
                continue
            if arms := guarded(about, path, span["line_start"]):
                numbers |= arms
                break
            # The switch stands in the line of the error, or in one before it.
            before = path.read_text().splitlines()[: span["line_end"]]
            line = next((line for line in reversed(before) if SWITCH.search(line)), "")
            if found := SWITCH.search(line):
                numbers.add(int(found[1]))
                break
    return numbers


def switch(mutants: list[Made], unfit: set[int]) -> tuple[set[int], set[int], set[int]]:
    """Writes the mutants into the copy, without those that are known as unfit.

    Gives the numbers of those that are in it, and of those that the language and that the compiler refused.
    """
    # In the checkout: the copy has no sources of the core before they are written there.
    if (built := run(["cargo", "build", "--locked", "-p", "geai-mutants"], directory=ROOT)).code != 0:
        raise BrokenError(built.output)
    without = set(unfit)
    while True:
        within, never = write(mutants, without)
        checked = cargo("check", "--locked", "-p", "geai-client", "--message-format=json")
        if checked.code == 0:
            return within, never, without - unfit
        if not (more := refused(checked.output) - without):
            message = f"does not compile, of no mutant:\n{checked.output[-3000:]}"
            raise BrokenError(message)
        without |= more


def compiles() -> bool:
    """Whether the mutant that stands in the copy compiles."""
    return cargo("check", "--locked", "-p", "geai-client").code == 0


@contextlib.contextmanager
def alone(mutant: Made) -> Iterator[None]:
    """The copy with this mutant in its file, and no switch in that file."""
    path = TREE / mutant.file
    before = path.read_text()
    path.write_text(mutant.applied((ROOT / mutant.file).read_text()))
    try:
        yield
    finally:
        path.write_text(before)


def build(*packages: str) -> list[Program]:
    """Builds the test programs of these packages, or of all."""
    words = ["test", "--locked", "--no-run", "--lib", "--bins", "--tests", "--message-format=json"]
    built = cargo(*words, *(word for package in packages or PACKAGES for word in ("-p", package)))
    if built.code != 0:
        message = f"does not build:\n{built.output[-3000:]}"
        raise BrokenError(message)
    programs = []
    for told in messages(built.output):
        if told.get("reason") != "compiler-artifact" or not told["executable"] or not told["profile"]["test"]:
            continue
        directory = Path(str(told["manifest_path"])).parent
        target = told["target"]["name"]
        package = next(name for name in PACKAGES if re.search(rf"#{name}@", str(told["package_id"])))
        if target not in READERS:
            programs.append(Program(package, target, str(told["executable"]), str(directory)))
    return sorted(programs, key=lambda program: (PACKAGES.index(program.package), program.name))


def build_faults() -> Path:
    """Builds the harness of the faults and its runner of Rust."""
    if (built := cargo("build", "--locked", "-p", "geai-faults", "--bins")).code != 0:
        raise BrokenError(built.output)
    return BUILD / "debug" / "faults"

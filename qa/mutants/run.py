"""Breaks a copy of the sources in one known way after the other and sees that a test fails on each.

A mutant that no test fails on, or whose text is not found in the sources any more, is an error.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import results
from table import MUTANTS, Edit, Kind, Mutant, Test

ROOT = Path(__file__).resolve().parents[2]
PLACE = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "mutants"
TREE, BUILD, SITE = PLACE / "tree", PLACE / "build", PLACE / "site"
# Longest time for a test: what takes longer hangs. The longest one that passes takes a quarter of it.
PATIENCE = 240.0
# Longest reason that is shown.
WIDTH = 160


class BrokenError(Exception):
    """Neither a kill nor a survivor: the run says nothing."""


@dataclass(frozen=True)
class Ended:
    """A program that ended; `code` is `None` where it had to be ended."""

    code: int | None
    output: str


@dataclass(frozen=True)
class Verdict:
    """Result of a mutant; `reason` is what the test died of, empty where it survived."""

    mutant: Mutant
    reason: str
    seconds: float


def run(
    command: list[str],
    patience: float | None = None,
    more: Mapping[str, str] | None = None,
    directory: str | Path = TREE,
) -> Ended:
    """Runs a program in the copy, and ends it with all it started when that takes too long."""
    environment = {"CARGO_PROFILE_DEV_DEBUG": "0", **os.environ, "CARGO_TARGET_DIR": str(BUILD), **(more or {})}
    with subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as program:
        try:
            output, _ = program.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            output, code = "", None
        else:
            code = program.returncode
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
    return Ended(code, output)


def copy(but: str = "") -> None:
    """Makes the copy equal to the checkout, but for one folder. What is equal is not written, nor built again."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    wanted = {Path(name) for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()}
    wanted = {name for name in wanted if not but or Path(but) not in name.parents}
    for name in wanted:
        source, target = ROOT / name, TREE / name
        if not target.is_file() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    # What building puts there is kept.
    for path in [path for top in {name.parts[0] for name in wanted} for path in (TREE / top).rglob("*")]:
        name = path.relative_to(TREE)
        built = {"dist", "node_modules", "__pycache__"} & set(name.parts) or (but and Path(but) in name.parents)
        if path.is_file() and name not in wanted and not built:
            path.unlink()
    modules = TREE / "node_modules"
    if not modules.exists():
        modules.unlink(missing_ok=True)
        modules.symlink_to(ROOT / "node_modules", target_is_directory=True)


def build(kind: Kind) -> None:
    """Builds what tests of a kind need."""
    wheels = PLACE / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    command = {
        Kind.FAULTS: ["cargo", "build", "--locked", "-p", "geai-faults", "--bins"],
        Kind.RUST: ["cargo", "test", "--locked", "-p", "geai-tests", "--no-run"],
        Kind.PYTHON: ["maturin", "build", "--locked", "--interpreter", sys.executable, "--out", str(wheels)],
        Kind.NODE: ["node", "bindings-node/scripts/build.mjs", "--profile", "dev"],
    }[kind]
    ended = run(command, more={"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"})
    if ended.code != 0:
        message = f"does not build: {' '.join(command)}\n{ended.output[-3000:]}"
        raise BrokenError(message)
    if kind is Kind.PYTHON:
        shutil.rmtree(SITE, ignore_errors=True)
        for wheel in wheels.glob("*.whl"):
            with zipfile.ZipFile(wheel) as packed:
                packed.extractall(SITE)


def play(test: Test) -> Ended:
    """Runs a test against what was built."""
    first, _, rest = test.words.partition(" ")
    words = {
        Kind.FAULTS: [str(BUILD / "debug" / "faults"), *test.words.split()],
        Kind.RUST: ["cargo", "test", "--locked", "-p", "geai-tests", "--test", first, "--", "--exact", rest],
        Kind.PYTHON: [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", first, *rest.split()],
        Kind.NODE: ["node", "--test", "--test-reporter=tap", f"--test-name-pattern=^{rest}$", first],
    }[test.kind]
    return run(words, PATIENCE, {"PYTHONPATH": str(SITE)})


def check_baseline(tests: set[Test]) -> None:
    """Every test must pass on what is not broken: else its death means nothing."""
    for kind in sorted({test.kind for test in tests}, key=lambda kind: kind.name):
        build(kind)
    if any(test.kind is Kind.PYTHON for test in tests):
        where = "import geai_client; print(geai_client.__file__)"
        found = run([sys.executable, "-c", where], more={"PYTHONPATH": str(SITE)})
        if not found.output.startswith(str(SITE)):
            message = f"Python would test another package: {found.output}"
            raise BrokenError(message)
    for test in sorted(tests, key=str):
        ended = play(test)
        if ended.code != 0 or not test.kind.passed.search(ended.output):
            message = f"`{test}` does not pass on what is not broken ({ended.code}):\n{ended.output[-3000:]}"
            raise BrokenError(message)
        print(f"passes    {test}", flush=True)


def edited(edit: Edit, text: str) -> str:
    """The text with the edit in it."""
    if (count := text.count(edit.old)) != 1:
        message = f"stale: {edit.file} has {count} times, and not once: {edit.old.strip()}"
        raise BrokenError(message)
    return text.replace(edit.old, edit.new)


@contextlib.contextmanager
def broken(mutant: Mutant) -> Iterator[None]:
    """The copy with the mutant in it."""
    before = {TREE / edit.file: (TREE / edit.file).read_text() for edit in mutant.edits}
    after = dict(before)
    for edit in mutant.edits:
        after[TREE / edit.file] = edited(edit, after[TREE / edit.file])
    try:
        for path, text in after.items():
            path.write_text(text)
        yield
    finally:
        for path, text in before.items():
            path.write_text(text)


def judge(mutant: Mutant) -> Verdict:
    """Whether the test fails on the mutant."""
    begun = time.monotonic()
    with broken(mutant):
        build(mutant.test.kind)
        ended = play(mutant.test)
    seconds = time.monotonic() - begun
    if ended.code == 0 and mutant.test.kind.passed.search(ended.output):
        return Verdict(mutant, "", seconds)
    if ended.code is None:
        return Verdict(mutant, f"did not end within {PATIENCE:.0f} s", seconds)
    found = mutant.test.kind.failed.search(ended.output)
    if ended.code == 0 or not found:
        message = f"`{mutant.test}` neither passed nor failed ({ended.code}):\n{ended.output[-3000:]}"
        raise BrokenError(message)
    reason = " ".join(found[1].split()).strip("'\"")
    return Verdict(mutant, reason if len(reason) <= WIDTH else f"{reason[:WIDTH]}…", seconds)


def score(verdicts: list[Verdict], total: int) -> str:
    """The last line."""
    return f"mutants  {sum(bool(verdict.reason) for verdict in verdicts)} of {total} killed"


def page(verdicts: list[Verdict]) -> list[str]:
    """The results as a section of the page."""
    rows = [
        f"| {verdict.mutant.name} | {verdict.mutant.what} | `{verdict.mutant.test}` "
        f"| {verdict.reason.replace('|', chr(92) + '|') or '**survived**'} | {verdict.seconds:.0f} |"
        for verdict in verdicts
    ]
    return [
        "Written by `make mutants`: the sources are broken in each of these ways, and a test must die of it. All",
        "tests named here passed on the sources as they are, in the same run. What exactly is changed stands in",
        "[table.py](table.py).",
        "",
        results.machine(),
        "",
        "```",
        score(verdicts, len(verdicts)),
        "```",
        "",
        "| mutant | what is broken | test that dies | of what | s, with building |",
        "|---|---|---|---|---|",
        *rows,
    ]


def problem(edit: Edit) -> str | None:
    """Why an edit does not fit the sources any more."""
    try:
        edited(edit, (ROOT / edit.file).read_text())
    except (BrokenError, FileNotFoundError) as error:
        return str(error)
    return None


def stale(mutants: list[Mutant]) -> int:
    """Says which mutants do not fit the sources any more; 1 if there are any."""
    found = [(mutant.name, why) for mutant in mutants for edit in mutant.edits if (why := problem(edit))]
    for name, why in found:
        print(f"ERROR     {name}: {why}")
    return 1 if found else 0


def main() -> int:
    """Runs everything."""
    names = [mutant.name for mutant in MUTANTS]
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", action="append", choices=names, metavar="NAME", help=f"one of {', '.join(names)}")
    options.add_argument("--check", action="store_true", help="only say whether each text to break is found once")
    options.add_argument("--shard", default="1/1", metavar="K/N", help="every N-th one, from the K-th on")
    asked = options.parse_args()
    first, step = map(int, asked.shard.split("/"))
    if not 1 <= first <= step:
        options.error(f"--shard {asked.shard}: expected K/N with K from 1 to N")
    chosen = [mutant for mutant in MUTANTS if asked.only is None or mutant.name in asked.only][first - 1 :: step]
    if asked.check:
        return stale(chosen)
    verdicts, wrong = [], 0
    try:
        copy()
        check_baseline({mutant.test for mutant in chosen})
    except BrokenError as error:
        print(f"ERROR     {error}", flush=True)
        return 1
    for mutant in chosen:
        try:
            verdict = judge(mutant)
        except BrokenError as error:
            wrong += 1
            print(f"ERROR     {mutant.name}: {error}", flush=True)
            continue
        verdicts.append(verdict)
        print(f"{'killed' if verdict.reason else 'SURVIVED':9} {mutant.name}: {mutant.what}")
        print(f"{'':10}{mutant.test}: {verdict.reason or 'passes'}", flush=True)
    print(score(verdicts, len(chosen)))
    if len(chosen) == len(MUTANTS) and not wrong:
        results.write("Mutants by hand", page(verdicts))
    return 0 if len(verdicts) == len(chosen) and all(verdict.reason for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())

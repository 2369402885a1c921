"""Switches the mutants that cargo-mutants makes of the core on, one after the other, and sees that a test dies of each.

Of all mutants every tenth is chosen, and all of transport, retry and secrets. What no test dies of must stand in
survivors.json, with the reason why it changes nothing; what stands there must be a mutant, and no test may die of it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import re
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import results
import schemata
from schemata import Made, Program

import run as by_hand
from run import PLACE, ROOT, BrokenError, run

# Every tenth one, from this one on.
STEP, FIRST = 10, 3
# Transport, retry, and what holds or hides secrets: all of their mutants.
CLOSE = re.compile(
    r"core/src/(transport/|retry/|client/retry_loop|schema/(mask|secret)\.|config/(token|cached_token|client_cert)\.)"
)
# Share of the mutants that compile of which tests must die.
LEAST = 0.92
KILLED, SURVIVED, UNVIABLE = "killed", "survived", "unviable"
LISTED = Path(__file__).with_name("survivors.json")
VERDICTS = PLACE / "verdicts.json"
# Longest time for tests that run together, beyond four times what each took alone.
PATIENCE = 45.0
# How many of the quickest tests are tried first, and how long those take at most that are tried next.
QUICKEST, QUICK = 6, 3.0
# Programs whose tests are rows of data: those of a file run together. Each makes all it needs before its first test,
# and takes one filter.
ROWS = set(re.findall(r'^name = "(\w+)"\nharness = false', (ROOT / "tests/rust/Cargo.toml").read_text(), re.MULTILINE))
FAILED = re.compile(r"^test (\S.*?) \.\.\. FAILED|^(?:lost|leaked|wrong) +(F\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """A test, a file of rows, or a row of faults, with the seconds that it takes alone."""

    program: Program
    name: str
    seconds: float


@dataclass(frozen=True)
class Verdict:
    """What came of a mutant; unviable means that it does not compile. `by` is what died of it."""

    came: str
    by: str
    seconds: float


class Bench:
    """The built programs, and which of their tests reach which mutant."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.reach: dict[int, list[Case]] = defaultdict(list)
        self.faults: dict[int, list[Case]] = defaultdict(list)
        self.cases: list[Case] = []

    def learn(self, programs: list[Program], harness: Path) -> None:
        """Runs every test alone, with no mutant on: it must pass, and tells what it reaches."""
        rows = run([str(harness), "--list"]).output.split()
        names = sorted({cell.rsplit(":", 1)[0] for cell in rows if ":rust:" in cell})
        faults = Program("geai-faults", "faults", str(harness), str(ROOT))
        chosen = [(program, batch) for program in programs for batch in batches(program)]
        chosen += [(faults, name) for name in names]
        with ThreadPoolExecutor(self.workers) as pool:
            learned = list(pool.map(lambda chosen: alone(*chosen), chosen))
        for case, reached in learned:
            if case is None:
                continue
            into = self.faults if case.program is faults else self.reach
            for number in reached:
                into[number].append(case)
            if case.program is not faults:
                self.cases.append(case)

    def killer(self, number: int) -> str:
        """The test that dies of a mutant that is switched on; empty if none does."""
        reaching = sorted(self.reach[number], key=lambda case: case.seconds)
        quick = sum(case.seconds < QUICK for case in reaching)
        for cases in (reaching[:QUICKEST], reaching[QUICKEST:quick], reaching[max(quick, QUICKEST) :]):
            if by := first_death(cases, number):
                return by
        return first_death(self.faults[number], number)


def listed(program: Program) -> list[str]:
    """The tests of a program."""
    found = run([program.path, "--list", "--format", "terse"], PATIENCE).output
    return [line.removesuffix(": test") for line in found.splitlines() if line.endswith(": test")]


def batches(program: Program) -> list[str]:
    """The tests of a program, each alone; or the files of its rows."""
    names = listed(program)
    if program.name not in ROWS:
        return names
    return sorted({f"{file}/" if row else file for file, _, row in (name.partition("/") for name in names)})


def environment(program: Program, **more: str) -> dict[str, str]:
    """What cargo sets for a test program, and the quickest end of a property that does not hold."""
    return {"CARGO_MANIFEST_DIR": program.directory, "PROPTEST_MAX_SHRINK_ITERS": "0", **more}


def command(program: Program, names: Sequence[str]) -> list[str]:
    """Runs these tests, or this row of faults."""
    if program.name == "faults":
        return [program.path, "--quick", "--language", "rust", "--only", ",".join(names)]
    return [program.path, *names] if program.name in ROWS else [program.path, "--exact", *names]


def alone(program: Program, name: str) -> tuple[Case | None, list[int]]:
    """Runs a test alone, and says what it reaches; none if it does not pass, which is told."""
    for _ in range(3):
        with tempfile.TemporaryDirectory() as place:
            log = Path(place, "reached")
            begun = time.monotonic()
            ended = run(
                command(program, [name]), 4 * PATIENCE, environment(program, MUTANT_LOG=str(log)), program.directory
            )
            seconds = time.monotonic() - begun
            if ended.code == 0:
                reached = sorted({int(line) for line in log.read_text().split()}) if log.exists() else []
                return Case(program, name, seconds), reached
    print(f"LEFT OUT  {program.name} {name}: does not pass alone\n{ended.output[-600:]}", flush=True)
    return None, []


def first_death(cases: list[Case], number: int) -> str:
    """The first test of these that dies of the mutant."""
    programs: dict[Program, list[Case]] = defaultdict(list)
    for case in cases:
        programs[case.program].append(case)
    for program, tests in programs.items():
        for together in [[test] for test in tests] if program.name in ROWS else [tests]:
            if by := dies(program, together, number):
                return f"{program.name} {by}"
    return ""


def deaths(output: str) -> list[str]:
    """The tests or rows of faults that failed, as their runner tells them."""
    return [test.strip() or f"{row}:rust" for test, row in FAILED.findall(output)]


def dies(program: Program, tests: list[Case], number: int) -> str:
    """The first of these tests of one program that dies of the mutant: again when alone, and not with no mutant on."""
    names = [test.name for test in tests]
    patience = PATIENCE + 4 * sum(test.seconds for test in tests)

    def play(names: list[str], **on: str) -> by_hand.Ended:
        return run(command(program, names), patience, environment(program, **on), program.directory)

    for _ in range(3):
        ended = play(names, MUTANT_ON=str(number))
        if ended.code == 0:
            return ""
        if ended.code is None:
            return f"did not end: {', '.join(names[:3])}"
        died = deaths(ended.output)[:1] or names[:1]
        if play(died, MUTANT_ON=str(number)).code != 0 and play(died).code == 0:
            return died[0]
    message = f"{program.name} {died}: now passes and now fails, or fails with no mutant on"
    raise BrokenError(message)


def whole(program: Program) -> str:
    """The test that dies of all tests of a program, and dies again; empty if none does."""
    ended = run([program.path], 10 * PATIENCE, environment(program), program.directory)
    if ended.code is None:
        return f"{program.name} did not end"
    died = deaths(ended.output)
    if ended.code == 0 or (died and run(command(program, died), 4 * PATIENCE, environment(program)).code == 0):
        return ""
    return f"{program.name} {died[0] if died else 'failed as a whole'}"


def judge_alone(mutant: Made) -> Verdict:
    """Judges a mutant that no switch holds: builds package after package with it, and runs all tests until one dies."""
    begun = time.monotonic()
    with schemata.alone(mutant):
        if not schemata.compiles():
            return Verdict(UNVIABLE, "", time.monotonic() - begun)
        built = (program for package in schemata.PACKAGES for program in schemata.build(package))
        by = next(filter(None, map(whole, built)), "")
        if not by:
            harness = schemata.build_faults()
            ended = run([str(harness), "--quick", "--language", "rust"], 20 * PATIENCE)
            by = "faults" if ended.code != 0 else ""
    return Verdict(KILLED if by else SURVIVED, by, time.monotonic() - begun)


def chosen(mutants: list[Made], step: int, first: int) -> list[Made]:
    """Every tenth mutant, and all of the files that are close to what must not go wrong."""
    return [mutant for mutant in mutants if mutant.number % step == first or CLOSE.match(mutant.file)]


def fingerprint(mutant: Made) -> str:
    """The same as long as the function of the mutant is, wherever it stands in its file."""
    span = mutant.raw["span"]
    around = (mutant.raw["function"] or mutant.raw)["span"]
    first, last = around["start"]["line"], around["end"]["line"]
    lines = (ROOT / mutant.file).read_text().splitlines()[first - 1 : last]
    place = f"{span['start']['line'] - first}:{span['start']['column']}"
    return hashlib.sha256("\n".join([*lines, place]).encode()).hexdigest()[:16]


class Store:
    """Verdicts on disk, so that what was judged need not be judged again."""

    def __init__(self) -> None:
        self.kept = json.loads(VERDICTS.read_text()) if VERDICTS.exists() else {}
        self.lock = threading.Lock()

    def get(self, mutant: Made) -> Verdict | None:
        """The verdict, if the function of the mutant is the same."""
        kept = self.of_same_text(mutant)
        return Verdict(*kept[1:4]) if kept and kept[1] else None

    def of_same_text(self, mutant: Made) -> list[Any]:
        """What is kept of a mutant, if the function of the mutant is the same; empty otherwise."""
        kept: list[Any] = self.kept.get(mutant.name, [])
        return kept if kept and kept[0] == fingerprint(mutant) else []

    def is_alone(self, mutant: Made) -> bool:
        """Whether no switch could hold the mutant, so that it was built alone."""
        return self.of_same_text(mutant)[4:] == [True]

    def keep_alone(self, mutants: Iterable[Made]) -> None:
        """Keeps that no switch holds these mutants, so that a run that is taken up again need not find it out."""
        for mutant in mutants:
            self.kept[mutant.name] = [fingerprint(mutant), "", "", 0.0, True]
        VERDICTS.write_text(json.dumps(self.kept, indent=0))

    def put(self, mutant: Made, verdict: Verdict) -> None:
        """Keeps a verdict, and tells it."""
        with self.lock:
            alone = [True] if self.is_alone(mutant) else []
            self.kept[mutant.name] = [fingerprint(mutant), verdict.came, verdict.by, verdict.seconds, *alone]
            VERDICTS.write_text(json.dumps(self.kept, indent=0))
            word = verdict.came if verdict.came != "survived" else "SURVIVED"
            print(f"{word:9} {verdict.seconds:5.1f} s  {mutant.place} {mutant.what}  {verdict.by}", flush=True)


def judge(mutants: list[Made], kept: set[str], workers: int, store: Store) -> None:
    """Judges these mutants but those that are kept: what a switch holds first, then each other one in its own build."""
    by_hand.copy(but=schemata.SOURCES)
    unfit = {it.number for it in mutants if (verdict := store.get(it)) and verdict.came == UNVIABLE}
    alone = {it.number for it in mutants if store.is_alone(it)} - unfit
    within, never, refused = schemata.switch(mutants, unfit | alone)
    for mutant in (mutant for mutant in mutants if mutant.number in never | refused):
        # A value of another type stays one wherever it is returned.
        if mutant.number in never or (mutant.raw["genre"] == "FnValue" and "-> impl" not in mutant.name):
            store.put(mutant, Verdict(UNVIABLE, "", 0.0))
            unfit.add(mutant.number)
    store.keep_alone(it for it in mutants if it.number in refused - unfit)
    bench, begun = Bench(workers), time.monotonic()
    programs, harness = schemata.build(), schemata.build_faults()
    print(f"built     {time.monotonic() - begun:.0f} s, {len(within)} of {len(mutants)} behind switches", flush=True)
    begun = time.monotonic()
    bench.learn(programs, harness)
    print(f"learned   {time.monotonic() - begun:.0f} s, {len(bench.cases)} groups of tests", flush=True)

    def one(mutant: Made) -> None:
        begun = time.monotonic()
        try:
            by = bench.killer(mutant.number)
        except BrokenError as error:
            print(f"ERROR     {mutant.name}: {error}", flush=True)
        else:
            store.put(mutant, Verdict(KILLED if by else SURVIVED, by, time.monotonic() - begun))

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, [it for it in mutants if it.number in within and it.name not in kept]))
    for mutant in (it for it in mutants if it.number not in within | unfit and it.name not in kept):
        store.put(mutant, judge_alone(mutant))


def share(mutants: list[Made], store: Store) -> tuple[int, int]:
    """How many of these mutants were killed, of how many that compile."""
    came = [verdict.came for mutant in mutants if (verdict := store.get(mutant))]
    return came.count(KILLED), came.count(KILLED) + came.count(SURVIVED)


def problems(mutants: list[Made], store: Store, reasons: dict[str, str], step: int, first: int) -> Iterator[str]:
    """What is wrong with what came of these mutants."""
    for mutant in mutants:
        verdict = store.get(mutant)
        if verdict is None:
            yield f"not judged: {mutant.name}"
        elif verdict.came == SURVIVED and CLOSE.match(mutant.file) and mutant.name not in reasons:
            yield f"survived, and is not listed: {mutant.place} {mutant.what}"
        elif verdict.came != SURVIVED and mutant.name in reasons:
            yield f"listed, and {verdict.came} {verdict.by}: {mutant.name}"
    killed, compiled = share([mutant for mutant in mutants if mutant.number % step == first], store)
    if killed < LEAST * compiled:
        yield f"of every {step}th mutant, {killed} of {compiled} were killed: less than {LEAST:.0%}"


def table(mutants: list[Made], store: Store) -> list[str]:
    """Counts of mutants, a row for each folder of the core."""
    folders: dict[str, list[Made]] = defaultdict(list)
    for mutant in mutants:
        folders[Path(mutant.file).parts[2].removesuffix(".rs")].append(mutant)
    rows = []
    for folder, made in [*sorted(folders.items()), ("**all**", mutants)]:
        verdicts = [verdict for mutant in made if (verdict := store.get(mutant))]
        came = [verdict.came for verdict in verdicts]
        faults = sum(verdict.by.startswith("faults ") for verdict in verdicts)
        counts = [len(made), came.count(UNVIABLE), came.count(KILLED) - faults, faults, came.count(SURVIVED)]
        rows.append(" | ".join(["| " + folder, *map(str, counts)]) + " |")
    return [
        "| folder | mutants | do not compile | die of `cargo test` | die of faults | survive |",
        "|---|---|---|---|---|---|",
        *rows,
    ]


def page(mutants: list[Made], store: Store, reasons: dict[str, str], took: str) -> list[str]:
    """The results as a section of the page."""
    tenth = [mutant for mutant in mutants if mutant.number % STEP == FIRST]
    close = [mutant for mutant in mutants if CLOSE.match(mutant.file)]
    (killed, compiled), (close_killed, close_compiled) = share(tenth, store), share(close, store)
    left = [it for it in tenth if (kept := store.get(it)) and kept.came == SURVIVED and it.name not in reasons]
    return [
        "Written by `make mutants`. A mutant is killed when a test of `cargo test` fails, or a row of the faults in a",
        "quick run in Rust, that passes on the sources as they are. What survives and changes nothing stands in",
        "[survivors.json](survivors.json), with the reasons.",
        "",
        f"{dt.datetime.now(tz=dt.timezone.utc).date()}; {results.machine()}; {took}",
        "",
        "```",
        f"every {STEP}th mutant     {killed} of {compiled} that compile are killed ({killed / max(compiled, 1):.1%})",
        f"transport, retry, secrets  {close_killed} of {close_compiled} that compile are killed",
        "```",
        "",
        f"Every {STEP}th mutant of the core, from number {FIRST} on:",
        "",
        *table(tenth, store),
        "",
        "All mutants of transport, retry and what holds or hides secrets:",
        "",
        *table(close, store),
        "",
        *(["Survivors that are not listed:", "", *(f"- `{it.place}` {it.what}" for it in left)] if left else []),
    ]


def main() -> int:
    """Runs everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shard", default="1/1", metavar="K/N", help="every N-th of those chosen, from the K-th on")
    options.add_argument("--every", type=int, default=STEP, metavar="N", help="every N-th of all mutants")
    options.add_argument("--first", type=int, default=FIRST, metavar="N", help="from this one on, counted from 0")
    options.add_argument("--only", default="", metavar="REGEX", help="of those chosen, those whose name has this")
    options.add_argument("--resume", action="store_true", help="leave out what was killed while its text was the same")
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="mutants at a time")
    asked = options.parse_args()
    part, parts = map(int, asked.shard.split("/"))
    mutants, store, begun = schemata.made(), Store(), time.monotonic()
    reasons: dict[str, str] = json.loads(LISTED.read_text())
    wrong = [f"listed, and no mutant: {name}" for name in sorted(set(reasons) - {it.name for it in mutants})]
    picked = [it for it in chosen(mutants, asked.every, asked.first) if re.search(asked.only, it.name)]
    picked = sorted(picked[part - 1 :: parts], key=lambda it: it.number % asked.every != asked.first)
    kept = {it.name for it in picked if asked.resume and (kept := store.get(it)) and kept.came != SURVIVED}
    try:
        if len(kept) < len(picked):
            judge(picked, kept, asked.workers, store)
    except BrokenError as error:
        wrong.append(str(error))
    wrong += problems(picked, store, reasons, asked.every, asked.first)
    for what in wrong:
        print(f"ERROR     {what}")
    killed, compiled = share(picked, store)
    print(f"mutants  {killed} of {compiled} that compile killed, of {len(picked)}")
    if parts == 1 and (asked.every, asked.first, asked.only) == (STEP, FIRST, ""):
        took = f"{(time.monotonic() - begun) / max(len(picked) - len(kept), 1):.1f} s a mutant"
        results.write("Mutants of cargo-mutants", page(picked, store, reasons, took))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

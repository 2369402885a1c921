"""Runs a command as a named suite and keeps how long it took; prints the slowest suites of a run.

tests/timed.py --into FILE NAME COMMAND…
tests/timed.py --into FILE --reset
tests/timed.py --into FILE --slowest 10
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path


def run(file: Path, name: str, command: list[str]) -> int:
    """Runs a command, whose output goes where this program's goes. Its exit code."""
    begun = time.monotonic()
    # Found here: Windows would not look for `npm.cmd` by itself.
    code = subprocess.run([shutil.which(command[0]) or command[0], *command[1:]], check=False).returncode
    seconds = time.monotonic() - begun
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as times:
        times.write(f"{seconds:.1f}\t{'ok' if code == 0 else 'FAILED'}\t{name}\n")
    # A command that a signal ended has a negative one.
    return code if code >= 0 else 128 - code


def begin(file: Path) -> None:
    """Begins a run: the file holds its time, and a line for each suite."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{time.time():.1f}\n", encoding="utf-8")


def slowest(file: Path, most: int) -> None:
    """Prints the suites that took longest, and the time since the run began."""
    begun, *lines = file.read_text(encoding="utf-8").splitlines()
    suites = [(float(seconds), name, state) for seconds, state, name in (line.split("\t") for line in lines)]
    print(f"\nslowest of {len(suites)} suites, {time.time() - float(begun):.0f} s after the run began:")
    for seconds, name, state in sorted(suites, reverse=True)[:most]:
        print(f"  {seconds:7.1f} s  {name}{'' if state == 'ok' else f'  {state}'}")


def main() -> int:
    """Does one of the three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, required=True, metavar="FILE", help="where the times are kept")
    parser.add_argument("--reset", action="store_true", help="begin a run")
    parser.add_argument("--slowest", type=int, metavar="N", help="print the suites that took longest")
    parser.add_argument("suite", nargs=argparse.REMAINDER, metavar="NAME COMMAND…")
    options = parser.parse_args()
    if options.reset:
        begin(options.into)
        return 0
    if options.slowest is not None:
        slowest(options.into, options.slowest)
        return 0
    name, *command = options.suite
    return run(options.into, name, command)


if __name__ == "__main__":
    sys.exit(main())

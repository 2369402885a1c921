"""Runs every program of this directory and prints a line for each, and one that sums up the life of a process."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
# Name, arguments, and what they take of the full counts.
PROGRAMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("fork", ()),
    ("many_threads", ()),
    ("cancel", ()),
    ("closed_loop", ()),
    ("exits", ()),
    ("running_loop", ()),
    ("interrupt", ()),
    ("stall", ()),
    ("subinterpreter", ()),
    ("panics", ()),
    ("tokens", ()),
    ("leak", ("sync",)),
    ("leak", ("asyncio",)),
    ("leak", ("errors",)),
    ("leak", ("errors-asyncio",)),
    ("churn", ()),
    ("load", ("sync",)),
    ("load", ("asyncio",)),
    ("stampede", ()),
)
WITH_INTERPRETERS = ("exits", "subinterpreter")
FREE_THREADED = ("many_threads", "cancel", "exits")
QUICK = 1 / 20


def one(python: str, program: str, arguments: list[str]) -> tuple[str, bool]:
    """Runs one program; the line it printed, and whether all was well."""
    begun = time.monotonic()
    ended = subprocess.run(
        [python, str(HERE / f"{program}.py"), *arguments], stdout=subprocess.PIPE, text=True, check=False
    )
    line = ended.stdout.strip() or f"{program}  0/0  ended with {ended.returncode}"
    mark = "ok  " if ended.returncode == 0 else "FAIL"
    print(f"{mark} {line}  [{time.monotonic() - begun:.0f} s]", flush=True)
    return line, ended.returncode == 0


def life(lines: dict[str, str]) -> str:
    """What the scores of the project's own life-cycle line are, for Python."""

    def score(name: str) -> str:
        found = re.search(r"  ([\d,]+/[\d,]+)  ", lines.get(name, ""))
        return found[1] if found else "not run"

    def longest(name: str, what: str) -> str:
        found = [float(time) for time in re.findall(what, lines.get(name, ""))]
        return f" (max {max(found):.0f} ms)" if found else ""

    def lost(name: str) -> str:
        good, _, total = score(name).partition("/")
        if not total:
            return score(name)
        return f"{int(total.replace(',', '')) - int(good.replace(',', ''))}/{total} crashes"

    interrupt, cancel = longest("interrupt", r"KeyboardInterrupt ([\d.]+)"), longest("cancel", r"max ([\d.]+)")
    return (
        f"life python  fork {score('fork')}  ctrl-c {score('interrupt')}{interrupt}  "
        f"cancel {score('cancel')}{cancel}  exit {lost('exits')}"
    )


def main() -> None:
    """Runs everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a twentieth of the counts")
    options.add_argument("--scale", type=float, help="share of the full counts")
    options.add_argument("--slack", type=float, default=1.0, help="what bounds on times are multiplied with")
    options.add_argument("--only", nargs="*", default=[], help="these programs alone")
    options.add_argument("--all", action="store_true", help="ends of every Python that is found, not of this one only")
    options.add_argument("--free-threaded", metavar="PYTHON", help="a free-threaded Python that has the package")
    asked = options.parse_args()
    scale = asked.scale or (QUICK if asked.quick else 1.0)
    common = ["--scale", str(scale), "--slack", str(asked.slack)]
    lines: dict[str, str] = {}
    good = True
    for program, arguments in PROGRAMS:
        if asked.only and program not in asked.only:
            continue
        more = ["--all"] if asked.all and program in WITH_INTERPRETERS else []
        line, fine = one(sys.executable, program, [*arguments, *more, *common])
        lines[program], good = line, good and fine
    if asked.free_threaded:
        for program in FREE_THREADED:
            good &= one(asked.free_threaded, program, common)[1]
    else:
        print("     free-threaded  not run: no such Python was given (--free-threaded PYTHON)")
    print(life(lines))
    sys.exit(not good)


if __name__ == "__main__":
    main()

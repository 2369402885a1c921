"""Measures this client beside what a user would take instead, and beside the physical limit.

make bench                                        everything, into benches/RESULTS.md
make bench QUICK=1 BASE=<commit>                  beside itself as a commit had it: base, now, ratio
python3 benches/run.py --quick --only W3          for work: some workloads, fewer rounds, nothing written
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from harness.environment import BENCHES, prepare, prepare_pair, versions
from harness.subject import Bench
from harness.workloads import WORKLOADS

from harness import pair, report


def main() -> None:
    """Runs the workloads and prints one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and calls")
    parser.add_argument("--base", metavar="COMMIT", help="measure beside this commit, and no peers")
    parser.add_argument("--only", default=",".join(WORKLOADS), help="workloads, with commas between them")
    parser.add_argument("--wheel", type=Path, help="this wheel of ours, and not the one that was built last")
    parser.add_argument("--node-package", type=Path, help="this directory's npm package, and not the repository's")
    options = parser.parse_args()
    if options.base:
        beside(options.base, quick=options.quick)
        return
    wanted = options.only.upper().split(",")
    environment = prepare(options.wheel, options.node_package)
    bench = Bench(environment, quick=options.quick)
    load = os.getloadavg()[0]
    lines = []
    try:
        for name in wanted:
            for line in WORKLOADS[name](bench):
                print(report.row(line), flush=True)
                lines.append(line)
    finally:
        bench.stop()
    about = [*versions(environment), f"load of the machine: {load:.1f} before, {os.getloadavg()[0]:.1f} after"]
    print("\n".join(about))
    if wanted == list(WORKLOADS) and not options.quick:
        (BENCHES / "RESULTS.md").write_text(report.text(lines, about))


def beside(commit: str, *, quick: bool) -> None:
    """Prints base, now and their ratio for each task."""
    bench = Bench(prepare_pair(commit), quick=quick)
    load = os.getloadavg()[0]
    worst = None
    print(pair.HEAD)
    try:
        for row in pair.rows(bench):
            print(row, flush=True)
            worst = max(worst or row, row, key=lambda row: row.ratio)
    finally:
        bench.stop()
    print(f"load of the machine: {load:.1f} before, {os.getloadavg()[0]:.1f} after")
    if worst is not None:
        print(f"largest ratio: {worst.ratio:.3f}, {worst.what}")


if __name__ == "__main__":
    main()

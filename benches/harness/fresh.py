"""Fresh processes: what it takes to import, to start the command line, and to the first answer."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from harness.environment import command_line, variables
from harness.subject import Bench, Cost, median

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Figure = tuple[str, float, tuple[str, float] | None, str]

RSS_PYTHON = "import re; print(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read())[1])"
RSS_NODE = "console.log(/VmRSS:\\s+(\\d+)/.exec(require('fs').readFileSync('/proc/self/status', 'utf8'))[1])"


def fresh_processes(bench: Bench) -> Iterator[Figure]:
    """The lines of the workload."""
    place = bench.environment
    # `re` and `fs` are there in both, so that the difference is ours.
    python, node = [str(place.python_ours)], ["node"]
    yield from _imports(
        bench,
        "Python",
        [*python, "-c", RSS_PYTHON],
        [*python, "-c", f"import geai_client; {RSS_PYTHON}"],
        place.node_ours,
    )
    yield from _imports(
        bench, "Node", [*node, "-e", RSS_NODE], [*node, "-e", f"require('geai-client'); {RSS_NODE}"], place.node_ours
    )
    yield from _starts(bench, command_line())
    url = bench.server.plain
    ours = f"from geai_client import Client; Client({url!r}, api_token='bench').agents.get('bench')"
    theirs = (
        "from pygeai.lab.agents.clients import AgentClient; "
        f"AgentClient(api_key='bench', base_url={url!r}, project_id='bench').get_agent('bench')"
    )
    commands = {"ours": [*python, "-c", ours], "pygeai": [str(place.python_others), "-c", theirs]}
    costs = paired_processes(commands, place.node_ours, 3 if bench.quick else 9)
    pairs = list(zip(costs["ours"], costs["pygeai"], strict=True))
    for of in ("wall", "cpu"):
        figure = statistics.median(a[of] / b[of] for a, b in pairs)
        detail = f"{median(costs['ours'], of) * 1e3:.0f} ms, {median(costs['pygeai'], of) * 1e3:.0f} ms"
        yield f"Python: {of} time to the first answer, of that of pygeai", figure, ("<=", 0.2), detail


def _imports(bench: Bench, language: str, bare: Sequence[str], ours: Sequence[str], cwd: Path) -> Iterator[Figure]:
    costs = paired_processes({"bare": bare, "ours": ours}, cwd, 5 if bench.quick else 15)
    for of, unit in (("cpu", "ms of CPU"), ("wall", "ms")):
        yield f"{language}: {unit} that importing adds", *_added(costs, of, 10.0)
    more = median(costs["ours"], "rss") - median(costs["bare"], "rss")
    yield f"{language}: MB that importing adds", more, ("<=", 6.0), f"{median(costs['bare'], 'rss'):.1f} MB bare"


def _starts(bench: Bench, binary: Path) -> Iterator[Figure]:
    """The time to the version, which is the least that the command line does."""
    place, rounds = bench.environment, 5 if bench.quick else 20
    python, script = place.python_ours, place.python_ours.parent / "geai-client"
    npm = place.node_ours / "node_modules" / ".bin" / "geai-client"
    for what, bare, ours in (
        ("console script", [str(python), "-c", "pass"], script),
        ("bin of npm", ["node", "-e", "0"], npm),
    ):
        costs = paired_processes({"bare": bare, "ours": [str(ours), "--version"]}, place.node_ours, rounds)
        yield f"geai-client --version: ms that the {what} adds", *_added(costs, "wall", 30.0)
    costs = paired_processes({"ours": [str(binary), "--version"]}, place.node_ours, rounds)
    yield "geai-client --version: ms of the binary", median(costs["ours"], "wall") * 1e3, ("<=", 5.0), ""


def _added(costs: dict[str, list[Cost]], of: str, most: float) -> tuple[float, tuple[str, float], str]:
    """Milliseconds that ours takes more than the bare process beside it."""
    more = statistics.median((a[of] - b[of]) * 1e3 for a, b in zip(costs["ours"], costs["bare"], strict=True))
    detail = f"{median(costs['bare'], of) * 1e3:.1f} to {median(costs['ours'], of) * 1e3:.1f} ms"
    return more, ("<=", most), detail


def paired_processes(commands: dict[str, Sequence[str]], cwd: Path, rounds: int) -> dict[str, list[Cost]]:
    """What each command costs in each round, one after the other."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            cost = _once(command, cwd)
            # The first one finds nothing in the caches.
            if number > 0:
                costs[name].append(cost)
    return costs


def _once(command: Sequence[str], cwd: Path) -> Cost:
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=variables("fresh"), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    # Some subjects print on their own account.
    printed = process.stdout.read().strip().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}")
    cost = {"wall": time.perf_counter() - begun, "cpu": usage.ru_utime + usage.ru_stime}
    return cost | ({"rss": int(printed[-1]) * 1024 / 1e6} if printed and printed[-1].isdigit() else {})

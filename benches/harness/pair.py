"""This client beside itself, as another commit had it: each task in turn, in one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.fresh import paired_processes
from harness.subject import Bench, Cost, Task, median, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

MILLI = 1e3


@dataclass(frozen=True)
class Row:
    """One figure of both."""

    what: str
    base: float
    now: float
    ratio: float
    unit: str

    def __str__(self) -> str:
        """One line for the terminal."""
        return f"{self.what:<52}{self.base:>10.4g}{self.now:>10.4g} {self.unit:<3}{self.ratio:>8.3f}"


HEAD = f"{'':<52}{'base':>10}{'now':>10}    {'ratio':>8}"


def rows(bench: Bench) -> Iterator[Row]:
    """A row of CPU and one of wall time for each task, Python and Node, then what importing takes."""
    for what, (subjects, task) in _tasks(quick=bench.quick).items():
        for ours in subjects:
            base = f"{ours}@base"
            costs = bench.paired({ours: task, base: task})
            for of in ("cpu", "wall"):
                yield _row(f"{ours}: {what}, {of}", costs[base], costs[ours], of)
    place = bench.environment
    pythons = {"now": place.python_ours, "base": place.python_others}
    yield from _imports(
        bench, "py", {name: [str(python), "-c", "import geai_client"] for name, python in pythons.items()}
    )
    projects = {"now": place.node_ours, "base": place.node_others}
    modules = {name: str(project / "node_modules" / "geai-client") for name, project in projects.items()}
    yield from _imports(bench, "node", {name: ["node", "-p", f"!require({at!r})"] for name, at in modules.items()})


def _row(what: str, base: list[Cost], now: list[Cost], of: str) -> Row:
    return Row(what, median(base, of) * MILLI, median(now, of) * MILLI, ratio(now, base, lambda cost: cost[of]), "ms")


def _imports(bench: Bench, language: str, commands: dict[str, list[str]]) -> Iterator[Row]:
    costs = paired_processes(commands, bench.environment.node_ours, 7 if bench.quick else 15)
    for of in ("cpu", "wall"):
        yield _row(f"{language}: a process that imports, {of}", costs["base"], costs["now"], of)


def _tasks(*, quick: bool) -> dict[str, tuple[tuple[str, ...], Task]]:
    both = ("py:geai", "node:geai")
    few = 2 if quick else 5
    many: Task = {"op": "list", "count": 20, "path": "/v4/agents?count=20", "calls": 640 if quick else 3200}
    return {
        "one call after the other": (both, {"op": "get", "path": "/v4/agents/bench", "calls": 300 if quick else 1500}),
        "64 calls in flight": (("py:geai-async", "node:geai"), many | {"in_flight": 64}),
        "bulk, 64 at once": (both, many | {"op": "bulk", "in_flight": 64}),
        "a page of 10 000": (both, {"op": "list", "count": 10_000, "path": "/v4/agents?count=10000", "calls": few}),
        "manifest of 10 MB, import": (
            both,
            {"op": "manifest", "path": "/v1/x", "calls": few, "size": 10_000_000, "upload": 10_000_000},
        ),
        "package of 5 MB, export": (
            both,
            {"op": "export", "path": "/v4/agents/bench/export", "calls": few, "size": 5_000_000},
        ),
        "package of 5 MB, import": (
            both,
            {"op": "import", "path": "/v4/agents/import", "calls": few, "size": 5_000_000, "upload": 5_000_000},
        ),
    }

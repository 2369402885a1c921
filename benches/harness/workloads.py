"""The workloads, and what must hold of each."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harness.fresh import fresh_processes
from harness.set_ups import figures
from harness.subject import Bench, Cost, Task, median, ratio

if TYPE_CHECKING:
    from collections.abc import Callable

MICRO = 1e6
MILLI = 1e3
AGENTS = 10_000
ROUND_TRIP = 0.040


@dataclass(frozen=True)
class Line:
    """One line of the table: a figure and its bound, if it has one."""

    workload: str
    what: str
    figure: float
    bound: tuple[str, float] | None
    detail: str

    @property
    def holds(self) -> bool | None:
        """Whether the figure is within its bound."""
        if self.bound is None:
            return None
        comparison, limit = self.bound
        return self.figure <= limit if comparison == "<=" else self.figure >= limit


def cpu(cost: Cost) -> float:
    """CPU time a call."""
    return cost["cpu"]


def wall(cost: Cost) -> float:
    """Wall time a call."""
    return cost["wall"]


def _compared(  # noqa: PLR0917 (the unit is one more)
    workload: str,
    costs: dict[str, list[Cost]],
    ours: str,
    of: Callable[[Cost], float],
    bounds: dict[str, tuple[str, float] | None],
    unit: tuple[str, float] = ("us", MICRO),
) -> list[Line]:
    """Ours by every other: the ratio of CPU or, where more is better, of rates."""
    lines = []
    for other, bound in bounds.items():
        faster = bound is not None and bound[0] == ">="
        figure = ratio(costs[other], costs[ours], of) if faster else ratio(costs[ours], costs[other], of)
        shown = " ".join(
            f"{name}: {median(costs[name], 'cpu') * unit[1]:.4g}/{median(costs[name], 'wall') * unit[1]:.4g} {unit[0]}"
            for name in (ours, other)
        )
        sense = "rate, times that of" if faster else "CPU a call, of that of"
        server = max(cost["server"] for cost in costs[ours])
        lines.append(
            Line(workload, f"{ours}: {sense} {other}", figure, bound, f"CPU/wall {shown}; server busy {server:.0%}")
        )
    return lines


def w1(bench: Bench) -> list[Line]:
    """One call after the other."""
    get: Task = {"op": "get", "path": "/v4/agents/bench", "calls": 300 if bench.quick else 1500}
    few = get | {"calls": 60}
    names = ("limit", "py:geai", "py:pyreqwest", "py:requests", "py:httpx")
    python = bench.paired(
        dict.fromkeys(names, get) | {"py:pygeai": few, "py:geai floor": get | {"op": "floor", "calls": 100_000}}
    )
    for bare, floor in zip(python["limit"], python["py:geai floor"], strict=True):
        bare["cpu"] += floor["cpu"]
    bounds: dict[str, tuple[str, float] | None] = {
        "limit": ("<=", 1.5),
        "py:pygeai": ("<=", 0.1),
        "py:requests": ("<=", 0.2),
        "py:pyreqwest": ("<=", 1.0),
        "py:httpx": None,
    }
    lines = _compared("W1", python, "py:geai", cpu, bounds)
    node = bench.paired(
        {f"node:{name}": get for name in ("geai", "undici", "fetch", "axios", "got", "openai")} | {"limit": get}
    )
    bounds = {
        "node:undici": ("<=", 0.5),
        "node:fetch": ("<=", 0.2),
        "node:axios": ("<=", 0.2),
        "node:got": None,
        "node:openai": None,
        "limit": None,
    }
    return lines + _compared("W1", node, "node:geai", cpu, bounds)


def w2(bench: Bench) -> list[Line]:
    """64 calls in flight."""
    many: Task = {
        "op": "list",
        "count": 20,
        "path": "/v4/agents?count=20",
        "calls": 640 if bench.quick else 3200,
        "in_flight": 64,
    }
    bulk = many | {"op": "bulk"}
    peers = ("geai-async", "aiohttp", "pyreqwest-async", "httpx-async")
    python = bench.paired({f"py:{name}": many for name in peers} | {"limit": many, "py:geai bulk": bulk})
    bounds: dict[str, tuple[str, float] | None] = {
        "py:aiohttp": (">=", 2.0),
        "py:pyreqwest-async": (">=", 1.2),
        "py:httpx-async": (">=", 1.0),
    }
    lines = _compared("W2", python, "py:geai-async", wall, bounds)
    lines += _compared(
        "W2", python, "py:geai-async", cpu, {"py:aiohttp": None, "py:pyreqwest-async": None, "limit": None}
    )
    lines += _compared("W2", python, "py:geai bulk", wall, {"py:aiohttp": (">=", 2.0)})
    names = ("geai", "undici", "fetch", "axios")
    node = bench.paired({f"node:{name}": many for name in names} | {"limit": many, "node:geai bulk": bulk})
    for ours in ("node:geai", "node:geai bulk"):
        lines += _compared("W2", node, ours, wall, {"node:undici": (">=", 2.0), "node:fetch": (">=", 5.0)})
    return lines + _compared(
        "W2", node, "node:geai", cpu, {"node:undici": None, "node:fetch": None, "node:axios": None, "limit": None}
    )


def w3(bench: Bench) -> list[Line]:
    """One page of 10 000 agents."""
    page: Task = {"op": "list", "count": AGENTS, "path": f"/v4/agents?count={AGENTS}", "calls": 2 if bench.quick else 5}
    lines = []
    for language, most in (("py", 0.5), ("node", 1.4)):
        ours, parser = f"{language}:geai", f"{language}:json"
        costs = bench.paired({ours: page, parser: page, "limit": page})
        # From bytes to objects: the call, less what moving its bytes costs.
        read = [a | {"cpu": a["cpu"] - b["cpu"]} for a, b in zip(costs[ours], costs["limit"], strict=True)]
        lines += _compared("W3", costs | {ours: read}, ours, cpu, {parser: ("<=", most)}, ("ms", MILLI))
        lines += _compared("W3", costs, f"{ours}", cpu, {parser: None, "limit": None}, ("ms", MILLI))
        if language == "node":
            busy = ratio(costs[ours], costs[parser], lambda cost: cost.get("main", cost["cpu"]))
            lines.append(Line("W3", "node:geai: main thread busy, of JSON.parse", busy, ("<=", 1.1), ""))
        size = 3_632_000
        peak = median(bench.alone(ours, page | {"calls": 1}), "peak") / size
        lines.append(Line("W3", f"{ours}: peak memory, of the body", peak, ("<=", 3.0), f"{peak * size / 1e6:.1f} MB"))
    return lines


def w4(bench: Bench) -> list[Line]:
    """Large documents, both ways."""
    calls = 2 if bench.quick else 5
    import_: Task = {
        "op": "import",
        "path": "/v4/agents/import",
        "calls": calls,
        "size": 5_000_000,
        "upload": 5_000_000,
    }
    tasks: dict[str, Task] = {
        "manifest of 10 MB, import": {
            "op": "manifest",
            "path": "/v1/x",
            "calls": calls,
            "size": 10_000_000,
            "upload": 10_000_000,
        },
        "package of 5 MB, export": {
            "op": "export",
            "path": "/v4/agents/bench/export",
            "calls": calls,
            "size": 5_000_000,
        },
        "package of 5 MB, import": import_,
    }
    lines = []
    for what, task in tasks.items():
        for ours in ("py:geai", "node:geai"):
            costs = bench.paired({ours: task, "limit": task})
            lines += [
                replace(line, what=f"{what}: {line.what}")
                for line in _compared("W4", costs, ours, cpu, {"limit": ("<=", 1.3)}, ("ms", MILLI))
            ]
            peak = median(bench.alone(ours, task | {"calls": 1}), "peak") / task["size"]
            lines.append(
                Line("W4", f"{what}: {ours}: copies of the body at once", peak, ("<=", 2.2), "peak of resident memory")
            )
    return lines


def w5(bench: Bench) -> list[Line]:
    """Fresh processes."""
    return [Line("W5", *line) for line in fresh_processes(bench)]


def w6(bench: Bench) -> list[Line]:
    """A server 40 ms away, over TLS."""
    far = {"authority": str(bench.server.authority), "fresh": True}
    authority = bench.server.authority.read_text()
    lines = []
    trips = math.ceil(1000 / 32)
    for protocol, url in bench.server.far.items():
        one: Task = far | {"url": url, "op": "get", "path": "/v4/agents/bench", "calls": 100}
        costs = bench.paired(
            {"py:geai": one, "node:geai": one, "limit": one | {"authority": authority}}
            if protocol == "HTTP/1.1"
            else {"py:geai": one, "node:geai": one},
            3,
        )
        # A connection takes one round trip for TCP, one for TLS.
        most = 1.05 * 100 * ROUND_TRIP + 2 * ROUND_TRIP
        for name in costs:
            time = median(costs[name], "wall") * 100
            what = f"{name}: 100 calls in turn, {protocol}, seconds"
            lines.append(
                Line(
                    "W6",
                    what,
                    time,
                    None if name == "limit" else ("<=", most),
                    f"100 round trips are {100 * ROUND_TRIP:.1f} s",
                )
            )
        for name in ("py:geai", "node:geai"):
            many = one | {"op": "bulk", "calls": 1000, "in_flight": 32}
            time = median(bench.paired({name: many}, 3)[name], "wall") * 1000
            bound = ("<=", 1.15 * trips * ROUND_TRIP)
            lines.append(
                Line(
                    "W6",
                    f"{name}: 1000 gets, 32 at once, {protocol}, seconds",
                    time,
                    bound,
                    f"{trips} round trips are {trips * ROUND_TRIP:.2f} s",
                )
            )
    return lines


def w7(bench: Bench) -> list[Line]:
    """16 threads that share one client."""
    shared: Task = {"op": "get", "calls": 320 if bench.quick else 1600, "threads": 16}
    costs = bench.paired({"py:geai": shared, "py:requests": shared})
    lines = _compared("W7", costs, "py:geai", wall, {"py:requests": (">=", 4.0)})
    lines += _compared("W7", costs, "py:geai", cpu, {"py:requests": None})
    far = {"authority": str(bench.server.authority), "fresh": True, "url": bench.server.far["HTTP/1.1"]}
    waits = bench.paired({"py:geai": shared | far | {"calls": 320}}, 3)["py:geai"]
    trips = median(waits, "wall") * 320 / ROUND_TRIP
    detail = "20 calls a thread are 20 round trips, and 2 for the connection"
    return [
        *lines,
        Line("W7", "py:geai: round trips that 20 calls on each thread take", trips, ("<=", 22 * 1.15), detail),
    ]


def w8(bench: Bench) -> list[Line]:
    """Growth with the project and with the number of calls."""
    lines = []
    sizes = (100, 1_000, 10_000) if bench.quick else (100, 1_000, 10_000, 100_000)
    for name in ("py:geai", "node:geai"):
        costs = {}
        for size in sizes:
            walk: Task = {
                "op": "walk",
                "url": f"{bench.server.plain}/of/{size}",
                "count": 100,
                "calls": max(1, 3_000 // size),
            }
            costs[size] = min(bench.ask(name, walk)["cpu"] for _ in range(3)) / size
        growth = max(costs.values()) / costs[1_000]
        detail = ", ".join(f"{size}: {cost * MICRO:.2f} us" for size, cost in costs.items())
        lines.append(
            Line(
                "W8",
                f"{name}: dearest agent of a list, of one in 1000",
                growth,
                ("<=", 1.25),
                f"CPU an agent: {detail}",
            )
        )
        get: Task = {"op": "get", "calls": 2_000}
        bench.ask(name, get)
        between = 10_000 if bench.quick else 80_000
        calls = between + 20_000
        # The median of five: a single one says more about the machine.
        first = [bench.ask(name, get) for _ in range(5)]
        bench.ask(name, get | {"calls": between})
        last = [bench.ask(name, get) for _ in range(5)]
        begun, ended = median(first, "cpu"), median(last, "cpu")
        lines.append(
            Line(
                "W8",
                f"{name}: the last 10000 of {calls} calls, of the first",
                ended / begun,
                ("<=", 1.15),
                f"CPU {begun * MICRO:.1f} to {ended * MICRO:.1f} us a call",
            )
        )
        grown = (last[-1]["rss"] - first[0]["rss"]) / 1e6
        lines.append(
            Line(
                "W8",
                f"{name}: MB more after {calls} calls",
                grown,
                ("<=", 5.0),
                f"{first[0]['rss'] / 1e6:.1f} to {last[-1]['rss'] / 1e6:.1f} MB",
            )
        )
    return lines


def w9(bench: Bench) -> list[Line]:
    """Set-ups as code at scale."""
    return [Line("W9", *line) for line in figures(bench)]


WORKLOADS: dict[str, Callable[[Bench], list[Line]]] = {
    "W1": w1,
    "W2": w2,
    "W3": w3,
    "W4": w4,
    "W5": w5,
    "W6": w6,
    "W7": w7,
    "W8": w8,
    "W9": w9,
}

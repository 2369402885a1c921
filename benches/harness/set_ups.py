"""Set-ups as code at scale: a folder of files, and a project that has ten times as many agents."""

from __future__ import annotations

import json
import math
import shutil
from typing import TYPE_CHECKING

from harness.environment import target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harness.subject import Bench, Task

Figure = tuple[str, float, tuple[str, float] | None, str]

FILES, AGENTS, PAGE, AT_ONCE = 1_000, 10_000, 100, 16
MANY_FILES = 10_000
ROUND_TRIP = 0.040
# What the server of prepared bytes answers of each agent.
INSTRUCTIONS = "Look the parcel up and report its state. Ask for the number when it is missing. " * 6


def folder(files: int) -> Path:
    """A set-up of so many agents, each tenth of which differs from what the server has."""
    place = target() / "bench" / f"set-up-{files}"
    shutil.rmtree(place, ignore_errors=True)
    agents = place / "agents"
    agents.mkdir(parents=True)
    (place / "geai.yaml").write_text("format: geai/1\n", encoding="utf-8")
    for number in range(files):
        text = INSTRUCTIONS if number % 10 else INSTRUCTIONS + "Be kind."
        (agents / f"agent-{number}.md").write_text(text + "\n", encoding="utf-8")
        (agents / f"agent-{number}.yaml").write_text(
            f"name: Agent number {number}\naccessScope: private\nagentData:\n  strategyName: Chain of Thought\n"
            f"  prompt: {{ instructions: {{ $file: agent-{number}.md }}, inputs: [number, language] }}\n"
            "  llmConfig: { maxTokens: 1800 }\n  models: [ { name: gpt-4o }, { name: claude-sonnet } ]\n",
            encoding="utf-8",
        )
    return place


def figures(bench: Bench) -> Iterator[Figure]:
    """The lines of the workload, each of a process that did nothing else before."""
    some, many = str(folder(FILES)), str(folder(MANY_FILES // 2))
    authority = str(bench.server.authority)
    for name in ("py:geai", "node:geai"):
        for protocol, url in bench.server.far.items():
            task: Task = {"op": "plan", "folder": some, "url": f"{url}/of/{AGENTS}", "authority": authority, "calls": 1}
            costs = bench.alone(name, task)
            requests = 2 + AGENTS // PAGE + FILES
            most = 3 * math.ceil(requests / AT_ONCE) * ROUND_TRIP
            wall = min(cost["wall"] for cost in costs)
            detail = f"{requests} requests, {AT_ONCE} at once, are {most / 3:.2f} s"
            yield f"{name}: plan of {FILES} files in {AGENTS} agents, {protocol}, s", wall, ("<=", most), detail
        peaks = {}
        for agents in (1_000, AGENTS):
            task = {"op": "plan", "folder": some, "url": f"{bench.server.plain}/of/{agents}", "calls": 1}
            costs = bench.alone(name, task)
            peaks[agents] = min(cost["most"] for cost in costs)
        yield f"{name}: peak MB of a plan in {AGENTS} agents", peaks[AGENTS] / 1e6, ("<=", 200.0), "all of the process"
        growth = peaks[AGENTS] / peaks[1_000]
        yield f"{name}: the same, of that in 1000", growth, ("<=", 1.1), f"{peaks[1_000] / 1e6:.1f} MB"
        cpu = min(cost["cpu"] for cost in costs)
        yield f"{name}: CPU of a plan with its requests, s", cpu, ("<=", 2.0), json.dumps({"files": FILES})
        costs = bench.alone(name, {"op": "check", "folder": many, "calls": 1})
        wall = min(cost["wall"] for cost in costs)
        yield f"{name}: check of {MANY_FILES} files, s", wall, ("<=", 2.0), "half of them prompts"

"""Measured processes, the server, and paired rounds."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.environment import BENCHES, Environment, variables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Cost = dict[str, float]
Task = dict[str, Any]


class Subject:
    """One process that measures itself."""

    def __init__(self, *command: str | Path, cwd: Path | None = None) -> None:
        """Starts it."""
        self.process = subprocess.Popen(
            [*map(str, command)],
            cwd=cwd,
            env=variables(str(command[-1])),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, task: Task) -> Cost:
        """What a task cost."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{self.process.args} ended at {task}")
        cost: Cost = json.loads(answer)
        return cost

    def stop(self) -> None:
        """Ends it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


class Server(Subject):
    """The server of prepared bytes."""

    def __init__(self, binary: Path, work: Path) -> None:
        """Starts it and learns its ports."""
        super().__init__(binary)
        assert self.process.stdout is not None
        ports = json.loads(self.process.stdout.readline())
        self.plain: str = ports["plain"]
        self.far = {"HTTP/1.1": ports["far_http1"], "HTTP/2": ports["far_http2"]}
        self.authority = work / "authority.pem"
        self.authority.write_text(ports["authority"])

    def cpu(self) -> float:
        """Seconds it ran."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Bench:
    """The server and the subjects, started when they are first needed."""

    def __init__(self, environment: Environment, *, quick: bool) -> None:
        """Starts the server."""
        self.environment, self.quick = environment, quick
        self.rounds = 3 if quick else 7
        self.server = Server(environment.server, environment.limit.parent)
        self.subjects: dict[str, Subject] = {}
        self.warm: set[tuple[str, str]] = set()

    def subject(self, name: str) -> Subject:
        """`limit`, `py:<name>` or `node:<name>`; `@base` behind it is ours as another commit had it."""
        if name not in self.subjects:
            language, _, which = name.partition(":")
            which, _, base = which.partition("@")
            place = self.environment
            if language == "limit":
                self.subjects[name] = Subject(place.limit)
            elif language == "py":
                ours = which.startswith(("geai", "json")) and not base
                python = place.python_ours if ours else place.python_others
                self.subjects[name] = Subject(python, BENCHES / "python" / "worker.py", which)
            else:
                project = place.node_ours if which in ("geai", "json") and not base else place.node_others
                self.subjects[name] = Subject("node", "worker.mjs", which, cwd=project)
        return self.subjects[name]

    def alone(self, name: str, task: Task, rounds: int = 3) -> list[Cost]:
        """What a task cost processes that did nothing else before but a small call."""
        costs = []
        for _ in range(rounds):
            subject = self.subjects.pop(name, None)
            fresh = self.subject(name)
            fresh.ask({"url": self.server.plain, "op": "list", "count": 1, "calls": 1})
            costs.append(fresh.ask({"url": self.server.plain} | task))
            self.subjects.pop(name).stop()
            if subject is not None:
                self.subjects[name] = subject
        return costs

    def ask(self, name: str, task: Task) -> Cost:
        """What a task cost one subject. The first of its kind warms up and does not count."""
        task = {"url": self.server.plain} | task
        if (name, task["op"]) not in self.warm and not task.get("fresh"):
            self.warm.add((name, task["op"]))
            calls = max(
                task.get("in_flight", 1) if task["op"] != "bulk" else 1, task.get("threads", 1), task["calls"] // 5
            )
            self.subject(name).ask(task | {"calls": calls})
        return self.subject(name).ask(task)

    def paired(self, tasks: Mapping[str, Task], rounds: int | None = None) -> dict[str, list[Cost]]:
        """Each task in each round, one after the other, so that a change of the machine meets all alike."""
        costs: dict[str, list[Cost]] = {name: [] for name in tasks}
        for number in range(rounds or self.rounds):
            names = list(tasks)
            for name in names if number % 2 == 0 else reversed(names):
                server, wall = self.server.cpu(), time.perf_counter()
                cost = self.ask(name.partition(" ")[0], tasks[name])
                cost["server"] = (self.server.cpu() - server) / (time.perf_counter() - wall)
                costs[name].append(cost)
        return costs

    def stop(self) -> None:
        """Ends every process."""
        for subject in self.subjects.values():
            subject.stop()
        self.server.stop()


def ratio(ours: list[Cost], other: list[Cost], of: Callable[[Cost], float]) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(of(a) / of(b) for a, b in zip(ours, other, strict=True))


def median(costs: list[Cost], of: str) -> float:
    """The median of one figure."""
    return statistics.median(cost[of] for cost in costs)

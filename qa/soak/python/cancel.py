"""H3: cancelling a task of asyncio ends its request, whatever it is doing, and nothing is sent after that."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from geai_client import Agent, AsyncClient
from harness import PATIENCE, Commands, Report, Server, Unreachable, milliseconds, parser, settings

BOUND = 0.05
# Longer than the server asks a call to wait before its next attempt.
AFTER = 2.5

Call = Callable[[], Coroutine[Any, Any, Agent]]
Started = Callable[[], object]


async def by_cancel(call: Call, started: Started) -> float:
    """The task itself is cancelled."""
    task = asyncio.ensure_future(call())
    await asyncio.sleep(0)
    started()
    task.cancel()
    return await _ended(task, asyncio.CancelledError)


async def by_wait_for(call: Call, started: Started) -> float:
    """`asyncio.wait_for` gives up."""
    task = asyncio.ensure_future(call())
    await asyncio.sleep(0)
    started()
    return await _ended(asyncio.ensure_future(asyncio.wait_for(task, 0.001)), asyncio.TimeoutError)


async def by_timeout(call: Call, started: Started) -> float:
    """The block of an `asyncio.timeout` is over."""

    async def block() -> None:
        async with asyncio.timeout(None) as scope:

            def over() -> None:
                started()
                scope.reschedule(0)

            asyncio.get_running_loop().call_soon(over)
            await call()

    return await _ended(asyncio.ensure_future(block()), TimeoutError)


async def by_group(call: Call, started: Started) -> float:
    """Another task of the same `asyncio.TaskGroup` fails."""

    async def fail() -> None:
        await asyncio.sleep(0)
        started()
        raise ValueError

    async def block() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call())
            group.create_task(fail())

    return await _ended(asyncio.ensure_future(block()), ExceptionGroup)  # noqa: F821 (there is one where there are task groups)


WAYS = {"cancel": by_cancel, "wait_for": by_wait_for}
if sys.version_info >= (3, 11):
    WAYS |= {"timeout": by_timeout, "group": by_group}


async def _ended(task: asyncio.Future[Any], expected: type[BaseException]) -> float:
    """When the caller was told."""
    try:
        await task
    except expected:
        return time.monotonic()
    raise AssertionError(task)


class Program:
    """One run."""

    def __init__(self, report: Report, server: Commands, count: int, bound: float) -> None:
        self.report, self.server, self.count, self.bound = report, server, count, bound

    async def each(self, phase: str, one: Callable[[str, int], Awaitable[float]]) -> None:
        """Cancels so often in every way; `one` tells how long after it the socket was closed."""
        times = []
        for way in WAYS:
            times += [await one(way, at) for at in range(self.count)]
        closed = sum(took <= self.bound for took in times)
        self.report.check(closed, len(times), f"{phase}: closed within {self.bound * 1000:.0f} ms")
        self.report.note(f"{phase} {closed}/{len(times)} (max {milliseconds(times)[1]:.1f} ms)")

    async def wire(self, phase: str, play: str) -> None:
        """The server sees the connection of a call end."""
        self.server.clear()

        async def one(way: str, _: int) -> float:
            before = self.server.counts()
            async with AsyncClient(self.server.url, api_token="x") as client:
                ended = await WAYS[way](
                    lambda: client.agents.get(play),
                    lambda: self.server.wait(play, before.get(play, 0) + 1),
                )
                # The client is still open: nothing but the cancelling can have closed it.
                self.server.wait("closed", before.get("closed", 0) + 1)
                closed: float = self.server.ledger()[-1]["closed"]
            return closed - ended

        await self.each(phase, one)
        requests = self.server.counts()["requests"]
        self.report.check(requests, self.count * len(WAYS), f"{phase}: requests")

    async def handshake(self) -> None:
        """The other side does not answer the handshake of TLS."""
        client = AsyncClient(self.server.mute, api_token="x")
        self.server.clear()

        async def one(way: str, at: int) -> float:
            number = list(WAYS).index(way) * self.count + at + 1
            ended = await WAYS[way](lambda: client.agents.get("ok"), lambda: self.server.wait("mute", number))
            self.server.wait("mute closed", number)
            return self.server.counts()["mute closed at ns"] / 1e9 - ended

        await self.each("handshake", one)

    async def connect(self) -> None:
        """The other side does not take the connection."""
        target = Unreachable()
        client = AsyncClient(target.url, api_token="x")

        async def one(way: str, _: int) -> float:
            ended = await WAYS[way](lambda: client.agents.get("ok"), lambda: target.wait(1))
            return target.wait(0) - ended

        await self.each("connect", one)
        await asyncio.sleep(min(AFTER, self.count / 10))
        self.report.check(int(target.others() == 0), 1, "connect: nothing after it")

    async def queue(self) -> None:
        """The call waits for its turn: it never reaches the wire, and its turn goes to another."""
        self.server.clear()
        async with AsyncClient(self.server.url, api_token="x", max_in_flight=1) as client:
            for way in WAYS:
                for _ in range(self.count):
                    before = self.server.counts()
                    first = asyncio.ensure_future(client.agents.get("silent"))
                    await asyncio.sleep(0)
                    self.server.wait("silent", before.get("silent", 0) + 1)
                    await WAYS[way](lambda: client.agents.get("queued"), lambda: None)
                    self.server.answer()
                    await first
                    await asyncio.wait_for(client.agents.get("ok"), PATIENCE)
        counts, expected = self.server.counts(), self.count * len(WAYS)
        self.report.check(expected - counts.get("queued", 0), expected, "queue: not sent")
        self.report.check(counts["ok"], expected, "queue: turn given to another")
        self.report.note(f"queue {expected}/{expected}")

    async def backoff(self) -> None:
        """The call waits for its next attempt, which is not made."""
        self.server.clear()
        clients = []
        for way in WAYS:
            for _ in range(self.count):
                before = self.server.counts().get("busy", 0)
                client = AsyncClient(self.server.url, api_token="x")
                clients.append(client)
                await WAYS[way](
                    lambda client=client: client.agents.get("busy"),  # type: ignore[misc]
                    lambda before=before: self.server.wait("busy", before + 1),  # type: ignore[misc]
                )
        await asyncio.sleep(AFTER)
        found, expected = self.server.counts()["busy"], self.count * len(WAYS)
        self.report.check(expected * 2 - found, expected, "backoff: attempts after it")
        self.report.note(f"backoff {expected * 2 - found}/{expected}")


async def run(program: Program) -> None:
    """Every phase of a call."""
    await program.queue()
    await program.connect()
    await program.handshake()
    await program.wire("head", "silent")
    await program.wire("body", "half")
    await program.backoff()


def main() -> None:
    """Runs everything."""
    asked = settings(parser(__doc__))
    report = Report("cancel")
    with Server() as server:
        asyncio.run(run(Program(report, server, asked.count(50), asked.bound(BOUND))))
    report.note(f"ways {', '.join(WAYS)}")
    report.end()


if __name__ == "__main__":
    main()

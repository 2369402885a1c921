"""H8 and big bodies: while answers of 26 MiB are read, other threads and the event loop go on.

Beside each stall stands what a process that has nothing to do with it suffered meanwhile: that is the machine's, and
comes on top of the bound.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from geai_client import AsyncClient, Client
from harness import BIG, Report, Server, parser, settings

if TYPE_CHECKING:
    from typing_extensions import Self

BOUND = 0.02
PARALLEL = 20
# Typed answers: plain data (`client.request`) is made of Python objects, which needs the interpreter.
KINDS = ("big-text", "big-free", "big-list")
# Twenty lists are a million objects, and Python makes one at a time: no bound.
ONE_OBJECT = KINDS[:2]
MORE: Any = {"max_response_bytes": 64 << 20, "deadline": 300, "timeout": 300}


def ask(client: Any, kind: str) -> Any:
    """The call whose answer is of this kind."""
    if kind == "big-list":
        return client.agents.list(headers={"x-play": kind})
    return client.agents.get(kind)


class Ticker:
    """A thread that wants to run every millisecond, and notes the longest time it could not."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._tick)
        self.longest = 0.0

    def _tick(self) -> None:
        last = time.monotonic()
        while not self._done.is_set():
            time.sleep(0.001)
            now = time.monotonic()
            self.longest = max(self.longest, now - last)
            last = now

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


class Elsewhere:
    """A ticker in a process of its own."""

    def __init__(self) -> None:
        self.longest = 0.0

    def __enter__(self) -> Self:
        command = [sys.executable, __file__, "--ticker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._process.stdout.readline()
        return self

    def __exit__(self, *_: object) -> None:
        self.longest = float(self._process.communicate("")[0])


def be_elsewhere() -> None:
    """Ticks until standard input ends."""
    print("ready", flush=True)
    with Ticker() as ticker:
        sys.stdin.read()
    print(ticker.longest)


async def loop_stall(work: Callable[[], Awaitable[object]]) -> float:
    """The longest time that the loop did not come round while the work was done."""
    longest, task = 0.0, asyncio.ensure_future(work())
    last = time.monotonic()
    while not task.done():
        await asyncio.sleep(0.001)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    await task
    return longest


class Program:
    """One run."""

    def __init__(self, report: Report, url: str, bound: float) -> None:
        self.report, self.url, self.bound = report, url, bound
        self.client = Client(url, api_token="x", **MORE)

    def note(self, what: str, found: float, elsewhere: Elsewhere, *, bound: bool = True) -> None:
        """Notes a stall."""
        if bound:
            self.report.within(what, found * 1000, (self.bound + elsewhere.longest) * 1000)
        else:
            self.report.note(f"{what} {found * 1000:.1f} ms (no bound)")
        self.report.note(f"elsewhere {elsewhere.longest * 1000:.1f} ms")

    def in_turn(self, kind: str, runs: int) -> None:
        """Answers one after the other."""
        # The server makes the answer when it is first asked for it.
        ask(self.client, kind)
        with Elsewhere() as elsewhere, Ticker() as ticker:
            # All are kept: to give one up is Python's work, and takes what it takes.
            answers = [ask(self.client, kind) for _ in range(runs)]
        self.report.check(len(answers), runs, kind)
        self.note(kind, ticker.longest, elsewhere)

    def on_threads(self, count: int, kinds: tuple[str, ...], *, bound: bool) -> None:
        """Answers in parallel, on as many threads."""
        with Elsewhere() as elsewhere, Ticker() as ticker, ThreadPoolExecutor(count) as threads:
            answers = list(threads.map(lambda at: ask(self.client, kinds[at % len(kinds)]), range(count)))
        self.report.check(len(answers), count, f"{count} threads")
        self.note(f"{count} threads, {'/'.join(kinds)}", ticker.longest, elsewhere, bound=bound)

    def on_a_loop(self, count: int, kinds: tuple[str, ...], *, bound: bool) -> None:
        """Answers in parallel, on one event loop."""

        async def main() -> float:
            async with AsyncClient(self.url, api_token="x", **MORE) as client:

                async def one(at: int) -> object:
                    return await ask(client, kinds[at % len(kinds)])

                return await loop_stall(lambda: asyncio.gather(*map(one, range(count))))

        with Elsewhere() as elsewhere:
            longest = asyncio.run(main())
        self.report.check(count, count)
        self.note(f"loop, {count} {'/'.join(kinds)}", longest, elsewhere, bound=bound)


def main() -> None:
    """Runs everything."""
    options = parser(__doc__)
    options.add_argument("--ticker", action="store_true", help="be the process that has nothing to do with it")
    options.add_argument("--mebibytes", type=int, default=BIG >> 20, help="size of an answer")
    asked = settings(options)
    if asked.arguments.ticker:
        be_elsewhere()
        return
    # Python's own collector stops everything in proportion to the objects that there are, whoever made them.
    gc.disable()
    report = Report("stall")
    parallel = asked.count(PARALLEL, 2)
    with Server(asked.arguments.mebibytes << 20) as server:
        program = Program(report, server.url, asked.bound(BOUND))
        for kind in KINDS:
            program.in_turn(kind, asked.count(5))
        for kinds, bound in ((ONE_OBJECT, True), (KINDS[2:], False)):
            program.on_threads(parallel, kinds, bound=bound)
            program.on_a_loop(parallel, kinds, bound=bound)
    report.end()


if __name__ == "__main__":
    main()

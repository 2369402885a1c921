"""Leaks: what a process holds does not grow with the calls that it makes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from geai_client import AsyncClient, Client, GeaiError
from harness import Report, Server, fds, parser, rss, settings, settled, threads

WARM_UP, CALLS = 20_000, 100_000
RSS, SLOPE, FDS = 4.0, 16.0, 100
PARALLEL = 64
# Of twenty calls: 80 % succeed, 10 % are refused, 5 % break, 5 % are given up.
MIX = ("ok",) * 16 + ("missing",) * 2 + ("reset", "silent")
# Every one fails: a broken connection, a body that never ends, a server that is down.
ERRORS = ("reset", "half", "broken")


def blocking(url: str, mix: tuple[str, ...]) -> Callable[[int], int]:
    """Makes so many calls on eight threads; how many ended as they should."""
    client = Client(url, api_token="x", retries=0)

    def one(at: int) -> bool:
        play = mix[at % len(mix)]
        try:
            # Given up by its deadline: a blocking call has no other way.
            client.agents.get(play, deadline=0.005 if play in {"silent", "half"} else 60)
        except GeaiError:
            return play != "ok"
        return play == "ok"

    def some(span: range) -> int:
        return sum(map(one, span))

    def run(count: int) -> int:
        with ThreadPoolExecutor(8) as pool:
            return sum(pool.map(some, (range(at, count, 8) for at in range(8))))

    return run


def asynchronous(url: str, mix: tuple[str, ...]) -> Callable[[int], int]:
    """Makes so many calls on one loop; how many ended as they should."""
    client = AsyncClient(url, api_token="x", retries=0)
    runner = asyncio.new_event_loop()

    async def one(play: str) -> bool:
        if play == "silent":
            task = asyncio.ensure_future(client.agents.get(play))
            await asyncio.sleep(0.002)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            return task.cancelled()
        try:
            await client.agents.get(play, deadline=0.005 if play == "half" else 60)
        except GeaiError:
            return play != "ok"
        return play == "ok"

    async def all_of(count: int) -> int:
        plays = iter([mix[at % len(mix)] for at in range(count)])

        async def worker() -> int:
            return sum([await one(play) for play in plays])

        good = sum(await asyncio.gather(*(worker() for _ in range(PARALLEL))))
        assert len(asyncio.all_tasks()) == 1, asyncio.all_tasks()
        return good

    return lambda count: runner.run_until_complete(all_of(count))


SURFACES = {
    "sync": (blocking, MIX),
    "asyncio": (asynchronous, MIX),
    "errors": (blocking, ERRORS),
    "errors-asyncio": (asynchronous, ERRORS),
}


def slope(samples: list[tuple[int, int]]) -> float:
    """Bytes a call, by least squares."""
    count = len(samples)
    mean_x, mean_y = sum(x for x, _ in samples) / count, sum(y for _, y in samples) / count
    spread = sum((x - mean_x) ** 2 for x, _ in samples)
    return sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread


def main() -> None:
    """Runs everything."""
    options = parser(__doc__)
    options.add_argument("surface", choices=SURFACES, help="what makes which calls")
    asked = settings(options)
    surface, mix = SURFACES[asked.arguments.surface]
    report = Report(f"leak {asked.arguments.surface}")
    calls = asked.count(CALLS, 2000)
    with Server() as server:
        idle = fds()
        run = surface(server.url, mix)
        good = run(asked.count(WARM_UP, 2000))
        gc.collect()
        base, running, samples = rss(), threads(), []
        for part in range(1, 21):
            good += run(calls // 20)
            gc.collect()
            samples.append((calls // 20 * part, rss()))
        report.check(good, asked.count(WARM_UP, 2000) + calls // 20 * 20)
        report.within("RSS", (samples[-1][1] - base) / (1 << 20), RSS, "MiB more")
        # The shorter the run, the more a page counts.
        report.within("slope", slope(samples), SLOPE / min(1.0, asked.scale), "bytes/call")
        report.within("open files", settled(fds, idle + FDS) - idle, FDS, "more")
        report.within("threads", settled(threads, running) - running, 0, "more")
        report.note(f"RSS at the end {samples[-1][1] / (1 << 20):.0f} MiB")
    report.end()


if __name__ == "__main__":
    main()

"""H12: a token function that calls the client, raises, hangs or returns nonsense is a typed error or no matter."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

from geai_client import APITimeoutError, AsyncClient, Client, ConfigError
from harness import Report, Server, parser, settings

LIMIT = 30.0
CANARY = secrets.token_hex(16)
NEVER = threading.Event()


def raises() -> str:
    raise LookupError(CANARY)


def stops() -> str:
    raise SystemExit(CANARY)


def nothing() -> Any:
    return None


def surrogate() -> str:
    return "\ud800"


def hangs() -> str:
    NEVER.wait()
    return "x"


async def async_raises() -> str:
    raise LookupError(CANARY)


async def async_nothing() -> Any:
    return None


async def async_hangs() -> str:
    return await asyncio.get_running_loop().create_future()


async def async_cancels() -> str:
    raise asyncio.CancelledError


BLOCKING = {
    raises: "it raised LookupError",
    stops: "it raised SystemExit",
    nothing: "it returned NoneType where a str was expected",
    surrogate: "lone surrogate",
    async_raises: "needs an AsyncClient",
}
ASYNC = {
    **{each: part for each, part in BLOCKING.items() if each is not async_raises},
    async_raises: "it raised LookupError",
    async_nothing: "it returned NoneType where a str was expected",
    async_cancels: "it raised CancelledError",
}


def refused(call: Callable[[], object], part: str) -> bool:
    """Whether the call fails as a configuration that is wrong, in these words."""
    try:
        call()
    except ConfigError as error:
        return part in str(error) and CANARY not in str(error)
    return False


def asynchronous(url: str, function: Callable[[], Any], **options: Any) -> None:
    """One call on a loop of its own, on which nothing may be left to do."""

    async def main() -> None:
        async with AsyncClient(url, api_token=function, **options) as client:
            try:
                await client.agents.get("ok")
            finally:
                # What was cancelled needs a turn to end.
                await asyncio.sleep(0.01)
                assert len(asyncio.all_tasks()) == 1, asyncio.all_tasks()

    asyncio.run(main())


def hanging(report: Report, url: str, bound: float) -> None:
    """What hangs is given up after 30 s, however long the call may take."""

    def call(what: Callable[[], object]) -> None:
        begun, said = time.monotonic(), ""
        try:
            what()
        except APITimeoutError as error:
            said = str(error)
        took.append(time.monotonic() - begun)
        report.check(int("waiting for a token" in said), 1, f"hangs: {said}")

    took: list[float] = []
    calls: list[Callable[[], object]] = [
        lambda: Client(url, api_token=hangs, deadline=120).agents.get("ok"),
        lambda: asynchronous(url, hangs, deadline=120),
        lambda: asynchronous(url, async_hangs, deadline=120),
    ]
    threads = [threading.Thread(target=call, args=(each,)) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.within("a function that hangs", max(took), LIMIT + bound, "s")


def main() -> None:
    """Runs everything."""
    options = parser(__doc__)
    options.add_argument("--without-hanging", action="store_true", help="leave out what takes 30 s")
    asked = settings(options)
    report = Report("tokens")
    count = asked.count(50)
    with Server() as server:
        for function, part in BLOCKING.items():
            client = Client(server.url, api_token=function)  # type: ignore[arg-type]
            good = sum(refused(lambda client=client: client.agents.get("ok"), part) for _ in range(count))  # type: ignore[misc]
            report.check(good, count, function.__name__)
        for function, part in ASYNC.items():
            good = sum(
                refused(lambda function=function: asynchronous(server.url, function), part)  # type: ignore[misc]
                for _ in range(count)
            )
            report.check(good, count, f"asyncio {function.__name__}")

        # Calls that are given up leave no coroutine behind, and one function serves many calls at once.
        for _ in range(count):
            given_up = False
            try:
                asynchronous(server.url, async_hangs, deadline=0.05)
            except APITimeoutError:
                given_up = True
            report.check(int(given_up), 1, "a deadline")
        asks: list[int] = []
        inner = Client(server.url, api_token="x")

        def calls() -> str:
            asks.append(len(inner.agents.get("ok").name))
            return "x"

        for _ in range(count):
            asks.clear()
            outer = Client(server.url, api_token=calls)
            threads = [threading.Thread(target=outer.agents.get, args=("ok",)) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            report.check(int(len(asks) == 8), 1, "asked once for each of 8 calls")
        if not asked.arguments.without_hanging:
            hanging(report, server.url, asked.bound(1))
    report.end()


if __name__ == "__main__":
    main()

# ruff: noqa: INP001, T201
"""Command line of every Python client in the comparison: `ACTION URL`, with options as JSON in `COMPARISON_OPTIONS`.

What an action found is one line of JSON on standard output. Nothing is judged here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Options:
    """What the judge asks for."""

    surface: str = "sync"
    kind: str = "get"
    count: int = 1
    warm: bool = False
    timeout: float | None = None
    key: str = "none"
    header: str = "none"
    body: str = "none"


class Driver:
    """One client. A driver has the blocking half, the asyncio half, or both."""

    def __init__(self, url: str, options: Options) -> None:
        self.url = url
        self.options = options

    def call(self, kind: str, mark: str) -> object:
        """Makes one call: `get`, `post` (a create) or `put`; `mark` must show in what is sent."""
        raise NotImplementedError

    async def acall(self, kind: str, mark: str) -> object:
        """The same with the asyncio client."""
        raise NotImplementedError

    def shown(self) -> object:
        """The client, as a user would print it."""
        raise NotImplementedError


def tell(**found: object) -> None:
    """Writes what was found."""
    print(json.dumps(found), flush=True)


def one(driver: Driver, kind: str, mark: str) -> str | None:
    """Makes one call and gives the name of the error it ended with."""
    try:
        driver.call(kind, mark)
    except Exception as error:  # noqa: BLE001 (what is raised is what was found)
        return type(error).__name__
    return None


async def aone(driver: Driver, kind: str, mark: str) -> str | None:
    """The same with the asyncio client."""
    try:
        await driver.acall(kind, mark)
    except Exception as error:  # noqa: BLE001
        return type(error).__name__
    return None


def single(driver: Driver, kind: str, mark: str) -> str | None:
    """Makes one call with the half that is asked for."""
    return asyncio.run(aone(driver, kind, mark)) if driver.options.surface == "async" else one(driver, kind, mark)


def summary(ended: list[str | None], seconds: float) -> None:
    """Tells how calls ended."""
    tell(ok=ended.count(None), errors=Counter(name for name in ended if name), seconds=seconds)


def calls(driver: Driver) -> None:
    """Calls, one after another."""
    options = driver.options
    if options.surface == "async":
        asyncio.run(acalls(driver))
        return
    if options.warm:
        one(driver, "get", "warm")
    begun = time.monotonic()
    summary([one(driver, options.kind, f"n{n}") for n in range(options.count)], time.monotonic() - begun)


async def acalls(driver: Driver) -> None:
    """The same with the asyncio client."""
    options = driver.options
    if options.warm:
        await aone(driver, "get", "warm")
    begun = time.monotonic()
    summary([await aone(driver, options.kind, f"n{n}") for n in range(options.count)], time.monotonic() - begun)


def flood(driver: Driver) -> None:
    """Calls, all at once."""
    count, begun = driver.options.count, time.monotonic()
    if driver.options.surface == "async":

        async def together() -> list[str | None]:
            return await asyncio.gather(*(aone(driver, "get", f"n{n}") for n in range(count)))

        ended = asyncio.run(together())
    else:
        with ThreadPoolExecutor(count) as pool:
            ended = list(pool.map(lambda n: one(driver, "get", f"n{n}"), range(count)))
    summary(ended, time.monotonic() - begun)


def peak_mib() -> float:
    """Most memory that this process has held so far."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def memory(driver: Driver) -> None:
    """One call, and how far the peak of memory rose."""
    before = peak_mib()
    ended = single(driver, "get", "n0")
    tell(mib=peak_mib() - before, ended=ended)


def cancel(driver: Driver) -> None:
    """Calls that are cancelled, each when a line comes; the time of each cancel is told."""

    async def run() -> None:
        for n in range(driver.options.count):
            task = asyncio.create_task(driver.acall("get", f"n{n}"))
            await asyncio.to_thread(sys.stdin.readline)
            tell(at=time.time())
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await asyncio.to_thread(sys.stdin.readline)

    asyncio.run(run())


def interrupt(driver: Driver) -> None:
    """A call that Ctrl-C comes into; the time at which Python receives it is told."""
    try:
        ended = single(driver, "get", "n0")
    except KeyboardInterrupt:
        tell(at=time.time())
    else:
        tell(at=None, ended=ended)


def fork(driver: Driver) -> None:
    """Calls in children, forked after the client was used."""
    for n in range(2):
        single(driver, "get", f"warm{n}")
    codes = []
    for n in range(driver.options.count):
        pid = os.fork()
        if pid == 0:
            signal.alarm(5)
            os._exit(1 if single(driver, "get", f"child{n}") else 0)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    tell(codes=codes)


def burst(driver: Driver) -> None:
    """Calls at once with asyncio, and then the end of the process."""

    async def together() -> None:
        await asyncio.gather(*(driver.acall("get", f"n{n}") for n in range(driver.options.count)))

    asyncio.run(together())


def secrets(driver: Driver) -> None:
    """One call with everything logged, then the error and the client as they print."""
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    error: BaseException | None = None
    try:
        if driver.options.surface == "async":
            asyncio.run(driver.acall("post", "n0"))
        else:
            driver.call("post", "n0")
    except Exception as raised:  # noqa: BLE001
        error = raised
    shown = "" if error is None else f"{error!s}\n{error!r}\n{''.join(traceback.format_exception(error))}"
    tell(error=shown, client=f"{driver.shown()!r}\n{driver.shown()!s}")


ACTIONS: dict[str, Callable[[Driver], None]] = {
    action.__name__: action for action in (calls, flood, memory, cancel, interrupt, fork, burst, secrets)
}


def main(make: Callable[[str, Options], Driver]) -> NoReturn:
    """Does what the command line asks for."""
    given = json.loads(os.environ.pop("COMPARISON_OPTIONS", "{}"))
    known = {field.name for field in fields(Options)}
    options = Options(**{name: value for name, value in given.items() if name in known})
    driver = make(sys.argv[2], options)
    ACTIONS[sys.argv[1]](driver)
    sys.exit(0)

"""H5: a process that used a client ends quietly and at once, whatever is going on in it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import product

from geai_client import AsyncClient, Client
from harness import PATIENCE, Commands, Report, Server, milliseconds, settings
from interpreters import Interpreter, chosen, only_the_package, options

BOUND = 0.5
# As many at once as there are processors: how long an ending takes is measured.
AT_ONCE = 2
KEPT: list[object] = []


def calls(client: AsyncClient, _server: Commands) -> None:
    """200 calls, then the end."""

    async def main() -> None:
        await asyncio.gather(*(client.agents.get("ok") for _ in range(200)))

    asyncio.run(main())


def in_flight(client: AsyncClient, server: Commands, *, end: bool = False) -> None:
    """50 calls are in flight at the end."""

    async def main() -> None:
        calls = [client.agents.get("silent") for _ in range(50)]
        for call in calls:
            call.send(None)
        KEPT.extend(calls)
        await asyncio.to_thread(server.wait, "silent", 50)
        if end:
            sys.exit(0)

    asyncio.run(main())


def system_exit(client: AsyncClient, server: Commands) -> None:
    """`SystemExit` is raised in a running loop."""
    in_flight(client, server, end=True)


def answers(client: AsyncClient, server: Commands) -> None:
    """The answers to 50 calls arrive while the interpreter ends."""
    in_flight(client, server)
    server.answer()


def daemons(client: AsyncClient, _server: Commands) -> None:
    """8 daemon threads are calling."""
    blocking = Client(client.base_url, api_token="x")
    called = threading.Semaphore(0)

    def load() -> None:
        while True:
            blocking.agents.get("ok")
            called.release()

    for _ in range(8):
        threading.Thread(target=load, daemon=True).start()
    for _ in range(40):
        called.acquire()


def token(client: AsyncClient, _server: Commands) -> None:
    """A token function runs, and returns in the middle of the end."""
    asked = threading.Event()

    def function() -> str:
        asked.set()
        # About as long as calls in flight are given at the end, and a little more or less.
        time.sleep(0.19 + (os.getpid() % 40) / 1000)
        return "x"

    blocking = Client(client.base_url, api_token=function)
    threading.Thread(target=blocking.agents.get, args=("ok",), daemon=True).start()
    asked.wait()


MODES = {mode.__name__: mode for mode in (calls, in_flight, system_exit, answers, daemons, token)}


def script(mode: str, url: str, control: str) -> None:
    """One process; says when it began to end."""
    try:
        MODES[mode](AsyncClient(url, api_token="x"), Commands(int(control)))
    finally:
        os.write(1, f"{time.monotonic()}\n".encode())


class Slot(threading.local):
    """A thread's own server, which counts what one process at a time has in flight."""

    def __init__(self, running: ExitStack) -> None:
        self.server = running.enter_context(Server())

    def one(self, interpreter: Interpreter, mode: str, place: str) -> tuple[str, float]:
        """Lets one process live and end; what was wrong with that, and how long the end took."""
        self.server.clear()
        command = [interpreter.path, __file__, "--script", mode, self.server.url, str(self.server.control)]
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=interpreter.environment(place)
        )
        took = time.monotonic() - float(ended.stdout or "nan")
        fine = (ended.returncode, ended.stderr) == (0, "")
        return "" if fine else f"{ended.returncode} {ended.stderr[-300:]}", took


def main() -> None:
    """Runs everything."""
    asked_for = options(__doc__)
    asked_for.add_argument("--script", nargs=3, metavar=("MODE", "URL", "CONTROL"), help="be the script")
    asked = settings(asked_for)
    if asked.arguments.script:
        script(*asked.arguments.script)
        return
    report = Report("exits")
    count = asked.count(200)
    times: list[float] = []
    interpreters = chosen(asked.arguments.python, found=asked.arguments.all)
    with ExitStack() as running, tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(AT_ONCE) as pool:
        slot = Slot(running)
        only_the_package(place)
        for interpreter, mode in product(interpreters, MODES):
            ended = list(pool.map(slot.one, *zip(*[(interpreter, mode, place)] * count, strict=True)))
            wrong = [text for text, _ in ended if text]
            times += [took for _, took in ended]
            report.check(count - len(wrong), count, f"{interpreter.version} {mode}: {wrong[:1]}")
    report.note(f"{len(MODES)} ways x Python {', '.join(each.version for each in interpreters)}")
    report.note(f"median {milliseconds(times)[0]:.0f} ms")
    report.within("end", milliseconds(times)[1], asked.bound(BOUND) * 1000)
    report.end()


if __name__ == "__main__":
    main()

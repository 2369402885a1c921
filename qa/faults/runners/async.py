# ruff: noqa: INP001
"""The asyncio client of Python as a runner: commands on standard input, outcomes on standard output."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from typing import Any

from shared import Command, Watch, call_of, client_of, collect, failed, fork, refused, seen, succeeded, talkative, tell

from geai_client import AsyncClient

clients: dict[str, AsyncClient] = {}
tasks: dict[int, list[asyncio.Task[None]]] = {}


async def run(command: Command, n: int) -> None:
    """Makes one call and tells what it came to."""
    watch = Watch(command, n)
    try:
        outcome = succeeded(command, await call_of(clients[command["client"]], command, n))
    except asyncio.CancelledError:
        watch.tell({"ok": False, "cancelled": True})
        raise
    except Exception as error:  # noqa: BLE001 (what is raised is the outcome)
        outcome = failed(error)
    watch.tell(outcome)


async def one(command: Command) -> None:
    """Makes one call and tells nothing."""
    await call_of(clients[command["client"]], command, 0)


def batch(command: Command) -> None:
    """Starts as many tasks as calls are to run in parallel."""
    numbers = itertools.count()

    async def work() -> None:
        while (n := next(numbers)) < command["count"]:
            await run(command, n)

    def ended(task: asyncio.Task[None]) -> None:
        own.remove(task)
        if not own:
            tasks.pop(command["id"])

    own = tasks[command["id"]] = [
        asyncio.create_task(work()) for _ in range(min(command["parallel"], command["count"]))
    ]
    for task in own[:]:
        task.add_done_callback(ended)


async def obey(command: Command) -> bool:  # noqa: C901 (one case for each command)
    """Does what a command asks for; calls go on in tasks of their own."""
    done: dict[str, Any] = {"id": command["id"], "n": 0, "ok": True}
    match command["do"]:
        case "client":
            client = clients[command["client"]] = client_of(command, AsyncClient)
            done |= seen(client)
        case "call":
            batch(command)
            return True
        case "cancel":
            for task in tasks.get(command["call"], []):
                task.cancel()
        case "close":
            await clients[command["client"]].aclose()
        case "drop":
            await clients.pop(command["client"]).aclose()
            collect()
        case "forget":
            del clients[command["client"]]
            collect()
        case "child":
            done["code"] = fork(lambda: asyncio.run(one(command)))
        case "rest":
            collect()
            # This one and the one that reads.
            done["pending"] = len(asyncio.all_tasks()) - 1
        case "quit":
            tell(done)
            return False
    tell(done)
    return True


async def serve() -> None:
    """Obeys until there is nothing more to read."""
    lines = asyncio.StreamReader(limit=2**26)
    protocol = asyncio.StreamReaderProtocol(lines)
    if talkative:
        # Every step of the loop is told, with what it was given.
        asyncio.get_running_loop().set_debug(True)
        asyncio.get_running_loop().slow_callback_duration = 0
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while line := await lines.readline():
        command = json.loads(line)
        try:
            if not await obey(command):
                break
        except Exception as error:  # noqa: BLE001
            refused(command, error)
    pipe.close()


asyncio.run(serve())

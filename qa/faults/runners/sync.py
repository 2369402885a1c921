# ruff: noqa: INP001
"""The blocking client of Python as a runner: commands on standard input, outcomes on standard output.

Calls run in threads of their own, or in the main thread where a signal is to interrupt them.
"""

from __future__ import annotations

import itertools
import json
import os
import queue
import signal
import sys
import threading
from typing import Any

from shared import Command, Watch, call_of, client_of, collect, failed, fork, refused, seen, succeeded, tell

from geai_client import Client

clients: dict[str, Client] = {}
main: queue.Queue[Command | None] = queue.Queue()


def run(command: Command, n: int) -> None:
    """Makes one call and tells what it came to."""
    watch = Watch(command, n)
    try:
        outcome = succeeded(command, call_of(clients[command["client"]], command, n))
    except KeyboardInterrupt:
        outcome = {"ok": False, "cancelled": True}
    except Exception as error:  # noqa: BLE001 (what is raised is the outcome)
        outcome = failed(error)
    watch.tell(outcome)


def batch(command: Command) -> None:
    """Starts as many threads as calls are to run in parallel."""
    numbers = itertools.count()

    def work() -> None:
        while (n := next(numbers)) < command["count"]:
            run(command, n)

    for _ in range(min(command["parallel"], command["count"])):
        threading.Thread(target=work, daemon=True).start()


def obey(command: Command) -> None:  # noqa: C901 (one case for each command)
    """Does what a command asks for; what takes time happens elsewhere."""
    done: dict[str, Any] = {"id": command["id"], "n": 0, "ok": True}
    match command["do"]:
        case "client":
            client = clients[command["client"]] = client_of(command, Client)
            done |= seen(client)
        case "call" if command.get("main"):
            main.put(command)
            return
        case "call":
            batch(command)
            return
        case "cancel":
            os.kill(os.getpid(), signal.SIGINT)
        case "close":
            clients[command["client"]].close()
        case "drop":
            clients.pop(command["client"]).close()
            collect()
        case "forget":
            del clients[command["client"]]
            collect()
        case "child":
            done["code"] = fork(lambda: call_of(clients[command["client"]], command, 0))
        case "rest":
            collect()
        case "quit":
            main.put(None)
    tell(done)


def read() -> None:
    """Obeys until there is nothing more to read."""
    for line in sys.stdin:
        command = json.loads(line)
        try:
            obey(command)
        except Exception as error:  # noqa: BLE001
            refused(command, error)
    main.put(None)


# A shell lets what it starts in the background ignore interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Thread(target=read, daemon=True).start()
while True:
    try:
        wanted = main.get()
    except KeyboardInterrupt:
        # Too late for the call that it was meant for.
        continue
    if wanted is None:
        break
    run(wanted, 0)

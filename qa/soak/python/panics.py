"""H11: a panic in the native module is an `InternalError`, one line in the log, and nothing more."""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys

from geai_client import AsyncClient, Client, InternalError
from harness import PATIENCE, Report, Server, parser, settings

# Made by the one process, found in the environment by the other.
CANARY = os.environ.setdefault("CANARY_TOKEN", secrets.token_hex(16))


def script(url: str, count: int) -> None:
    """Panics everywhere, makes a call after each, and prints how often all was well."""
    client = Client(url, api_token=CANARY)
    other = AsyncClient(url, api_token=CANARY)
    good = 0

    async def panic(*, in_call: bool) -> bool:
        try:
            await other._native_client._panic(in_call)
        except InternalError as error:
            said = "panicked" in str(error)
        return said and (await other.agents.get("ok")).name == "ParcelTracker"

    for in_call in (False, True):
        for _ in range(count):
            try:
                client._native_client._panic(in_call)
            except InternalError as error:
                said = "panicked" in str(error)
            good += said and client.agents.get("ok").name == "ParcelTracker"
            good += asyncio.run(panic(in_call=in_call))
    print(good)


def main() -> None:
    """Runs everything."""
    options = parser(__doc__)
    options.add_argument("--script", nargs=2, metavar=("URL", "COUNT"), help="be the script")
    asked = settings(options)
    if asked.arguments.script:
        url, times = asked.arguments.script
        script(url, int(times))
        return
    report = Report("panics")
    count = asked.count(50)
    with Server() as server:
        command = [sys.executable, __file__, "--script", server.url, str(count)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    report.check(int(ended.stdout or 0), count * 4, f"{ended.returncode} {ended.stderr[-300:]}")
    lines = ended.stderr.splitlines()
    report.check(sum(line.startswith("geai_client: the native module panicked at ") for line in lines), count * 4)
    report.check(len(lines), count * 4, "lines in the log")
    report.check(int(CANARY not in ended.stderr), 1, "no secret in the log")
    report.note("blocking and asyncio, in the entry and in the call")
    report.end()


if __name__ == "__main__":
    main()

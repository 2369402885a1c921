"""H4: answers that arrive after their event loop was closed are dropped in silence."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from geai_client import AsyncClient
from harness import PATIENCE, Commands, Report, Server, parser, settings

IN_FLIGHT = 50


def script(url: str, control: int) -> None:
    """Closes a loop with calls in flight, lets the server answer them, and makes a call on another loop."""
    server, client = Commands(control), AsyncClient(url, api_token="x")
    before = server.counts().get("silent", 0)
    calls = [client.agents.get("silent") for _ in range(IN_FLIGHT)]

    async def begin() -> None:
        # Not as tasks: the loop would cancel those when it ends.
        for call in calls:
            call.send(None)
        await asyncio.to_thread(server.wait, "silent", before + IN_FLIGHT)

    asyncio.run(begin())
    server.answer()
    assert asyncio.run(_get(client)) == "ParcelTracker"


async def _get(client: AsyncClient) -> str:
    # The server has long answered the others when this answer comes.
    return (await client.agents.get("late")).name


def main() -> None:
    """Runs everything."""
    options = parser(__doc__)
    options.add_argument("--script", nargs=2, metavar=("URL", "CONTROL"), help="be the script")
    asked = settings(options)
    if asked.arguments.script:
        url, control = asked.arguments.script
        script(url, int(control))
        return
    report = Report("closed loop")
    count = asked.count(60)
    quiet, seen = 0, ""
    with Server() as server:
        for _ in range(count):
            command = [sys.executable, __file__, "--script", server.url, str(server.control)]
            ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
            quiet += (ended.returncode, ended.stderr) == (0, "")
            seen = seen or ended.stderr[-500:]
    report.check(quiet, count, f"quiet {seen}")
    report.note(f"{IN_FLIGHT} calls in flight each")
    report.end()


if __name__ == "__main__":
    main()

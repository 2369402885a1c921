"""What ends badly in other native packages: the programs of `qa/soak/python` with small counts.

Bounds on times are thirty times what `make soak` asks for: the machine may be busy with other things.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from geai_client import AsyncClient
from support import PATIENCE, TESTS, Silent, quiet

SOAK = TESTS.parents[1] / "qa" / "soak" / "python"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the programs look into /proc")


@pytest.mark.parametrize(
    ("program", "scale"),
    [
        ("fork", 0.03),
        ("many_threads", 0.02),
        ("cancel", 0.04),
        ("closed_loop", 0.05),
        ("exits", 0.01),
        ("running_loop", 0.03),
        ("interrupt", 0.1),
        ("stall --mebibytes 4", 0.1),
        ("subinterpreter", 0.1),
        ("panics", 0.1),
        ("tokens --without-hanging", 0.1),
        ("churn", 0.02),
        ("stampede", 0.05),
    ],
)
def test_a_hazard_is_none(program: str, scale: float) -> None:
    name, *arguments = program.split()
    ended = subprocess.run(
        [sys.executable, str(SOAK / f"{name}.py"), *arguments, "--scale", str(scale), "--slack", "30"],
        capture_output=True,
        text=True,
        timeout=PATIENCE * 3,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    # `name  n/n  measured`: all of it, and not nothing.
    good, _, total = ended.stdout.split("  ")[1].partition("/")
    assert good == total != "0", ended.stdout


def test_calls_in_flight_end_before_the_interpreter_does() -> None:
    script = """
import atexit, asyncio
from support import Silent
def last():
    # Registered before the package was imported: runs after all that the package does at the end.
    server.wait_for_closed(50)
    try:
        blocking.agents.get("X")
    except ClientClosedError:
        print("nothing is left")
atexit.register(last)
from geai_client import AsyncClient, Client, ClientClosedError
async def main():
    calls = [client.agents.get("X") for _ in range(50)]
    for call in calls:
        call.send(None)
    kept.extend(calls)
    await asyncio.to_thread(server.wait_for_requests, 50)
kept, server = [], Silent()
# Left alone, they would outlive the test.
client, blocking = (kind(server.url, api_token="x", timeout=600) for kind in (AsyncClient, Client))
asyncio.run(main())
"""
    assert quiet(script) == "nothing is left\n"


def test_asyncio_works_in_a_forked_child() -> None:
    script = """
import asyncio, os, signal, warnings
from geai_client import AsyncClient
from support import AGENT, Scripted
warnings.simplefilter("ignore", DeprecationWarning)
with Scripted(lambda request: (200, AGENT)) as server:
    client = AsyncClient(server.url, api_token="x")
    def get():
        return asyncio.run(client.with_response.agents.get("X")).data.name
    get()
    child = os.fork()
    if child == 0:
        # A child that hangs is ended, and whatever happens, it does not go on as if it were the parent.
        signal.alarm(30)
        try:
            os._exit(get() != "ParcelTracker")
        finally:
            os._exit(2)
    print(os.waitpid(child, 0)[1], get())
"""
    assert quiet(script) == "0 ParcelTracker\n"


def test_cancelling_a_task_ends_the_request_and_not_only_the_wait_for_it() -> None:
    async def main(server: Silent) -> None:
        # Left alone, it would outlive the test.
        client = AsyncClient(server.url, api_token="x", timeout=600)
        task = asyncio.ensure_future(client.agents.get("X"))
        await asyncio.to_thread(server.wait_for_requests, 1)
        task.cancel()
        await asyncio.to_thread(server.wait_for_closed, 1)
        assert (task.cancelled(), server.arrived) == (True, 1)

    with Silent() as server:
        asyncio.run(main(server))

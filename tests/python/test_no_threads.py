"""What the clients do where the system gives no thread: an error each time, and calls again once there are some."""

from __future__ import annotations

import os
import sys

import pytest

from support import AGENT, Scripted, run

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can become a user without other threads"
)

# Every module is imported before the user changes, who may not read them.
SCRIPT = """
import asyncio, contextvars, os, resource, sys, threading, traceback
from geai_client import AsyncClient, Client, GeaiError
import geai_client._generated.async_client, geai_client._native_support.token_function
client = Client({url!r}, api_token="t", deadline=20, retries=0)
other = AsyncClient({url!r}, api_token="t", deadline=20, retries=0)
asked = Client({url!r}, api_token=lambda: "t", deadline=20, retries=0)

async def get():
    return (await other.agents.get("X")).name

def tried(call):
    try:
        return call()
    except GeaiError as error:
        return type(error).__name__

def calls():
    return [tried(lambda: asyncio.run(get())), tried(lambda: client.agents.get("X").name)]

os.setresgid(65533, 65533, 65533)
os.setresuid(65533, 65533, 65533)
hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
for limit in {limits}:
    resource.setrlimit(resource.RLIMIT_NPROC, (limit, hard))
    for _ in range(3):
        print(limit, *calls())
print(tried(lambda: asked.agents.get("X").name))
resource.setrlimit(resource.RLIMIT_NPROC, (hard, hard))
print("again", *calls(), tried(lambda: asked.agents.get("X").name))
"""


@pytest.mark.parametrize("limits", [(1,), (2,), (1, 2)])
def test_without_threads_every_call_is_an_error_and_later_ones_succeed(limits: tuple[int, ...]) -> None:
    with Scripted(lambda _: (200, AGENT)) as server:
        result = run(SCRIPT.format(url=server.url, limits=limits))
    assert (result.returncode, result.stderr) == (0, ""), result
    *before, asked, after = result.stdout.splitlines()
    assert len(before) == 3 * len(limits)
    for line in before:
        limit, asynchronous, blocking = line.split()
        assert asynchronous == "InternalError"
        # One thread more is all that the blocking client wants.
        assert blocking == ("InternalError" if limit == "1" else AGENT["name"])
    assert asked in ("ConfigError", "InternalError")
    assert after == f"again {AGENT['name']} {AGENT['name']} {AGENT['name']}"

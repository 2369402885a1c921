"""What the clients do where the system gives no thread: an error each time, and calls again once there are some."""

from __future__ import annotations

import os
import sys
from tempfile import NamedTemporaryFile
from typing import Any

import pytest

from support import AGENT, Scripted, run

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can become a user without other threads"
)

# Every module is imported before the user changes, who may not read them.
SCRIPT = """
import asyncio, contextvars, os, pathlib, resource, sys, threading, traceback
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
print(tried(lambda: type(client.agents.import_(pathlib.Path({package!r}))).__name__))
resource.setrlimit(resource.RLIMIT_NPROC, (hard, hard))
print("again", *calls(), tried(lambda: asked.agents.get("X").name))
"""


@pytest.mark.parametrize("limits", [(1,), (2,), (1, 2)])
def test_without_threads_every_call_is_an_error_and_later_ones_succeed(limits: tuple[int, ...]) -> None:
    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        return 200, {"agents": [AGENT]} if request["method"] == "POST" else AGENT

    with Scripted(answer) as server, NamedTemporaryFile("w") as package:
        package.write('{"labPackage": {"agents": []}}')
        package.flush()
        os.chmod(package.name, 0o644)  # noqa: PTH101
        result = run(SCRIPT.format(url=server.url, limits=limits, package=package.name))
    assert (result.returncode, result.stderr) == (0, ""), result
    *before, asked, imported, after = result.stdout.splitlines()
    assert len(before) == 3 * len(limits)
    for line in before:
        limit, asynchronous, blocking = line.split()
        assert asynchronous == "InternalError"
        # One thread more is all that the blocking client wants.
        assert blocking == ("InternalError" if limit == "1" else AGENT["name"])
    assert asked in ("ConfigError", "InternalError")
    # The file is read on the thread of the call, where it gets none of its own.
    assert imported == ("InternalError" if limits == (1,) else "list")
    assert after == f"again {AGENT['name']} {AGENT['name']} {AGENT['name']}"

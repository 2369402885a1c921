"""Calls `client.agents.get` a few times, and prints which functions of the Python package they enter, as JSON.

The emulator runs in a process of its own, so that what it does is not taken for what the client does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import FrameType

import geai_client
from geai_client.testing import Emulator

CALLS = 3
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "bindings-python/python/geai_client"


def serve() -> None:
    """Runs an emulator with one agent until the input ends."""
    with Emulator() as emulator:
        emulator.seed_agents(count=1)
        with emulator.client() as client:
            (agent,) = client.agents.list()
        sys.stdout.write(json.dumps([emulator.url, emulator.token(), agent.id]) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def walk(base_url: str, api_token: str, agent: str) -> dict[str, list[str]]:
    """The functions that the calls enter, by file."""
    entered: dict[str, list[str]] = {}

    def note(frame: FrameType, event: str, _argument: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(PACKAGE):
            entered.setdefault(path.relative_to(ROOT).as_posix(), []).append(frame.f_code.co_name)

    with geai_client.Client(base_url, api_token=api_token) as client:
        # What happens only once, such as reading the certificates, happens in another call.
        client.request("GET", f"/v4/agents/{agent}")
        agents = client.agents
        sys.setprofile(note)
        try:
            for _ in range(CALLS):
                agents.get(agent)
        finally:
            sys.setprofile(None)
    return entered


if __name__ == "__main__":
    if "--serve" in sys.argv:
        serve()
    else:
        command = [sys.executable, __file__, "--serve"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            sys.stdout.write(json.dumps(walk(*json.loads(server.stdout.readline()))))
            server.stdin.close()

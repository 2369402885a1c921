"""Measures this client beside what a user would take instead, in one run on one machine.

The server is the emulator in a process of its own. CPU time of the calling process is the figure to trust on a shared
machine; wall time stands beside it. Only ratios of the same run mean anything.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geai_client import Client

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
CALLS = 2000
ROUNDS = 5


def measure(call: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall microseconds a call, the median of some rounds."""
    for _ in range(200):
        call()
    rounds = []
    for _ in range(ROUNDS):
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(CALLS):
            call()
        rounds.append(((time.process_time() - cpu) / CALLS * 1e6, (time.perf_counter() - wall) / CALLS * 1e6))
    return statistics.median(cpu for cpu, _ in rounds), statistics.median(wall for _, wall in rounds)


def standard_library(url: str, token: str) -> Callable[[], object]:
    """The bare minimum in Python: one kept connection and the JSON parser."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def call() -> object:
        connection.request("GET", "/v4/agents/bench", headers=headers)
        return json.loads(connection.getresponse().read())

    return call


def main() -> None:
    """Runs the workloads and prints one table."""
    build = ["cargo", "build", "--release", "--locked", "-p", "geai-emulator", "--features", "cli"]
    subprocess.run(build, cwd=ROOT, check=True)
    metadata = subprocess.run(
        ["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=ROOT, check=True, capture_output=True
    )
    binary = Path(json.loads(metadata.stdout)["target_directory"]) / "release" / "geai-emulator"
    with subprocess.Popen([binary, "--port", "0", "--project", "dev"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            info = json.loads(server.stdout.readline())
            url, token = info["url"], info["projects"][0]["token"]
            with Client(url, api_token=token) as client:
                prompt = {"instructions": "Look it up."}
                client.agents.create(
                    name="bench", agent_data={"prompt": prompt, "models": [{"name": "gpt-4o"}]}, automatic_publish=True
                )
                ours = measure(lambda: client.agents.get("bench"))
            peer = measure(standard_library(url, token))
            print(f"\n{'get one agent, sequential':<34}{'CPU us/call':>12}{'wall us/call':>14}{'CPU ratio':>11}")
            for name, (cpu, wall) in [("geai_client", ours), ("http.client + json (stdlib)", peer)]:
                label = f"Python {sys.version.split()[0]} {name}"
                print(f"{label:<34}{cpu:>12.0f}{wall:>14.0f}{cpu / ours[0]:>11.2f}")
            subprocess.run(["node", str(ROOT / "benches" / "run.mjs"), url, token], check=True)
        finally:
            server.terminate()


if __name__ == "__main__":
    main()

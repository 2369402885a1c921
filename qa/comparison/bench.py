# ruff: noqa: INP001, S101, S603
"""A fault server with its ledger, and the clients as processes that always end in time."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# Settings of whoever runs this, which would change what is measured.
OURS = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "GEAI", "OPENAI", "STRIPE", "AWS")


class Server:
    """A fault server in a process of its own."""

    def __init__(self, program: Path, listen: str = "127.0.0.1:0") -> None:
        """Starts it."""
        command = [program, "--listen", listen]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        started = json.loads(self._process.stdout.readline())
        self.url: str = started["url"]
        self._control: str = started["control"]

    def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 (JSON)
        data = json.dumps(body).encode() if method == "POST" else None
        request = urllib.request.Request(self._control + path, data, method=method)  # noqa: S310 (loopback)
        with urllib.request.urlopen(request, timeout=120) as response:  # noqa: S310
            return json.load(response)

    def plan(self, fault: str = "healthy", with_: dict[str, Any] | None = None, **counts: int) -> None:
        """What it plays from now on, with an empty ledger."""
        self._ask("POST", "/plan", {"fault": fault, "with": with_ or {}, **counts})
        self._ask("POST", "/clear", {})

    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        """What it received."""
        return self._ask("GET", "/ledger")

    def requests(self) -> list[dict[str, Any]]:
        """What it received, warm-up aside."""
        requests = self.ledger()["requests"]
        return [request for request in requests if not request["target"].split("?")[0].endswith("/warm")]

    def wait(self, seconds: float, **what: int) -> bool:
        """Waits for an entry in the ledger."""
        return self._ask("POST", "/wait", {**what, "timeout_ms": round(seconds * 1000)})["reached"]

    def epoch(self) -> float:
        """When its clock began; as exact as a connection on loopback is quick."""
        self.plan()
        host, port = self.url.removeprefix("http://").split(":")
        guesses = []
        for n in range(10):
            begun = time.time()
            with contextlib.closing(socket.create_connection((host, int(port)))):
                self.wait(5, connections=n + 1)
            guesses.append((time.time() - begun, begun - self.ledger()["connections"][-1]["opened"] / 1000))
        return min(guesses)[1]

    def stop(self) -> None:
        """Ends it."""
        with contextlib.suppress(OSError):
            self._ask("POST", "/stop", {})
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


@dataclass
class Ran:
    """How a process ended; `found` is what it told, `code` is None where it had to be ended."""

    code: int | None
    found: list[dict[str, Any]]
    log: str


@dataclass(frozen=True)
class Client:
    """One column. `surface` is the half that rows use which do not need asyncio."""

    id: str
    title: str
    driver: str
    package: str
    documented: str
    surface: str = "sync"
    write: str = "post"
    lacks: dict[str, str] = field(default_factory=dict)

    @property
    def node(self) -> bool:
        """Whether it runs in Node."""
        return self.driver.endswith(".mjs")

    @property
    def asynchronous(self) -> str:
        """The half for rows that are about many calls at once."""
        return self.surface if "asyncio" in self.lacks else "async"


@dataclass
class Bench:
    """What a row works with: one client and a server for it alone."""

    client: Client
    server: Server
    other: Server
    python: Path
    peers: Path
    home: Path
    turns: dict[str, int]

    def start(self, action: str, *, fds: int | None = None, url: str | None = None, **options: object) -> Process:
        """Starts the client's driver."""
        given = {"surface": self.client.surface, **options}
        debug = {"RUST_LOG": "trace", "NODE_DEBUG": "http,net,fetch,undici", "COMPARISON_DEBUG": "1"}
        environment = {
            **{name: value for name, value in os.environ.items() if not name.upper().startswith(OURS)},
            # Two of the clients look for credentials there: nobody's own may come into a run that prints everything.
            "HOME": str(self.home),
            **(debug if action == "secrets" else {}),
            "COMPARISON_OPTIONS": json.dumps(given),
            "COMPARISON_PEERS": str(self.peers),
            "PYTHONWARNINGS": "ignore",
        }
        program = ["node"] if self.client.node else [str(self.python)]
        command = [*program, str(HERE / "clients" / self.client.driver), action, url or self.server.url]
        return Process(command, environment, fds)

    def run(self, action: str, limit: float = 60, **options: Any) -> Ran:  # noqa: ANN401
        """Runs the client's driver to its end, or to the end of the time."""
        return self.start(action, **options).end(limit)


class Process:
    """A driver that runs."""

    def __init__(self, command: list[str], environment: dict[str, str], fds: int | None) -> None:
        """Starts it, in a group of its own."""
        if fds is not None:
            command = ["sh", "-c", f'ulimit -n {fds}; exec "$@"', "sh", *command]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._process = subprocess.Popen(
            command, **pipes, text=True, errors="replace", env=environment, start_new_session=True
        )

    def say(self) -> None:
        """Lets it take its next step."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write("\n")
            self._process.stdin.flush()

    def interrupt(self) -> float:
        """Sends it what Ctrl-C does, and tells when."""
        at = time.time()
        self._process.send_signal(signal.SIGINT)
        return at

    def end(self, limit: float) -> Ran:
        """Waits for its end; ends it with its children when the time is up."""
        try:
            out, log = self._process.communicate(timeout=limit)
            code: int | None = self._process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            (out, log), code = self._process.communicate(), None
        found = [json.loads(line) for line in out.splitlines() if line.startswith('{"')]
        return Ran(code, found, log + "".join(line + "\n" for line in out.splitlines() if not line.startswith('{"')))

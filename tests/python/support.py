"""Servers that misbehave on purpose, and other things that several tests need."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

if TYPE_CHECKING:
    from typing_extensions import Self

    from geai_client import AsyncClient
    from geai_client.testing import Emulator

TESTS = Path(__file__).parent
PATIENCE = 60
AGENT = {"id": "3d0f6c1e-58a2-4b7c-9a51-0c2f6be0a101", "name": "ParcelTracker"}

Answer = tuple[int, Any]


class _Server(ThreadingHTTPServer):
    """Keeps callers waiting instead of turning them away: the default is a queue of five."""

    request_queue_size = 256


class Scripted:
    """Answers requests with what a script yields: status and JSON, in the order the requests arrive."""

    def __init__(self, script: Iterable[Answer] | Callable[[dict[str, Any]], Answer]) -> None:
        self.requests: list[dict[str, Any]] = []
        answers = None if callable(script) else iter(script)
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(handler) -> None:  # noqa: N805
                body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
                url = urlsplit(handler.path)
                request = {
                    "method": handler.command,
                    "path": url.path,
                    "query": dict(parse_qsl(url.query)),
                    "headers": {name.lower(): value for name, value in handler.headers.items()},
                    "body": json.loads(body) if body else None,
                    "from": handler.client_address,
                }
                with lock:
                    self.requests.append(request)
                    status, data = script(request) if callable(script) else next(answers)  # type: ignore[arg-type]
                text = data if isinstance(data, bytes) else json.dumps(data).encode()
                handler.send_response(status)
                handler.send_header("content-type", "application/json")
                handler.send_header("x-request-id", "request-1")
                handler.send_header("content-length", str(len(text)))
                handler.end_headers()
                handler.wfile.write(text)

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 (names of the standard library)

            def log_message(self, *_: object) -> None:
                """Is quiet."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Silent:
    """Takes requests and does not answer, unless told to. Knows how many came, and which connections were closed."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._changed = threading.Condition()
        self._open: list[socket.socket] = []
        self.arrived = 0
        self.closed = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._hold, args=(connection,), daemon=True).start()

    def _hold(self, connection: socket.socket) -> None:
        seen = b""
        with contextlib.suppress(OSError):
            while chunk := connection.recv(65536):
                before = seen.count(b"\r\n\r\n")
                seen += chunk
                with self._changed:
                    if seen.count(b"\r\n\r\n") > before:
                        self.arrived += 1
                        self._open.append(connection)
                    self._changed.notify_all()
        with self._changed:
            connection.close()
            self.closed += 1
            self._changed.notify_all()

    def wait(self, condition: Callable[[Silent], bool]) -> None:
        """Waits until the condition holds."""
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self), PATIENCE), (self.arrived, self.closed)

    def wait_for_requests(self, count: int) -> None:
        """Waits until so many requests arrived."""
        self.wait(lambda server: server.arrived >= count)

    def wait_for_closed(self, count: int) -> None:
        """Waits until so many connections were closed by the client."""
        self.wait(lambda server: server.closed >= count)

    def answer(self) -> None:
        """Answers every request that waits."""
        body = json.dumps(AGENT).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        with self._changed:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.sendall(head.encode() + body)
            self._open.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()


async def cancel_in_flight(server: Silent, client: AsyncClient) -> None:
    """Makes a call and cancels it once its request has arrived."""
    call = asyncio.ensure_future(client.agents.get("x"))
    await asyncio.to_thread(server.wait_for_requests, 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await asyncio.sleep(0)


def run(script: str, *, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a script in a Python of its own."""
    return subprocess.run(
        [sys.executable, "-c", script],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE * 2,
        cwd=TESTS,
        check=False,
    )


def quiet(script: str) -> str:
    """What a script prints; it must exit with 0 and say nothing on standard error."""
    result = run(script)
    assert (result.returncode, result.stderr) == (0, ""), result
    return result.stdout


def same(left: object, right: object) -> bool:
    """Whether two JSON values are equal: numbers by value, but a boolean is no number."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def vectors() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every wire vector, with the name of its operation."""
    for path in sorted((TESTS.parent / "vectors").glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        for vector in file["vectors"]:
            yield file["operation"], vector


def operations() -> dict[str, dict[str, Any]]:
    """The operation table, by name."""
    rows = json.loads((TESTS.parent / "operations.json").read_text(encoding="utf-8"))
    return {row["name"]: row for row in rows}


def document(*operations: str) -> dict[str, Any]:
    """An OpenAPI description with an operation of each of these ids."""
    paths = {
        f"/{name}": {"get": {"operationId": name, "responses": {"200": {"description": "ü"}}}} for name in operations
    }
    return {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}


def manifest(*operations: str) -> str:
    return json.dumps(document(*operations))


def tools(emulator: Emulator) -> dict[str, str]:
    """Ids of the tools that integrations of `dev` made, by name."""
    from_start = {"listParcels_get", *(tool["name"] for tool in emulator.tools("prod"))}
    return {tool["name"]: tool["id"] for tool in emulator.tools("dev") if tool["name"] not in from_start}

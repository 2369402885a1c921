"""The server of these programs: plays what a request names, and notes what happened when.

A request names it in its `x-play` header, or as the last segment of its path. Times are of the monotonic clock,
which all processes of a machine share. Prints one line of JSON: `url`, `control` (a port that takes commands, see
`harness.Server`) and `mute` (a port that accepts connections and never says anything). Its argument is the size of
big answers in bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable

AGENT = {"id": "3d0f6c1e-58a2-4b7c-9a51-0c2f6be0a101", "name": "ParcelTracker", "description": "x" * 900}


def _body(data: object, status: str = "200 OK", more: str = "") -> bytes:
    text = json.dumps(data).encode()
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(text)}\r\n{more}\r\n"
    return head.encode() + text


def _big(kind: str, size: int) -> bytes:
    """An answer of this size: many records, one long text, or free-form data."""
    if kind == "big-list":
        record = {**AGENT, "description": "y" * 400}
        return _body({"agents": [record] * (size // len(json.dumps(record)))})
    if kind == "big-text":
        return _body({**AGENT, "description": "z" * size})
    free = {"tags": ["a", "b"], "weights": [1, 2.5, None], "deep": {"x": {"y": "z" * 100}}}
    return _body({**AGENT, "unknown": [free] * (size // len(json.dumps(free)))})


ANSWERS = {
    "ok": _body(AGENT),
    "missing": _body({"errors": [{"id": 404, "description": "not found"}]}, "404 Not Found"),
    "broken": _body({"error": "no"}, "500 Internal Server Error"),
    "busy": _body({"error": "later"}, "503 Service Unavailable", "retry-after: 1\r\n"),
    "denied": _body({"error": "expired"}, "401 Unauthorized"),
}
DELAYS = {"slow": 0.02, "late": 0.3}


class Recorder:
    """What happened."""

    def __init__(self, big: int) -> None:
        self.big_size = big
        self.changed = asyncio.Event()
        self.waiting: list[Connection] = []
        self.big: dict[str, bytes] = {}
        self.clear()

    def clear(self) -> None:
        self.connections: list[Connection] = []
        self.counts: Counter[str] = Counter()
        self.in_flight = 0

    def count(self, what: str) -> None:
        self.counts[what] += 1
        self.changed.set()

    async def wait(self, what: str, count: int) -> None:
        while self.counts[what] < count:
            self.changed.clear()
            await self.changed.wait()


class Connection(asyncio.Protocol):
    """One connection and its requests."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.seen = b""
        self.closed: float | None = None
        self.requests: list[tuple[float, str, str]] = []
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.recorder.connections.append(self)
        self.recorder.count("opened")

    def connection_lost(self, _: Exception | None) -> None:
        self.closed = time.monotonic()
        self.recorder.count("closed")

    def data_received(self, data: bytes) -> None:
        self.seen += data
        while True:
            head, end, rest = self.seen.partition(b"\r\n\r\n")
            if not end:
                return
            length = int(_header(head, b"content-length") or 0)
            if len(rest) < length:
                return
            self.seen = rest[length:]
            path = head.split(b" ", 2)[1].partition(b"?")[0]
            play = (_header(head, b"x-play") or path.rpartition(b"/")[2]).decode()
            self.requests.append((time.monotonic(), play, _header(head, b"x-process").decode()))
            self.recorder.in_flight += 1
            self.recorder.counts["most in flight"] = max(
                self.recorder.counts["most in flight"], self.recorder.in_flight
            )
            self.play(play)
            self.recorder.counts["requests"] += 1
            self.recorder.count(play)

    def play(self, play: str) -> None:
        if play in DELAYS:
            asyncio.get_running_loop().call_later(DELAYS[play], self.answer, ANSWERS["ok"])
        elif play == "silent":
            self.recorder.waiting.append(self)
        elif play == "half":
            self.transport.write(ANSWERS["ok"][:-100])
            self.recorder.in_flight -= 1
        elif play == "reset":
            linger = struct.pack("ii", 1, 0)
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.recorder.in_flight -= 1
            self.transport.abort()
        elif play.startswith("big-"):
            if play not in self.recorder.big:
                self.recorder.big[play] = _big(play, self.recorder.big_size)
            self.answer(self.recorder.big[play])
        else:
            self.answer(ANSWERS.get(play, ANSWERS["ok"]))

    def answer(self, answer: bytes) -> None:
        self.recorder.in_flight -= 1
        self.transport.write(answer)


class Mute(asyncio.Protocol):
    """A connection that is accepted and then left alone."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def data_received(self, _: bytes) -> None:
        self.recorder.count("mute")

    def connection_lost(self, _: Exception | None) -> None:
        self.recorder.counts["mute closed at ns"] = time.monotonic_ns()
        self.recorder.count("mute closed")


def _header(head: bytes, name: bytes) -> bytes:
    _, found, rest = head.partition(b"\r\n" + name + b": ")
    return rest.partition(b"\r\n")[0] if found else b""


def _answer_all(recorder: Recorder) -> None:
    waiting, recorder.waiting = recorder.waiting, []
    for connection in waiting:
        if connection.closed is None:
            connection.answer(ANSWERS["ok"])


def commands(recorder: Recorder) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """Answers commands, one a line."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            command, *arguments = json.loads(line)
            result: object = None
            if command == "wait":
                await recorder.wait(*arguments)
            elif command == "answer":
                _answer_all(recorder)
            elif command == "clear":
                recorder.clear()
            elif command == "counts":
                result = dict(recorder.counts)
            elif command == "ledger":
                result = [{"closed": each.closed, "requests": each.requests} for each in recorder.connections]
            writer.write(json.dumps(result).encode() + b"\n")
            with contextlib.suppress(ConnectionError):
                await writer.drain()

    return serve


async def main() -> None:
    """Serves until standard input ends."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop, recorder = asyncio.get_running_loop(), Recorder(int(sys.argv[1]))
    http = await loop.create_server(lambda: Connection(recorder), "127.0.0.1", 0, backlog=1024)
    mute = await loop.create_server(lambda: Mute(recorder), "127.0.0.1", 0, backlog=1024)
    control = await asyncio.start_server(commands(recorder), "127.0.0.1", 0)
    port, mute_port, control_port = (server.sockets[0].getsockname()[1] for server in (http, mute, control))
    address = {
        "url": f"http://127.0.0.1:{port}",
        "mute": f"https://127.0.0.1:{mute_port}",
        "control": control_port,
    }
    sys.stdout.write(json.dumps(address) + "\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    # There is nothing to tidy up.
    os._exit(0)


asyncio.run(main())

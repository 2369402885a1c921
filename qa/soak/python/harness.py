"""What the programs share: settings, the server, what a process holds, and the line that is printed."""

from __future__ import annotations

import argparse
import gc
import json
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

HERE = Path(__file__).parent
PATIENCE = 120.0
SYN_SENT = 2
# Size of a big answer in bytes.
BIG = 26 << 20

# Nothing of the user's own configuration may be seen.
os.environ["HOME"] = "/nonexistent"
for _name in [name for name in os.environ if name.startswith(("GEAI_", "SAIA_", "OAuth_"))]:
    del os.environ[_name]


@dataclass(frozen=True)
class Settings:
    """What the command line asks for."""

    scale: float
    slack: float
    arguments: argparse.Namespace

    def count(self, full: int, least: int = 1) -> int:
        """How often, where a full run does it `full` times."""
        return max(least, round(full * self.scale))

    def bound(self, seconds: float) -> float:
        """A bound on a time. Only what it is multiplied with on a busy machine may soften it."""
        return seconds * self.slack


def parser(description: str | None) -> argparse.ArgumentParser:
    """Options of every program."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--scale", type=float, default=1.0, help="share of the full counts")
    options.add_argument("--slack", type=float, default=1.0, help="what bounds on times are multiplied with")
    return options


def settings(options: argparse.ArgumentParser) -> Settings:
    """Reads the command line."""
    arguments = options.parse_args()
    return Settings(arguments.scale, arguments.slack, arguments)


class Report:
    """Collects what a program measures, and ends it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.good = self.total = 0
        self.measured: list[str] = []
        self.broken: list[str] = []

    def check(self, good: int, total: int, what: str = "") -> None:
        """Of `total` things `good` went well."""
        self.good += good
        self.total += total
        if good != total:
            self.broken.append(f"{what or self.name}: {good} of {total}")

    def within(self, what: str, found: float, bound: float, unit: str = "ms", *, least: bool = False) -> None:
        """Notes a measurement, which has to be at most `bound`, or at least."""
        sign = ">=" if least else "<="
        self.measured.append(f"{what} {found:,.1f} {unit} ({sign} {bound:,.1f})")
        if not (found >= bound if least else found <= bound):
            self.broken.append(f"{what}: {found:,.1f} {unit}, must be {sign} {bound:,.1f}")

    def note(self, text: str) -> None:
        """Notes what has no bound."""
        self.measured.append(text)

    def end(self) -> NoReturn:
        """Prints the line and ends the program."""
        print(f"{self.name}  {self.good:,}/{self.total:,}  {'  '.join(self.measured)}", flush=True)
        for line in self.broken:
            print(f"  BROKEN {line}", file=sys.stderr)
        sys.exit(1 if self.broken or not self.total else 0)


class Server:
    """The server, in a process of its own so that it is heard whatever happens to this one."""

    def __init__(self, big: int = BIG) -> None:
        command = [sys.executable, str(HERE / "server.py"), str(big)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        address = json.loads(self._process.stdout.readline())
        self.url: str = address["url"]
        self.mute: str = address["mute"]
        self.control: int = address["control"]
        self._commands = Commands(self.control)

    def __enter__(self) -> Commands:
        self._commands.url, self._commands.mute = self.url, self.mute
        return self._commands

    def __exit__(self, *_: object) -> None:
        self._process.communicate("")


class Commands:
    """Asks the server what happened. Threads may share it; each has a connection of its own."""

    def __init__(self, control: int) -> None:
        self.control = control
        self.url = self.mute = ""
        self._local = threading.local()

    def _ask(self, *command: object) -> Any:
        if not hasattr(self._local, "file"):
            connection = socket.create_connection(("127.0.0.1", self.control), PATIENCE)
            self._local.file = connection.makefile("rw")
        self._local.file.write(json.dumps(command) + "\n")
        self._local.file.flush()
        return json.loads(self._local.file.readline())

    def wait(self, what: str, count: int = 1) -> None:
        """Waits until so many requests of this play came, or so many connections were `opened` or `closed`."""
        self._ask("wait", what, count)

    def answer(self) -> None:
        """Answers all requests that wait in silence."""
        self._ask("answer")

    def clear(self) -> None:
        """Forgets what happened."""
        self._ask("clear")

    def counts(self) -> dict[str, int]:
        """What happened, by kind."""
        counts: dict[str, int] = self._ask("counts")
        return counts

    def ledger(self) -> list[dict[str, Any]]:
        """Every connection: when it was closed, and its requests as time, play and process."""
        ledger: list[dict[str, Any]] = self._ask("ledger")
        return ledger


class Unreachable:
    """An address that takes no connections: its queue is full, so that connecting never ends. Linux only."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._fill: list[socket.socket] = []
        # The queue holds one or two, depending on the kernel: one that stays in connecting shows that it is full.
        while self.connecting() == 0:
            filler = socket.socket()
            filler.settimeout(0)
            filler.connect_ex(("127.0.0.1", self.port))
            self._fill.append(filler)
            time.sleep(0.01)
        self._own = self.connecting()

    def connecting(self) -> int:
        """Sockets of this process that are connecting: they can only be on their way to this address."""
        # Not /proc/net/tcp: it lists every connection of the machine, which takes longer than what is measured.
        return sum(map(_is_connecting, Path("/proc/self/fd").iterdir()))

    def others(self) -> int:
        """Those that are not this object's own."""
        return self.connecting() - self._own

    def wait(self, count: int) -> float:
        """Waits until there are so many others; the time of it."""
        end = time.monotonic() + PATIENCE
        while self.others() != count:
            assert time.monotonic() < end, self.others()
            time.sleep(0.0005)
        return time.monotonic()


def _is_connecting(fd: Path) -> bool:
    try:
        if not str(fd.readlink()).startswith("socket:"):
            return False
        with socket.socket(fileno=os.dup(int(fd.name))) as copy:
            return copy.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == SYN_SENT
    except OSError:
        # Not a TCP socket, or closed meanwhile.
        return False


def rss() -> int:
    """Resident memory of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def fds() -> int:
    """Open files of this process."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def threads() -> int:
    """Threads of this process, the native ones too."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())


def settled(look: Any, expected: int, patience: float = 10.0) -> int:
    """What `look` finds, once it is no more than expected or does not become it: closing takes a moment."""
    end = time.monotonic() + patience
    while (found := look()) > expected and time.monotonic() < end:
        gc.collect()
        time.sleep(0.05)
    return int(found)


def milliseconds(times: list[float]) -> tuple[float, float]:
    """Median and maximum."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2] * 1000, ordered[-1] * 1000

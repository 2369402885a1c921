"""H7: Ctrl-C ends a blocking call and its request; handlers of other signals run during a call."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

from geai_client import Client
from harness import Commands, Report, Server, Unreachable, milliseconds, parser, settings

BOUND = 0.1
# Longer than the server asks a call to wait before its next attempt.
AFTER = 2.5


class Interrupted:
    """Interrupts this process from a thread, once what it waits for happened."""

    def __init__(self, begun: Callable[[], object]) -> None:
        self._begun = begun
        self._thread = threading.Thread(target=self._interrupt)
        self.at = float("nan")

    def _interrupt(self) -> None:
        self._begun()
        self.at = time.monotonic()
        os.kill(os.getpid(), signal.SIGINT)

    def during(self, call: Callable[[], object]) -> float:
        """Makes the call, which must be interrupted; how long after the signal it ended."""
        self._thread.start()
        try:
            call()
        except KeyboardInterrupt:
            ended = time.monotonic()
        else:
            raise AssertionError(self.at)
        self._thread.join()
        return ended - self.at


class Program:
    """One run."""

    def __init__(self, report: Report, server: Commands, count: int, bound: float) -> None:
        self.report, self.server, self.count, self.bound = report, server, count, bound
        self.times: list[float] = []

    def note(self, phase: str, times: list[float]) -> None:
        """Notes the times of one phase."""
        self.times += times
        good = sum(took <= self.bound for took in times)
        self.report.check(good, self.count, f"{phase}: within {self.bound * 1000:.0f} ms")
        self.report.note(f"{phase} {good}/{self.count}")

    def wire(self, phase: str, play: str) -> None:
        """The server sees the connection end, too."""
        self.server.clear()
        client, times, closings = Client(self.server.url, api_token="x"), [], []
        for at in range(1, self.count + 1):
            interrupted = Interrupted(lambda at=at: self.server.wait(play, at))  # type: ignore[misc]
            times.append(interrupted.during(lambda: client.agents.get(play)))
            self.server.wait("closed", at)
            closings.append(self.server.ledger()[-1]["closed"] - interrupted.at)
        self.note(phase, times)
        self.report.check(sum(took <= self.bound for took in closings), self.count, f"{phase}: connection closed")
        self.report.check(self.server.counts()["requests"], self.count, f"{phase}: requests")

    def connect(self) -> None:
        """The other side does not take the connection."""
        target = Unreachable()
        client, times = Client(target.url, api_token="x"), []
        for _ in range(self.count):
            interrupted = Interrupted(lambda: target.wait(1))
            times.append(interrupted.during(lambda: client.agents.get("ok")))
            assert target.wait(0) - interrupted.at <= self.bound
        self.note("connect", times)

    def queue(self) -> None:
        """The call waits for its turn, which then goes to another."""
        self.server.clear()
        client, times = Client(self.server.url, api_token="x", max_in_flight=1), []
        for at in range(1, self.count + 1):
            first = threading.Thread(target=client.agents.get, args=("silent",))
            first.start()
            self.server.wait("silent", at)
            # Nobody sees a call that waits: the signal may as well come just before it.
            interrupted = Interrupted(lambda: time.sleep(0.03))
            times.append(interrupted.during(lambda: client.agents.get("queued")))
            self.server.answer()
            first.join()
            client.agents.get("ok")
        counts = self.server.counts()
        self.report.check(self.count - counts.get("queued", 0), self.count, "queue: not sent")
        self.report.check(counts["ok"], self.count, "queue: turn given to another")
        self.note("queue", times)

    def backoff(self) -> None:
        """The call waits for its next attempt, which is not made."""
        self.server.clear()
        times, clients = [], []
        for at in range(1, self.count + 1):
            client = Client(self.server.url, api_token="x")
            clients.append(client)
            interrupted = Interrupted(lambda at=at: self.server.wait("busy", at))  # type: ignore[misc]
            times.append(interrupted.during(lambda client=client: client.agents.get("busy")))  # type: ignore[misc]
        time.sleep(AFTER)
        self.report.check(self.count * 2 - self.server.counts()["busy"], self.count, "backoff: attempts after it")
        self.note("backoff", times)

    def other_signals(self) -> None:
        """A handler that returns leaves the call alone; one that raises ends it."""
        client, rung = Client(self.server.url, api_token="x"), []
        signal.signal(signal.SIGALRM, lambda *_: rung.append(time.monotonic()))
        signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
        name = client.agents.get("late").name
        signal.setitimer(signal.ITIMER_REAL, 0)
        # The call lasts 0.3 s.
        self.report.check(int(name == "ParcelTracker" and len(rung) >= 3), 1, f"alarms during a call: {len(rung)}")

        def ring(*_: object) -> None:
            raise TimeoutError(signal.SIGALRM)

        signal.signal(signal.SIGALRM, ring)
        self.server.clear()

        def ring_later() -> None:
            self.server.wait("silent", 1)
            signal.setitimer(signal.ITIMER_REAL, 0.001)

        waiter = threading.Thread(target=ring_later)
        waiter.start()
        raised = ""
        try:
            client.agents.get("silent")
        except TimeoutError as error:
            raised = str(error)
            self.server.wait("closed", 1)
        self.report.check(int(raised == str(signal.SIGALRM)), 1, "the alarm's own exception")
        waiter.join()
        self.report.note(f"alarms heard {len(rung)}")


def main() -> None:
    """Runs everything."""
    asked = settings(parser(__doc__))
    report = Report("interrupt")
    with Server() as server:
        program = Program(report, server, asked.count(12), asked.bound(BOUND))
        program.connect()
        program.wire("head", "silent")
        program.wire("body", "half")
        program.backoff()
        program.queue()
        program.other_signals()
    report.within("KeyboardInterrupt", milliseconds(program.times)[1], asked.bound(BOUND) * 1000)
    report.end()


if __name__ == "__main__":
    main()

"""H1: a client that was used before a fork works in the child and in the parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable

from geai_client import Client
from harness import PATIENCE, Commands, Report, Server, parser, settings


def get(client: Client) -> str:
    """A call that says which process it comes from."""
    return client.agents.get("ok", headers={"x-process": str(os.getpid())}, deadline=20).name


def in_child(work: Callable[[], object]) -> tuple[bool, float]:
    """Forks; whether the child did the work, and how long it took."""
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        # A child that hangs is ended, and whatever happens, none goes on as if it were the parent.
        signal.alarm(30)
        try:
            work()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001
            print(repr(error), file=sys.stderr, flush=True)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0, time.monotonic() - begun


def forks(report: Report, what: str, client: Client, count: int) -> None:
    """Forks so often; the parent calls after each fork."""
    times, good = [], 0
    for _ in range(count):
        fine, took = in_child(lambda: get(client))
        good += fine and get(client) == "ParcelTracker"
        times.append(took)
    report.check(good, count, what)
    report.note(f"{what} {good}/{count} (max {max(times) * 1000:.0f} ms)")


def check_ledger(report: Report, what: str, server: Commands, *, parent: bool) -> None:
    """No connection served two processes; the parent's own survived all children."""
    processes = [{process for _, _, process in each["requests"]} for each in server.ledger()]
    shared = sum(len(owners) > 1 for owners in processes)
    report.check(len(processes) - shared, len(processes), f"{what}: connections of one process")
    if parent:
        report.check(processes.count({str(os.getpid())}), 1, f"{what}: connections of the parent")


def under_load(report: Report, client: Client, count: int) -> None:
    """Forks while four threads of the parent are in the middle of calls."""
    done = threading.Event()
    failures: list[BaseException] = []

    def load() -> None:
        try:
            while not done.is_set():
                get(client)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    loaders = [threading.Thread(target=load) for _ in range(4)]
    for loader in loaders:
        loader.start()
    forks(report, "under load", client, count)
    done.set()
    for loader in loaders:
        loader.join()
    report.check(4 - len(failures), 4, f"threads of the parent {failures}")


def pooled(report: Report, count: int) -> None:
    """Calls from a pool of forked processes."""
    with multiprocessing.get_context("fork").Pool(4, initializer=signal.alarm, initargs=(int(PATIENCE) * 2,)) as pool:
        names = pool.map_async(_named, range(count), chunksize=1).get(PATIENCE * 2)
    good = names.count("ParcelTracker")
    report.check(good, count, "pool")
    report.note(f"pool {good}/{count}")


# A pickled client carries no token: the processes of the pool use the one that they inherit.
INHERITED: list[Client] = []


def _named(_: int) -> str:
    return get(INHERITED[0])


def ending(url: str, count: int) -> None:
    """Children that end as a script ends, with everything that Python does then."""
    client = Client(url, api_token="x")
    get(client)
    for _ in range(count):
        child = os.fork()
        if child == 0:
            signal.alarm(30)
            get(client)
            return
        if os.waitpid(child, 0)[1] != 0:
            sys.exit(1)
        get(client)
    print(os.getpid())


def main() -> None:
    """Runs everything."""
    warnings.simplefilter("ignore", DeprecationWarning)
    options = parser(__doc__)
    options.add_argument("--ending", nargs=2, metavar=("URL", "COUNT"), help="be the script of `ending`")
    asked = settings(options)
    if asked.arguments.ending:
        url, times = asked.arguments.ending
        ending(url, int(times))
        return
    report = Report("fork")
    count = asked.count(200)
    with Server() as server:
        client = Client(server.url, api_token="x")
        INHERITED.append(client)
        get(client)
        forks(report, "plain", client, count)
        check_ledger(report, "plain", server, parent=True)

        server.clear()
        under_load(report, client, count)
        check_ledger(report, "under load", server, parent=False)

        server.clear()
        pooled(report, count)
        check_ledger(report, "pool", server, parent=False)

        server.clear()
        command = [sys.executable, __file__, "--ending", server.url, str(count)]
        script = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE * 5, check=False)
        good = (script.returncode, script.stderr) == (0, "")
        report.check(count * good, count, f"children that end as scripts {script.stderr[:300]}")
        report.note(f"children that end as scripts {count * good}/{count}")
        owners = [{process for _, _, process in each["requests"]} for each in server.ledger()]
        parent = script.stdout.strip()
        report.check(sum(len(each) == 1 for each in owners), len(owners), "ending: connections of one process")
        report.check(owners.count({parent}), 1, "ending: connections of the parent")
    report.end()


if __name__ == "__main__":
    main()

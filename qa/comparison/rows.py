# ruff: noqa: INP001, RUF001
"""The rows of the comparison: what is played to a client, and what the ledger says of it."""

from __future__ import annotations

import base64
import itertools
import secrets as random
import signal
import statistics
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench import Bench, Ran

PROMPT = 0.050
# How exactly the clock of the server is known.
CLOCK = 0.002
# How a cell begins that says nothing of the client.
BROKEN = "not measured"
# Node: the event loop is empty and a promise that is waited for has not settled.
UNSETTLED = 13
CUT_OFF = 10
TIMEOUT = 1.0


@dataclass(frozen=True)
class Unfit(Exception):  # noqa: N818 (not an error: the row does not fit)
    """Why a row does not fit a client."""

    why: str


@dataclass(frozen=True)
class Row:
    """One behaviour."""

    id: str
    title: str
    measure: Callable[[Bench], str]


def need(bench: Bench, *features: str) -> None:
    """Ends the row where the client lacks something."""
    for feature in features:
        if why := bench.client.lacks.get(feature):
            raise Unfit(why)


def found(ran: Ran) -> dict[str, Any]:
    """What the driver told last; a driver that broke is our mistake, not a result."""
    if not ran.found:
        message = f"the driver told nothing (code {ran.code}): {ran.log[-2000:]}"
        raise RuntimeError(message)
    return ran.found[-1]


def sends(requests: list[dict[str, Any]]) -> str:
    """How often a create was sent, and under how many idempotency keys."""
    if not requests:
        message = "nothing reached the server"
        raise RuntimeError(message)
    keys = {value for request in requests for name, value in request["headers"] if name == "idempotency-key"}
    count = f"{len(requests)} send{'' if len(requests) == 1 else 's'}"
    if len(requests) == 1 or requests[0]["method"] == "GET":
        return count
    return f"{count}, {len(keys) or 'no'} key{'s' if len(keys) > 1 else ''}"


def unsettled(ran: Ran) -> bool:
    """Whether the call never ended; a driver that broke is an error."""
    if ran.code in (None, UNSETTLED):
        return True
    found(ran)
    return False


def repeated(bench: Bench, once: Callable[[], tuple[str, bool]]) -> str:
    """The outcomes of some repetitions, where they differ with their number; and how many never ended."""
    outcomes = [once() for _ in range(bench.turns["repeat"])]
    seen = Counter(said for said, _ in outcomes)
    said = " / ".join(said if len(seen) == 1 else f"{said} ({number}×)" for said, number in seen.most_common())
    endless = sum(never for _, never in outcomes)
    return f"{said}; {endless} of {len(outcomes)} without an end" if endless else said


def method(bench: Bench) -> str:
    """The method of a create."""
    return "PUT" if bench.client.write == "put" else "POST"


def broken(fault: str, **with_: Any) -> Callable[[Bench], str]:  # noqa: ANN401 (JSON)
    """A create that gets this fault on a connection that was used before, each time it is sent."""

    def measure(bench: Bench) -> str:
        def once() -> tuple[str, bool]:
            bench.server.plan(fault, {"method": method(bench), **with_})
            never = unsettled(bench.run("calls", 60, kind="post", warm=True))
            return sends(bench.server.requests()), never

        return repeated(bench, once)

    return measure


def refused(bench: Bench) -> str:
    """A create whose connection is closed before a byte is read."""

    def once() -> tuple[str, bool]:
        bench.server.plan("accept-close")
        never = unsettled(bench.run("calls", 20, kind="post"))
        count = len(bench.server.ledger()["connections"])
        if count == 0:
            message = "nothing reached the server"
            raise RuntimeError(message)
        return f"{count} connection{'' if count == 1 else 's'}", never

    return repeated(bench, once)


def lasting(bench: Bench, kind: str) -> str:
    """How a call with a time-out ends, within the cut-off after its first byte."""
    process = bench.start("calls", kind=kind, timeout=TIMEOUT)
    reached = bench.server.wait(60, requests=1)
    ran = process.end(CUT_OFF if reached else 0)
    said = sends(bench.server.requests())
    if ran.code is None:
        return f"> {CUT_OFF} s, {said}"
    return f"{found(ran)['seconds']:.1f} s, {said}"


def silent(bench: Bench) -> str:
    """A create that is never answered."""
    bench.server.plan("silent")
    return lasting(bench, "post")


def body(fault: str) -> Callable[[Bench], str]:
    """A read whose body does not come."""

    def measure(bench: Bench) -> str:
        bench.server.plan(fault)
        return lasting(bench, "get")

    return measure


def bomb(bench: Bench) -> str:
    """Memory that a small answer takes."""
    bench.server.plan("gzip-bomb")
    told = found(bench.run("memory", 120))
    sends(bench.server.requests())
    return f"+{told['mib']:,.0f} MiB"


def redirect(bench: Bench) -> str:
    """What a create brings to another host."""
    reached: list[str] = []
    for status in (302, 307):
        bench.server.plan("redirect", {"status": status, "to": bench.other.url})
        bench.other.plan()
        canary = random.token_hex(16)
        found(bench.run("calls", kind="post", header=canary))
        sends(bench.server.requests())
        for request in bench.other.ledger()["requests"]:
            headers = dict(request["headers"])
            reached += ["request"]
            reached += ["`Authorization`"] * ("authorization" in headers)
            reached += ["custom header"] * (canary in headers.values())
            reached += ["body"] * (request["body_bytes"] > 0)
    return ", ".join(dict.fromkeys(reached)) or "nothing"


def reuse(bench: Bench) -> str:
    """Creates on connections that are closed about when they are used again."""
    count = bench.turns["reuse"]
    # Closed within twice the time that this client takes to its next call, so that slow ones meet it as often.
    bench.server.plan()
    found(bench.run("calls", 60, kind=bench.client.write, count=30))
    times = [request["at"] for request in bench.server.requests()][10:]
    pace = statistics.median(late - early for early, late in itertools.pairwise(times))
    bench.server.plan("close-at-reuse", {"max_ms": 2 * pace})
    told = found(bench.run("calls", 120, kind=bench.client.write, count=count))
    requests = bench.server.requests()
    sends(requests)
    marks = Counter(request["name"] or request["target"] for request in requests if request["processed"])
    if len(marks) < told["ok"]:
        message = f"{told['ok']} calls succeeded, {len(marks)} arrived"
        raise RuntimeError(message)
    return f"{count - told['ok']} lost, {sum(marks.values()) - len(marks)} doubled"


def cancel(bench: Bench) -> str:
    """Whether the socket of a cancelled call closes."""
    need(bench, "asyncio")
    epoch, count = bench.server.epoch(), bench.turns["cancel"]
    bench.server.plan("silent")
    process = bench.start("cancel", count=count)
    for n in range(count):
        if not bench.server.wait(30, requests=n + 1):
            break
        process.say()
        bench.server.wait(1, closed=n + 1)
        process.say()
    # Beyond the cancels the process ends, which closes every socket.
    late = bench.server.ledger()
    told = process.end(60).found
    closed = {connection["id"]: connection["closed_by_peer"] for connection in late["connections"]}
    waits = []
    for request, cancelled in zip(late["requests"], told, strict=False):
        if (at := closed.get(request["connection"])) is not None:
            waits.append(epoch + at / 1000 - cancelled["at"])
    if min(len(told), len(late["requests"])) < count:
        message = f"{len(late['requests'])} of {count} calls arrived, {len(told)} were cancelled"
        raise RuntimeError(message)
    # A socket that closed before the cancel says nothing of the cancel.
    prompt = sum(-CLOCK <= wait <= PROMPT for wait in waits)
    return f"{prompt}/{count}" + (f", max {max(waits) * 1000:.0f} ms" if waits else "")


def fork(bench: Bench) -> str:
    """Children of a process that used the client."""
    need(bench, "fork")
    count = bench.turns["fork"]
    bench.server.plan()
    codes = found(bench.run("fork", 90, count=count))["codes"]
    requests = bench.server.ledger()["requests"]
    parents = {request["connection"] for request in requests if "warm" in request["target"]}
    shared = sum("child" in request["target"] and request["connection"] in parents for request in requests)
    hung = sum(code < 0 for code in codes)
    said = f"{codes.count(0)}/{count}" + (f", {hung} hang" if hung else "")
    return f"{said}, {shared} on the parent's socket" if shared else said


def interrupt(bench: Bench) -> str:
    """How long Ctrl-C takes in a call of 2 s."""
    need(bench, "interrupt")
    waits = []
    for _ in range(bench.turns["interrupt"]):
        bench.server.plan("slow", {"ms": 2000})
        process = bench.start("interrupt")
        bench.server.wait(30, requests=1)
        sent = process.interrupt()
        heard = found(process.end(20))["at"]
        if heard is None:
            return "call ends as if nothing was"
        waits.append(heard - sent)
    return f"{min(waits) * 1000:,.0f}–{max(waits) * 1000:,.0f} ms"


def crashes(bench: Bench, action: str, count: int, /, **options: object) -> str:
    """Share of processes that do not end well."""

    def once(_: int) -> int | None:
        return bench.run(action, 60, **options).code

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(once, range(count)))
    # A positive code is an exception of the driver, such as a call that failed: no crash, but no clean run either.
    kinds = Counter(
        "hangs" if code is None else signal.Signals(-code).name for code in codes if code is None or code < 0
    )
    failed = sum(code is not None and code > 0 for code in codes)
    if failed == count:
        message = "no run of the driver went through"
        raise RuntimeError(message)
    said = f"{kinds.total()}/{count}" + "".join(f", {number} {kind}" for kind, number in kinds.most_common())
    return said + (f", {failed} with failed calls" if failed else "")


def ends(bench: Bench) -> str:
    """Exits after many calls at once."""
    need(bench, "asyncio")
    bench.server.plan()
    said = crashes(bench, "burst", bench.turns["exit"], count=200)
    sends(bench.server.requests())
    return said


def flood(bench: Bench) -> str:
    """1,000 calls at once with 256 files."""
    count = bench.turns["flood"]
    bench.server.plan("slow", {"ms": 1000})
    ran = bench.run("flood", 120, fds=256, surface=bench.client.asynchronous, count=count)
    if ran.code is not None and ran.code < 0:
        sends(bench.server.requests())
        return f"the process dies ({signal.Signals(-ran.code).name})"
    told = found(ran)
    kinds = ", ".join(told["errors"])
    sends(bench.server.requests())
    return f"{count - told['ok']} lost" + (f" ({kinds})" if kinds else "")


def workers(bench: Bench) -> str:
    """Worker threads that are ended with calls in flight."""
    if not bench.client.node:
        raise Unfit("worker threads are Node's")  # noqa: EM101, TRY003
    bench.server.plan("slow", {"ms": 2000})
    said = crashes(bench, "workers", bench.turns["workers"])
    # A process that crashes starts fewer workers. One that does not must have had its calls at the server.
    wanted, arrived = bench.turns["workers"] * 20 * 20, len(bench.server.requests())
    if said.startswith("0/") and arrived < wanted * 0.9:
        message = f"only {arrived} of {wanted} calls arrived"
        raise RuntimeError(message)
    return f"{said} ({arrived:,} calls)"


def default(bench: Bench) -> str:
    """When a create that is never answered ends by itself."""
    limit = bench.turns["default"]
    bench.server.plan("silent")
    process = bench.start("calls", kind="post")
    begun = time.monotonic()
    if not bench.server.wait(60, requests=1):
        process.end(0)
        return "not sent"
    while not bench.server.wait(5, closed=1) and time.monotonic() - begun < limit:
        pass
    ledger = bench.server.ledger()
    process.end(0)
    ended = ledger["connections"][0]["closed_by_peer"]
    observed = f"> {limit} s" if ended is None else f"{(ended - ledger['requests'][0]['at']) / 1000:.0f} s"
    return f"{observed} ({bench.client.documented})"


def spelled(canary: str) -> list[str]:
    """A canary in all the ways that it may show."""
    raw = canary.encode()
    # Base64 of text in which it begins at any of three places.
    sliced = [base64.b64encode(b"x" * pad + raw).decode()[4:-4] for pad in range(3)]
    return [canary, urllib.parse.quote(canary), raw.hex(), *sliced]


def secrets(bench: Bench) -> str:
    """Where canaries show when everything is logged and printed."""
    shows: dict[str, set[str]] = {}
    lines = 0
    plans: list[tuple[str, dict[str, Any]]] = [("healthy", {}), ("status", {"status": 401}), ("fin", {})]
    for fault, with_ in plans:
        bench.server.plan(fault, with_)
        canaries = {name: random.token_hex(16) for name in ("key", "header", "body")}
        ran = bench.run("secrets", 100, **canaries)
        places = {"log": ran.log, **found(ran)}
        sends(bench.server.requests())
        lines += ran.log.count("\n")
        for place, text in places.items():
            for name, canary in canaries.items():
                if any(form in text for form in spelled(canary)):
                    shows.setdefault(place, set()).add(name)
    return (
        "; ".join(f"{'+'.join(sorted(names))} in {place}" for place, names in sorted(shows.items()))
        or f"none in {lines} lines"
    )


ROWS = [
    Row("fin", "create; server reads it and ends the connection (F19)", broken("fin")),
    Row("rst", "create; server reads it and resets (F20)", broken("rst")),
    Row("accept", "create; server accepts and closes (F34)", refused),
    Row("503", "create; 503 each time (F60)", broken("status", status=503)),
    Row("silent", "create; no answer, time-out 1 s (F32)", silent),
    Row("stall", "read; body stalls, time-out 1 s (F44)", body("stall-body")),
    Row("trickle", "read; a byte each 100 ms, time-out 1 s (F45)", body("slow-body")),
    Row("bomb", "read; gzip of 1 GiB (F47): memory", bomb),
    Row("redirect", "create; redirect to another host (F68)", redirect),
    Row("reuse", "200 creates, closed at reuse (F18)", reuse),
    Row("cancel", "call cancelled, socket closed ≤ 50 ms", cancel),
    Row("fork", "answered after `fork`", fork),
    Row("interrupt", "Ctrl-C in a call of 2 s", interrupt),
    Row("exit", "200 calls at once, then exit: crashes", ends),
    Row("flood", "1,000 calls at once, 256 files: lost", flood),
    Row("workers", "workers ended with calls in flight: crashes", workers),
    Row("default", "create; no answer, nothing set", default),
    Row("secrets", "secrets that show", secrets),
]

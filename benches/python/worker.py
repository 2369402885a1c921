"""One measured Python process: reads tasks, one JSON object a line, and answers what each cost.

The first argument names the subject, a client used as its own documentation advises. Costs are seconds a call,
of this process alone.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TOKEN = "bench"  # noqa: S105 (the server takes any)
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}


class Ours:
    """geai_client, blocking."""

    def __init__(self, url: str, authority: str | None) -> None:
        """A client of its own, with a pool of its own."""
        from geai_client import Client

        self.client = Client(url, api_token=TOKEN, ca_bundle=authority)

    def floor(self) -> object:
        """An empty call into native code."""
        return self.client.is_closed

    def get(self) -> object:
        """One agent, typed."""
        return self.client.agents.get("bench")

    def list(self, count: int) -> object:
        """One page, typed."""
        return self.client.agents.list(count=count)

    def walk(self, count: int) -> int:
        """Every agent of every page; how many there were."""
        return sum(1 for _ in self.client.agents.list(count=count))

    def export(self) -> object:
        """A package."""
        return self.client.agents.export("bench")

    def import_(self, package: str) -> object:
        """Sends a package."""
        return self.client.agents.import_(package)

    def manifest(self, manifest: str) -> object:
        """Sends an integration with its manifest."""
        return self.client.integrations.import_(name="bench", manifest=manifest)

    def plan(self, folder: str) -> object:
        """What a set-up would change."""
        return self.client.plan(folder)

    @staticmethod
    def check(folder: str) -> object:
        """The files of a set-up alone."""
        from geai_client import check

        return check(folder)

    def bulk(self, calls: int, concurrency: int, count: int) -> object:
        """Many calls at once, scheduled by the core."""
        if count:
            return self.client.bulk(self.client.agents.list, [()] * calls, concurrency=concurrency, count=count)
        return self.client.bulk(self.client.agents.get, ["bench"] * calls, concurrency=concurrency)


class OursAsync:
    """geai_client, asynchronous."""

    def __init__(self, url: str, authority: str | None) -> None:
        """A client of its own, with a pool of its own."""
        from geai_client import AsyncClient

        self.client = AsyncClient(url, api_token=TOKEN, ca_bundle=authority)

    async def get(self) -> object:
        """One agent, typed."""
        return await self.client.agents.get("bench")

    async def list(self, count: int) -> object:
        """One page, typed."""
        return await self.client.agents.list(count=count)


class PyGeai:
    """pygeai, the vendor's SDK."""

    def __init__(self, url: str, _authority: str | None) -> None:
        """As its README begins."""
        from pygeai.lab.agents.clients import AgentClient

        self.client = AgentClient(api_key=TOKEN, base_url=url, project_id="bench")

    def get(self) -> object:
        """One agent, a dict."""
        return self.client.get_agent("bench")


class Requests:
    """requests, one session."""

    def __init__(self, url: str, _authority: str | None) -> None:
        """One session with its headers and, for threads, a pool that is large enough."""
        import requests
        from requests.adapters import HTTPAdapter

        self.url, self.session = url, requests.Session()
        self.session.headers.update(HEADERS)
        self.session.mount("http://", HTTPAdapter(pool_maxsize=16))

    def get(self) -> object:
        """One agent, a dict."""
        return self.session.get(f"{self.url}/v4/agents/bench", timeout=30).json()

    def list(self, count: int) -> object:
        """One page, a dict."""
        return self.session.get(f"{self.url}/v4/agents", params={"count": count}, timeout=30).json()


class Httpx:
    """httpx, one client."""

    def __init__(self, url: str, _authority: str | None) -> None:
        """One client for all calls."""
        import httpx

        self.client = httpx.Client(base_url=url, headers=HEADERS)

    def get(self) -> object:
        """One agent, a dict."""
        return self.client.get("/v4/agents/bench").json()


class HttpxAsync:
    """httpx, one asynchronous client."""

    def __init__(self, url: str, _authority: str | None) -> None:
        """One client for all calls."""
        import httpx

        self.client = httpx.AsyncClient(base_url=url, headers=HEADERS)

    async def list(self, count: int) -> object:
        """One page, a dict."""
        return (await self.client.get("/v4/agents", params={"count": count})).json()


class PyReqwest:
    """pyreqwest, blocking."""

    def __init__(self, url: str, _authority: str | None) -> None:
        """One client for all calls."""
        from pyreqwest.client import SyncClientBuilder

        self.client = SyncClientBuilder().base_url(url + "/").default_headers(HEADERS).build()

    def get(self) -> object:
        """One agent, a dict."""
        return self.client.get("v4/agents/bench").build().send().json()


class PyReqwestAsync:
    """pyreqwest, asynchronous."""

    def __init__(self, url: str, _authority: str | None) -> None:
        """One client for all calls."""
        from pyreqwest.client import ClientBuilder

        self.client = ClientBuilder().base_url(url + "/").default_headers(HEADERS).build()

    async def list(self, count: int) -> object:
        """One page, a dict."""
        response = await self.client.get("v4/agents").query({"count": count}).build().send()
        return await response.json()


class Aiohttp:
    """aiohttp, one session."""

    def __init__(self, url: str, _authority: str | None) -> None:
        """Its session is made where its loop runs."""
        self.url, self.session = url, None

    async def list(self, count: int) -> object:
        """One page, a dict."""
        if self.session is None:
            import aiohttp

            self.session = aiohttp.ClientSession(self.url, headers=HEADERS)
        async with self.session.get("/v4/agents", params={"count": count}) as response:
            return await response.json()


class Parser:
    """The JSON parser alone, on the same bytes."""

    def __init__(self, url: str, _authority: str | None) -> None:
        """Fetches nothing yet."""
        self.url, self.bodies = url, {}

    def list(self, count: int) -> object:
        """One page, a dict."""
        if count not in self.bodies:
            import http.client

            connection = http.client.HTTPConnection(self.url.removeprefix("http://"))
            connection.request("GET", f"/v4/agents?count={count}")
            self.bodies[count] = connection.getresponse().read()
        return json.loads(self.bodies[count])


SUBJECTS: dict[str, type] = {
    "geai": Ours,
    "geai-async": OursAsync,
    "pygeai": PyGeai,
    "requests": Requests,
    "httpx": Httpx,
    "httpx-async": HttpxAsync,
    "aiohttp": Aiohttp,
    "pyreqwest": PyReqwest,
    "pyreqwest-async": PyReqwestAsync,
    "json": Parser,
}


def manifest(size: int) -> str:
    """An OpenAPI description of about `size` characters."""
    operation = {"operationId": "track", "summary": 'Reports the "state" of a parcel.\n', "responses": {"200": {}}}
    one = json.dumps({"get": operation, "parameters": [{"name": "number", "in": "path", "required": True}]})
    paths = (f'"/parcels/{n}/{{number}}":{one}' for n in range(size // (len(one) + 28)))
    return '{"openapi":"3.0.3","info":{"title":"bench","version":"1"},"paths":{' + ",".join(paths) + "}}"


def package(size: int) -> str:
    """A package of about `size` characters."""
    prompt = {"instructions": 'Look the parcel up.\nReport its "state" in one sentence. ' * 40}
    agent = json.dumps({"id": "3d0f6c1e", "name": "bench", "agentData": {"prompt": prompt, "models": [{"name": "m"}]}})
    agents = ",".join([agent] * (size // len(agent)))
    return f'{{"labPackage":{{"agents":[{agents}],"tools":[]}}}}'


def unit(subject: Any, task: dict[str, Any]) -> Callable[[], object]:  # noqa: ANN401, PLR0911 (any subject, a case each)
    """What is done `calls` times."""
    count = task.get("count", 20)
    match task["op"]:
        case "get":
            return subject.get
        case "floor":
            return subject.floor
        case "list":
            return lambda: subject.list(count)
        case "walk":
            return lambda: subject.walk(count)
        case "export":
            return subject.export
        case "import":
            text = package(task["size"])
            return lambda: subject.import_(text)
        case "manifest":
            text = manifest(task["size"])
            return lambda: subject.manifest(text)
        case "plan" | "check" as verb:
            return lambda: getattr(subject, verb)(task["folder"])
        case "bulk":
            return lambda: subject.bulk(task["calls"], task["in_flight"], task.get("count", 0))
    raise ValueError(task["op"])


def memory(name: str) -> int:
    """Resident memory of this process, or its peak, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


def on_threads(call: Callable[[], object], calls: int, threads: int) -> None:
    """The calls, by threads that share the client."""

    def some() -> None:
        for _ in range(calls // threads):
            call()

    running = [threading.Thread(target=some) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


async def in_flight(call: Callable[[], Awaitable[object]], calls: int, most: int) -> None:
    """The calls, so many of them at a time."""

    async def some() -> None:
        for _ in range(calls // most):
            await call()

    await asyncio.gather(*(some() for _ in range(most)))


def main() -> None:
    """Serves tasks until there are no more."""
    # Some subjects print.
    answers, sys.stdout = sys.stdout, sys.stderr
    kind, kept, loop = SUBJECTS[sys.argv[1]], {}, asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    for line in sys.stdin:
        task = json.loads(line)
        key = (task["url"], task.get("authority"), task.get("fresh") and len(kept))
        calls, repeated = task["calls"], 1 if task["op"] == "bulk" else task["calls"]
        Path("/proc/self/clear_refs").write_text("5")
        before, cpu, wall = memory("VmRSS"), time.process_time(), time.perf_counter()
        if key not in kept:
            kept[key] = kind(task["url"], task.get("authority"))
        call = unit(kept[key], task)
        if not task.get("fresh"):
            before, cpu, wall = memory("VmRSS"), time.process_time(), time.perf_counter()
        if kind.__name__.endswith(("Async", "Aiohttp")):
            loop.run_until_complete(in_flight(call, calls, task.get("in_flight", 1)))
        elif task.get("threads"):
            on_threads(call, calls, task["threads"])
        else:
            for _ in range(repeated):
                call()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        most, after = memory("VmHWM"), memory("VmRSS")
        cost = {"cpu": cpu / calls, "wall": wall / calls, "peak": most - before, "most": most, "rss": after}
        print(json.dumps(cost), file=answers, flush=True)


if __name__ == "__main__":
    main()

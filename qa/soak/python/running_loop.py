"""H6: the blocking client works where an event loop runs, and where a callback of ours runs."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import subprocess
import tempfile
import threading
import warnings

from geai_client import AsyncClient, Client
from harness import PATIENCE, Report, Server, parser, settings

CELL = """
from geai_client import Client
import asyncio
asyncio.get_running_loop()
print(Client({url!r}, api_token="x").agents.get("ok").name)
"""


def in_coroutine(client: Client) -> str:
    """Inside `async def`."""

    async def main() -> str:
        return client.agents.get("ok").name

    return asyncio.run(main(), debug=True)


def in_callback_of_the_loop(client: Client) -> str:
    """In what the loop calls itself."""

    async def main() -> str:
        loop, found = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
        loop.call_soon(lambda: found.set_result(client.agents.get("ok").name))
        return await found

    return asyncio.run(main())


def in_token_function(client: Client) -> str:
    """In a token function of another client, blocking or not."""

    def token() -> str:
        return client.agents.get("ok").name

    async def main() -> str:
        async with AsyncClient(client.base_url, api_token=token) as other:
            return (await other.agents.get("ok")).name

    assert Client(client.base_url, api_token=token).agents.get("ok").name == "ParcelTracker"
    return asyncio.run(main())


def in_done_callback(client: Client) -> str:
    """In the callback of a call's own future, beside other calls."""

    async def main() -> str:
        async with AsyncClient(client.base_url, api_token="x") as other:
            found = asyncio.get_running_loop().create_future()
            call = asyncio.ensure_future(other.agents.get("ok"))
            call.add_done_callback(lambda _: found.set_result(client.agents.get("ok").name))
            await asyncio.gather(call, *(other.agents.get("ok") for _ in range(10)))
            return await found

    return asyncio.run(main())


WAYS = (in_coroutine, in_callback_of_the_loop, in_token_function, in_done_callback)


def in_kernel(report: Report, url: str) -> None:
    """In a cell of a Jupyter kernel."""
    if importlib.util.find_spec("nbclient") is None or importlib.util.find_spec("ipykernel") is None:
        report.note("kernel not run: nbclient and ipykernel are not installed")
        return
    import nbclient
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.format(url=url))])
    # What the kernel itself has to say, about its sockets, is not what this is about; what a cell says is an output.
    with tempfile.TemporaryDirectory() as home:
        # It keeps its sockets there.
        os.environ["HOME"] = home
        nbclient.NotebookClient(notebook, timeout=int(PATIENCE)).execute(stderr=subprocess.DEVNULL)
    outputs = [(output["name"], output["text"]) for output in notebook.cells[0].outputs]
    report.check(int(outputs == [("stdout", "ParcelTracker\n")]), 1, f"kernel {outputs}")
    report.note("kernel 1/1")


def main() -> None:
    """Runs everything."""
    asked = settings(parser(__doc__))
    report = Report("running loop")
    count = asked.count(100)
    with Server() as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        client = Client(server.url, api_token="x")
        for way in WAYS:
            names: list[str] = []

            # On a thread, so that a deadlock is one that is noticed.
            def run(way=way, names=names) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
                names.extend(way(client) for _ in range(count))

            thread = threading.Thread(target=run, daemon=True)
            thread.start()
            thread.join(PATIENCE)
            report.check(names.count("ParcelTracker"), count, way.__name__)
    with Server() as server:
        in_kernel(report, server.url)
    report.note(f"{len(WAYS)} places")
    report.end()


if __name__ == "__main__":
    main()

"""Exports agents with Dask: a task takes a chunk of them, and makes its calls side by side with `bulk`.

Needs `dask[distributed]` beside the package.
"""

from __future__ import annotations

import contextlib
import os

from dask.distributed import Client as Scheduler
from dask.distributed import LocalCluster

from geai_client import Client, GeaiError
from geai_client.testing import Emulator

WORKERS, CHUNK = 2, 25
# Of the server. Each worker gets its part, since a client keeps to its rate in its own process.
REQUESTS_PER_SECOND = 200


def export(client: Client, names: list[str]) -> list[tuple[str, int, str]]:
    """Name, size of the package, and error of each agent. An answer of text and numbers goes well between machines."""
    outcomes = client.bulk(client.agents.export, names, concurrency=8)
    return [
        (name, 0, str(outcome)) if isinstance(outcome, GeaiError) else (name, len(outcome.to_json()), "")
        for name, outcome in zip(names, outcomes, strict=True)
    ]


def main() -> None:
    """Makes a cluster of processes on this machine, and uses it."""
    with contextlib.ExitStack() as stack:
        if "GEAI_API_BASE_URL" not in os.environ:
            emulator = stack.enter_context(Emulator())
            emulator.seed_agents(count=120)
            os.environ.update(GEAI_API_BASE_URL=emulator.url, GEAI_APITOKEN=emulator.token())
        # Workers need the token in their environment, too: a pickled client holds none.
        client = stack.enter_context(Client(max_requests_per_second=REQUESTS_PER_SECOND / WORKERS))
        cluster = stack.enter_context(LocalCluster(n_workers=WORKERS, threads_per_worker=2, dashboard_address=None))
        scheduler = stack.enter_context(Scheduler(cluster))

        names = [agent.name for agent in client.agents.list()] + ["no-such-agent"]
        chunks = [names[at : at + CHUNK] for at in range(0, len(names), CHUNK)]
        # Once to each worker, not with each task.
        scattered = scheduler.scatter(client, broadcast=True)
        # Without `pure=False` Dask takes an earlier answer for the same arguments: what a server says may have changed.
        futures = scheduler.map(lambda chunk, client: export(client, chunk), chunks, client=scattered, pure=False)
        rows = [row for chunk in scheduler.gather(futures) for row in chunk]

    exported = [name for name, size, _ in rows if size]
    print(f"{len(exported)} of {len(rows)} exported, in {len(chunks)} chunks")
    for name, _, error in rows:
        if error:
            print(f"{name}: {error.split(': ', 1)[1]}")


if __name__ == "__main__":
    main()

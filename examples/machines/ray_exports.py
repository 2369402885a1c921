"""Exports agents with Ray: actors that keep a client, and make their calls side by side with `bulk`.

Needs `ray` beside the package.
"""

from __future__ import annotations

import contextlib
import os

import ray

from geai_client import Client, GeaiError, NotFoundError
from geai_client.testing import Emulator

ACTORS, CHUNK = 2, 25
# Of the server. Each actor gets its part.
REQUESTS_PER_SECOND = 200


@ray.remote
class Exporter:
    """Keeps one client for all its tasks."""

    def __init__(self, requests_per_second: float) -> None:
        # Configured by the environment of the worker; a client given as an argument needs the token there, too.
        self.client = Client(max_requests_per_second=requests_per_second)

    def export(self, names: list[str]) -> list[tuple[str, int, str]]:
        """Name, size of the package, and error of each agent."""
        outcomes = self.client.bulk(self.client.agents.export, names, concurrency=8)
        return [
            (name, 0, str(outcome)) if isinstance(outcome, GeaiError) else (name, len(outcome.to_json()), "")
            for name, outcome in zip(names, outcomes, strict=True)
        ]

    def export_one(self, name: str) -> int:
        """The size of one package; fails where there is none."""
        return len(self.client.agents.export(name).to_json())


def main() -> None:
    """Starts Ray on this machine, and uses it."""
    with contextlib.ExitStack() as stack:
        if "GEAI_API_BASE_URL" not in os.environ:
            emulator = stack.enter_context(Emulator())
            emulator.seed_agents(count=120)
            os.environ.update(GEAI_API_BASE_URL=emulator.url, GEAI_APITOKEN=emulator.token())
        settings = {name: os.environ[name] for name in ("GEAI_API_BASE_URL", "GEAI_APITOKEN")}
        ray.init(num_cpus=ACTORS, include_dashboard=False, runtime_env={"env_vars": settings}, log_to_driver=False)
        stack.callback(ray.shutdown)

        with Client() as client:
            names = [agent.name for agent in client.agents.list()]
        chunks = [names[at : at + CHUNK] for at in range(0, len(names), CHUNK)]
        actors = [Exporter.remote(REQUESTS_PER_SECOND / ACTORS) for _ in range(ACTORS)]
        tasks = [actors[at % ACTORS].export.remote(chunk) for at, chunk in enumerate(chunks)]
        rows = [row for chunk in ray.get(tasks) for row in chunk]
        print(f"{sum(size > 0 for _, size, _ in rows)} of {len(rows)} exported, in {len(chunks)} chunks")
        try:
            ray.get(actors[0].export_one.remote("no-such-agent"))
        except NotFoundError as error:
            # Ray's error is one of this class, too, with what it knew in the actor.
            print(f"{error.status}, executed: {error.executed}, attempts: {error.attempts}")


if __name__ == "__main__":
    main()

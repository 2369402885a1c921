"""Creates agents with Celery: a task for each, which is repeated only where that helps.

    celery --app celery_creates worker --pool prefork --concurrency 2

Needs `celery` beside the package, and a broker: `CELERY_BROKER_URL`, `CELERY_RESULT_BACKEND`. Run as a script, it puts
tasks into the queue and waits for them.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from celery import Celery, Task

from geai_client import Client, GeaiError

WORKERS = 2
# Of the server. Each process of the pool gets its part.
REQUESTS_PER_SECOND = 100

# Named as the module, so that tasks have one name in a worker and where the module is the script.
app = Celery("celery_creates")
app.conf.update(
    broker_url=os.environ["CELERY_BROKER_URL"],
    result_backend=os.environ["CELERY_RESULT_BACKEND"],
    broker_connection_retry_on_startup=True,
    # A worker that dies gives its task back, which then runs again: the task has to bear that.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
)


@cache
def client() -> Client:
    """One a process. One from before the fork would do, too."""
    return Client(max_requests_per_second=REQUESTS_PER_SECOND / WORKERS)


@app.task(bind=True, max_retries=5)
def create(self: Task, definition: dict[str, Any]) -> str:
    """Creates an agent, and gives its id."""
    try:
        return client().agents.create(definition).id
    except GeaiError as error:
        if error.is_already_exists:
            # An earlier try of this task did it, although its answer was lost.
            return client().agents.get(definition["name"], revision=1, allow_drafts=True).id
        if error.retryable:
            # The client has made its attempts; now the server gets a rest.
            raise self.retry(exc=error, countdown=error.retry_after or 2**self.request.retries) from error
        # A mistake in the definition is one the next time, too.
        raise


def main() -> None:
    """Puts tasks into the queue and waits for them."""
    tasks = [create.delay({"name": f"agent-{number}"}) for number in range(20)]
    wrong = create.delay({"name": "wrong:name"})
    ids = {task.get(timeout=60) for task in tasks}
    print(f"{len(ids)} agents were made")
    # In this process the error is rebuilt, with what it knew in the worker's.
    error = wrong.get(timeout=60, propagate=False)
    print(f"{type(error).__name__}, executed: {error.executed}, retryable: {error.retryable}")


if __name__ == "__main__":
    main()

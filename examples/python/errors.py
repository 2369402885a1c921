"""What goes wrong, and what the errors say about it."""

from __future__ import annotations

from geai_client import APIError, APITimeoutError, InvalidRequestError, ServerError
from geai_client.testing import Emulator

# Faults are made to order, so this example always runs against the emulator.
with Emulator() as emulator, emulator.client() as client:
    try:
        client.agents.get("Nobody")
    except APIError as error:
        # Not the class: a server may answer 400 for what is not there.
        print(f"not found: {error.is_not_found}: {error}")

    try:
        # The type checker sees the misspelt name, too.
        client.agents.create({"name": "X", "agent_data": {"llm_config": {"max_token": 100}}})  # type: ignore[arg-type]
    except InvalidRequestError as error:
        print(f"refused before anything was sent: {error}")

    # A read is repeated until it succeeds or its time is over.
    emulator.seed_agents(count=1)
    emulator.fail_next("GET", status=503, times=2, retry_after=0)
    response = client.with_response.agents.get("seeded-agent-1")
    print(f"{response.data.name} after {response.attempts} attempts")

    # A write is sent once. The error says whether the server may have acted.
    emulator.fail_next("POST", status=503)
    try:
        client.agents.create(name="X")
    except ServerError as error:
        print(f"executed: {error.executed}, attempts: {error.attempts}")

    emulator.fail_next("POST", kind="stall")
    try:
        client.agents.create(name="X", deadline=0.1)
    except APITimeoutError as error:
        print(f"time-out in phase {error.phase!r}, executed: {error.executed}")

    client.agents.create(name="X")
    try:
        client.agents.create(name="X")
    except APIError as error:
        print(f"is there already: {error.is_already_exists}; safe to log: {error.to_dict()}")

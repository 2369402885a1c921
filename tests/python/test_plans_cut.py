"""Set-ups that are cut: at every request, by Ctrl-C or cancelling in each phase, by forks; and their secrets."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable

import pytest

from geai_client import ApplyError, AsyncClient, Client, GeaiError, PlanError
from geai_client.testing import Emulator

NAMES = ("a", "b")
SECRET = "canary-client-secret"  # noqa: S105 (planted)


def files(prompt: str) -> dict[str, str]:
    texts = {"geai.yaml": "format: geai/1\n"}
    for name in NAMES:
        texts[f"agents/{name}.yaml"] = (
            f"name: {name}\naccessScope: private\nagentData:\n  strategyName: Chain of Thought\n"
            f"  prompt: {{instructions: {prompt}}}\n  llmConfig: {{maxTokens: 900, sampling: {{temperature: 0.5}}}}\n"
            "  models: [{name: gpt-4o}]\n  resourcePools: [{name: Main}]\n"
        )
    return texts


def versions(emulator: Emulator) -> list[tuple[str, list[int]]]:
    """Each agent with the versions that were published of it."""
    agents = emulator.snapshot()["state"]["agents"][0]
    named = [(agent["revisions"][-1]["members"]["name"], agent["revisions"]) for agent in agents]
    return sorted((name, [it["version"] for it in revisions if "version" in it]) for name, revisions in named)


def goes_on(emulator: Emulator, prompt: str, expected: list[int]) -> None:
    """The next run does the rest, and nothing twice."""
    emulator.clear_faults()
    with emulator.client(project="dev") as client:
        assert client.apply(client.plan(files(prompt))).complete
        assert client.plan(files(prompt)).changes == ()
    assert versions(emulator) == [(name, expected) for name in NAMES]


@pytest.mark.parametrize("surface", ["sync", "async"])
@pytest.mark.parametrize("executed", [False, True])
def test_a_cut_at_every_request_converges(emulator: Emulator, surface: str, executed: bool) -> None:  # noqa: FBT001
    with emulator.client(project="dev") as client:
        client.apply(client.plan(files("old")))
    base = emulator.snapshot()
    emulator.clear_requests()

    def attempt() -> None:
        if surface == "sync":
            with emulator.client(project="dev", retries=0) as client:
                client.apply(client.plan(files("new")))
            return

        async def of_async() -> None:
            async with emulator.async_client(project="dev", retries=0) as client:
                await client.apply(await client.plan(files("new")))

        asyncio.run(of_async())

    attempt()
    for number in range(len(emulator.requests)):
        emulator.restore(base)
        emulator.fail_next(kind="delay", delay=0.0, times=number)
        emulator.fail_next(kind="reset", executed=executed)
        try:
            attempt()
        except GeaiError as error:
            assert isinstance(error, ApplyError) or error.executed == "no", number  # noqa: PT017
        goes_on(emulator, "new", [1, 2])


class Interrupter:
    """A function that gives the token of each request, and does something at one of them, which is never answered."""

    def __init__(self, emulator: Emulator, number: int, act: Callable[[], object]) -> None:
        self.token, self.left, self.act = emulator.token("dev"), number, act
        emulator.fail_next(kind="delay", delay=0.0, times=number)
        emulator.fail_next(kind="stall", times=99)

    def __call__(self) -> str:
        if self.left == 0:
            self.act()
        self.left -= 1
        return self.token


# Requests that end before: none, so that it is the project; the lists; the looks; drafts; publishing.
PHASES = range(0, 13, 2)


@pytest.mark.parametrize("number", PHASES)
def test_ctrl_c_ends_each_phase_and_the_next_run_goes_on(emulator: Emulator, number: int) -> None:
    signals: list[threading.Thread] = []

    def interrupt() -> None:
        signals.append(threading.Thread(target=signal.raise_signal, args=(signal.SIGINT,)))
        signals[-1].start()

    told: list[str] = []
    with Client(emulator.url, api_token=Interrupter(emulator, number, interrupt), retries=0) as client:
        with pytest.raises(KeyboardInterrupt):
            client.apply(client.plan(files("new")), on_step=lambda step: told.append(step.outcome))
        for thread in signals:
            thread.join()
    assert set(told) <= {"done"}
    goes_on(emulator, "new", [1])


@pytest.mark.parametrize("number", PHASES)
def test_cancelling_ends_each_phase_and_the_next_run_goes_on(emulator: Emulator, number: int) -> None:
    async def of_async() -> None:
        loop = asyncio.get_running_loop()
        interrupter = Interrupter(emulator, number, lambda: loop.call_soon_threadsafe(job.cancel))

        async def both(client: AsyncClient) -> None:
            await client.apply(await client.plan(files("new")))

        async with AsyncClient(emulator.url, api_token=interrupter, retries=0) as client:
            job = asyncio.ensure_future(both(client))
            with pytest.raises(asyncio.CancelledError):
                await job

    asyncio.run(of_async())
    goes_on(emulator, "new", [1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_plan_of_the_parent_is_applied_in_a_forked_child(emulator: Emulator) -> None:
    with emulator.client(project="dev") as client:
        plan = client.plan(files("new"))
        child = os.fork()
        if child == 0:
            try:
                os._exit(0 if client.apply(plan).complete and client.plan(files("new")).changes == () else 2)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        # What the child did is found by the look.
        assert {step.outcome for step in client.apply(plan).steps} == {"unchanged"}
    goes_on(emulator, "new", [1])


def integration(literal: str = "{$env: CANARY}") -> dict[str, str]:
    flow = (
        "{authorizationUrl: https://l.example/a, tokenUrl: https://l.example/t, "
        f"clientId: {{$env: CANARY_ID}}, clientSecret: {literal}}}"
    )
    return {
        "geai.yaml": "format: geai/1\n",
        "integrations/p.yaml": 'name: p\nmanifest: \'{"openapi": "3.0.3", "paths": {}}\'\n'
        f"securityScheme: {{authLevel: User, type: oauth2, flows: {{authorizationCode: {flow}}}}}\n",
    }


def test_no_secret_leaves_the_request_that_sends_it(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CANARY", SECRET)
    monkeypatch.setenv("CANARY_ID", SECRET + "-id")
    echo = {"errors": [{"id": 1, "description": f"cannot use {SECRET} of {SECRET}-id"}], "echo": SECRET}
    seen: list[str] = []
    with (
        caplog.at_level(logging.DEBUG),
        emulator.client(project="dev", on_event=lambda it: seen.append(repr(it))) as client,
    ):
        plan = client.plan(integration())
        emulator.fail_next("POST", "/v3/tool-plugins", status=400, body=echo)
        with pytest.raises(ApplyError) as raised:
            client.apply(plan, on_step=lambda step: seen.append(repr(step)))
        error = raised.value
        assert "cannot use *** of ***" in str(error)
        forms = [str(error), repr(error), json.dumps(error.to_dict()), str(error.applied), repr(error.__cause__)]
        forms.append("".join(traceback.format_exception(error)))
        forms.append(repr(pickle.loads(pickle.dumps(error)).to_dict()))
        applied = client.apply(plan)
        forms += [str(applied), applied.to_json(), repr(applied), pickle.dumps(applied).decode("latin-1")]
        forms += [
            plan.to_json(),
            str(plan),
            plan.to_markdown(),
            plan._repr_html_(),
            pickle.dumps(plan).decode("latin-1"),
        ]
    assert SECRET in json.dumps(emulator.snapshot())
    assert not [form for form in [*forms, *seen, caplog.text] if SECRET in form]


def test_secrets_are_rotated_and_an_unset_one_is_named(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "old-secret-value")
    monkeypatch.setenv("CANARY_ID", "id")
    with emulator.client(project="dev") as client:
        assert client.apply(client.plan(integration())).complete
        monkeypatch.setenv("CANARY", SECRET)
        assert client.plan(integration()).changes == ()
        rotation = client.plan(integration(), send_secrets=["p"])
        monkeypatch.delenv("CANARY")
        with pytest.raises(PlanError, match="not set: CANARY"):
            client.apply(rotation)
        assert SECRET not in json.dumps(emulator.snapshot())
        monkeypatch.setenv("CANARY", SECRET)
        assert client.apply(rotation).complete
    assert SECRET in json.dumps(emulator.snapshot())


def test_a_literal_secret_is_refused_and_not_repeated(client: Client) -> None:
    with pytest.raises(GeaiError) as raised:
        client.plan(integration(SECRET))
    assert "$env" in str(raised.value)
    assert SECRET not in str(raised.value) + repr(raised.value)

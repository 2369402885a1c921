"""Set-ups as code: plans and applying them, in both clients. What is decided is the core's, and tested there."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geai_client import (
    AgentDefinition,
    Applied,
    ApplyError,
    Client,
    DefinitionsError,
    GeaiError,
    IntegrationRequest,
    InvalidRequestError,
    Plan,
    PlanError,
    ServerError,
    Step,
    check,
)
from geai_client.testing import Emulator

AGENT = """\
name: {name}
accessScope: private
agentData:
  strategyName: Chain of Thought
  prompt: {{instructions: {{$file: {name}.md}}}}
  llmConfig: {{maxTokens: 900, sampling: {{temperature: 0.5}}}}
  models: [{{name: gpt-4o}}]
  resourcePools: [{{name: Main}}]
"""
SECRET = "canary-client-secret"  # noqa: S105 (planted)
Run = Callable[..., Any]


def files(**prompts: str) -> dict[str, str]:
    texts = {"geai.yaml": "format: geai/1\nenvironments: {dev: {}, drafts: {publish: false}}\n"}
    for name, prompt in prompts.items():
        texts |= {f"agents/{name}.yaml": AGENT.format(name=name), f"agents/{name}.md": prompt}
    return texts


def writes(emulator: Emulator) -> list[str]:
    return [request["method"] for request in emulator.requests if request["method"] != "GET"]


def test_a_plan_is_made_shown_and_applied(run: Run, emulator: Emulator, tmp_path: Path) -> None:
    plan: Plan = run("plan", files(a="Look it up.\nSay so.\n"), environment="dev")
    assert writes(emulator) == []
    assert (plan.summary.create, plan.environment, plan.publish, plan.conflicts) == (1, "dev", True, ())
    [change] = plan.changes
    assert (change.kind, change.name, change.action, change.file) == ("agent", "a", "create", "agents/a.yaml")
    assert change.body["agentData"]["prompt"]["instructions"] == "Look it up.\nSay so."
    assert str(plan).startswith("dev · project ")
    assert "+ agent a   agents/a.yaml" in str(plan)
    assert "digest `sha256:" in plan.to_markdown()
    assert plan._repr_html_().startswith("<p>dev · project ")
    assert Plan.from_json(plan.to_json()) == plan == pickle.loads(pickle.dumps(plan)) == copy.copy(plan)
    saved = tmp_path / "plan.json"
    saved.write_text(plan.to_json(), encoding="utf-8")
    told: list[object] = []
    applied: Applied = run("apply", saved, on_step=told.append, on_progress=lambda *count: told.append(count))
    assert applied.complete
    steps = [step for step in told if isinstance(step, Step)]
    assert steps == list(applied.steps)
    assert [(step.action, step.outcome, step.revision, step.version) for step in steps] == [
        ("create", "done", 1, None),
        ("publish", "done", 1, 1),
    ]
    assert [count for count in told if isinstance(count, tuple)] == [(1, 2), (2, 2)]
    assert "2 of 2 steps done, complete" in str(applied)
    assert Applied.from_json(applied.to_json()) == applied
    assert run("plan", files(a="Look it up.\nSay so.\n"), environment="dev").changes == ()
    changed = run("plan", files(a="Look it up.\nSay when.\n"), environment="dev", baseline=applied)
    assert "      @@ -1,2 +1,2 @@\n       Look it up.\n      -Say so.\n      +Say when." in str(changed)
    assert [change.action for change in changed.changes] == ["update"]


def test_a_baseline_that_is_json_as_a_text_is_refused_and_not_repeated(emulator: Emulator) -> None:
    with emulator.client() as client, pytest.raises(InvalidRequestError, match="got JSON as a text") as refused:
        client.plan(files(a="Look it up."), environment="dev", baseline='{"format": "geai-applied/1", "x": "repeated"}')
    assert "repeated" not in str(refused.value)


def test_sources_are_folders_files_definitions_and_what_check_returns(run: Run, tmp_path: Path) -> None:
    texts = files(a="Look it up.\n")
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    plan = run("plan", tmp_path, environment="dev")
    assert run("plan", str(tmp_path), environment="dev") == run("plan", texts, environment="dev") == plan
    assert run("plan", check(texts, environment="dev")) == plan
    data = check(texts, environment="dev").agents[0].definition
    integration = {"name": "p", "manifest": json.dumps({"openapi": "3.0.3", "paths": {}})}
    given = run("plan", [AgentDefinition.from_dict(data), integration])
    assert [(change.kind, change.name, change.file) for change in given.changes] == [
        ("integration", "p", None),
        ("agent", "a", None),
    ]
    assert given == run("plan", [data, IntegrationRequest.from_dict(integration)])
    with pytest.raises(DefinitionsError) as raised:
        run("plan", [AgentDefinition(name="a"), {"nam": "b"}])
    assert [(fault.file, fault.text[:16]) for fault in raised.value.faults] == [(None, "definitions[1]: ")]


def test_the_class_says_what_a_definition_is_of_and_a_dict_that_does_not_is_refused(run: Run) -> None:
    members = {"name": "p", "description": "d"}
    # A new one needs it.
    whole = {**members, "manifest": '{"openapi": "3.0.3", "paths": {}}'}
    given = [IntegrationRequest(**whole), AgentDefinition(name="a", description="d")]
    told = [{"kind": "integration", "definition": whole}, {"kind": "agent", "definition": given[1]}]
    for source in (given, told):
        changes = run("plan", source, publish=False).changes
        assert [(change.kind, change.name) for change in changes] == [("integration", "p"), ("agent", "a")]
    with pytest.raises(DefinitionsError) as raised:
        run("plan", [members, {"kind": "tool", "definition": {"name": "x"}}])
    ambiguous, unknown = (fault.text for fault in raised.value.faults)
    assert ambiguous.startswith("definitions[0]: an agent or an integration? Both have `name`, `description`: write ")
    assert unknown == 'definitions[1]: kind: expected `agent` or `integration`, got "tool"'


def test_choices_are_the_cores(run: Run, emulator: Emulator) -> None:
    texts = files(a="x", b="y")
    plan = run("plan", texts, environment="drafts", only=["b"])
    assert [(change.name, change.publishes) for change in plan.changes] == [("b", False)]
    assert run("plan", texts, environment="drafts", publish=True).changes[0].publishes
    run("apply", run("plan", texts, environment="dev"))
    removed = {**texts, "geai.yaml": "format: geai/1\nremoved: {agents: [a, b]}\n"}
    gone = {path: text for path, text in removed.items() if path == "geai.yaml"}
    assert {conflict.allow for conflict in run("plan", gone).conflicts} == {"allow_delete"}
    assert run("plan", gone, allow_delete=2).summary.delete == 2
    with pytest.raises(
        InvalidRequestError, match=r"allow_delete: expected a boolean or the number of deletions, got \"2\""
    ):
        run("plan", gone, allow_delete="2")
    with pytest.raises(InvalidRequestError, match=r"only: the files define no \"c\""):
        run("plan", texts, environment="dev", only=["c"])
    # One name is no list of names, though it can be iterated over.
    for option in ("only", "send_secrets"):
        with pytest.raises(InvalidRequestError, match=rf"{option}: expected a list"):
            run("plan", texts, environment="dev", **{option: "a"})
    with pytest.raises(InvalidRequestError, match="only: expected a list"):
        run("pull", "nowhere", only="a")
    with pytest.raises(InvalidRequestError, match=r"source: required"):
        run("plan", None)
    assert writes(emulator).count("DELETE") == 0


def test_a_plan_that_may_not_be_applied_writes_nothing(run: Run, emulator: Emulator, tmp_path: Path) -> None:
    plan = run("plan", files(a="x"), environment="dev")
    edited = plan.to_json().replace("Chain of Thought", "Chain of Thoughts")
    with pytest.raises(PlanError, match="was changed after it was made"):
        Plan.from_json(edited)
    with pytest.raises(PlanError, match="was changed after it was made"):
        run("apply", plan.replace(publish=False))
    with pytest.raises(InvalidRequestError, match="expected a plan or the path of a file"):
        run("apply", plan.to_json())
    with pytest.raises(PlanError, match=r"missing\.json"):
        run("apply", tmp_path / "missing.json")
    with emulator.client(project="prod") as other, pytest.raises(PlanError, match="the plan is for project"):
        other.apply(plan)
    assert writes(emulator) == []


def test_an_error_carries_what_came_of_each_step_and_its_cause(run: Run, emulator: Emulator) -> None:
    plan = run("plan", files(a="x", b="y"), environment="dev")
    emulator.fail_next("POST", "/v2/agents/", status=500, times=9)
    with pytest.raises(ApplyError) as raised:
        run("apply", plan, retries=0)
    error = raised.value
    assert isinstance(error, GeaiError)
    assert (error.operation, error.status, error.executed) == ("agents.publish_revision", 500, "yes")
    assert isinstance(error.__cause__, ServerError)
    assert error.applied is not None
    assert [(step.name, step.action, step.outcome) for step in error.applied.steps] == [
        ("a", "create", "done"),
        ("b", "create", "done"),
        ("a", "publish", "unknown"),
        ("b", "publish", "not-reached"),
    ]
    assert "agent a: " in str(error)
    assert pickle.loads(pickle.dumps(error)).applied == error.applied
    assert "applied" not in error.to_dict()
    emulator.clear_faults()
    assert run("apply", run("plan", files(a="x", b="y"), environment="dev")).complete


def test_no_secret_is_in_a_plan_or_a_result(run: Run, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    flow = (
        "{authorizationUrl: https://l.example/a, tokenUrl: https://l.example/t, clientId: c, clientSecret: {$env: S}}"
    )
    texts = {
        "geai.yaml": "format: geai/1\n",
        "integrations/p.yaml": 'name: p\nmanifest: \'{"openapi": "3.0.3", "paths": {}}\'\n'
        f"securityScheme: {{authLevel: User, type: oauth2, flows: {{authorizationCode: {flow}}}}}\n",
    }
    plan = run("plan", texts)
    with pytest.raises(PlanError, match="these environment variables are not set: S"):
        run("apply", plan)
    assert writes(emulator) == []
    monkeypatch.setenv("S", SECRET)
    applied = run("apply", plan)
    assert SECRET in json.dumps(emulator.snapshot())
    shown = [form for it in (plan, applied) for form in (str(it), repr(it), it.to_json(), it.to_markdown())]
    assert not any(SECRET in form for form in [*shown, plan._repr_html_(), applied._repr_html_()])
    assert "clientSecret   from $S" in str(plan)


def test_what_a_function_raises_ends_the_job(run: Run, emulator: Emulator) -> None:
    plan = run("plan", files(a="x", b="y"), environment="dev")

    def stop(_: object) -> None:
        message = "enough"
        raise LookupError(message)

    with pytest.raises(LookupError, match="enough"):
        run("apply", plan, on_step=stop)
    assert "POST" in writes(emulator)
    assert run("apply", run("plan", files(a="x", b="y"), environment="dev")).complete


def test_functions_of_an_asyncio_client_are_awaited(emulator: Emulator) -> None:
    async def of_async() -> None:
        async with emulator.async_client(project="dev") as client:
            seen: list[str] = []

            async def note(step: Step) -> None:
                await asyncio.sleep(0)
                seen.append(step.outcome)

            plan = await client.plan(files(a="x"), environment="dev")
            await client.apply(plan, on_step=note)
            assert seen == ["done", "done"]

    asyncio.run(of_async())


def test_a_cancelled_job_ends_and_can_be_gone_on_with(emulator: Emulator) -> None:
    async def of_async() -> None:
        async with emulator.async_client(project="dev") as client:
            plan = await client.plan(files(a="x", b="y"), environment="dev")
            task: asyncio.Task[Applied] = asyncio.ensure_future(
                client.apply(plan, on_step=lambda _: task.cancel())  # type: ignore[arg-type]
            )
            with pytest.raises(asyncio.CancelledError):
                await task
            again = await client.apply(await client.plan(files(a="x", b="y"), environment="dev"))
            assert again.complete

    asyncio.run(of_async())


def test_a_blocking_client_refuses_async_functions(client: Client) -> None:
    async def note(_done: int, _total: int) -> None: ...

    with pytest.raises(TypeError, match="on_progress: it is async"):
        client.plan(files(a="x"), environment="dev", on_progress=note)  # type: ignore[arg-type]


def test_a_job_is_one_call_of_the_hook(emulator: Emulator) -> None:
    events: list[tuple[str, str]] = []
    with emulator.client(project="dev", on_event=lambda event: events.append((event.kind, event.operation))) as client:
        client.plan(files(a="x"), environment="dev")
    assert {operation for _, operation in events} == {"plan"}
    assert [kind for kind, _ in events if kind in ("start", "end")] == ["start", "end"]

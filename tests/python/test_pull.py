"""Set-ups as code: pulling a project into files, in both clients. What is written is the core's, and tested there."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geai_client import DefinitionsError, InvalidRequestError, Pulled
from geai_client.testing import Emulator

DEFINITION = {
    "name": "A",
    "agent_data": {
        "strategy_name": "Chain of Thought",
        "prompt": {"instructions": "Look it up.\nSay so."},
        "llm_config": {"max_tokens": 900, "sampling": {"temperature": 0.5}},
        "models": [{"name": "gpt-4o"}],
        "resource_pools": [{"name": "Main"}],
    },
}
SECRET = "canary-client-secret"  # noqa: S105 (planted)
Run = Callable[..., Any]


@pytest.fixture
def agents(emulator: Emulator) -> None:
    with emulator.client(project="dev") as client:
        client.agents.create(DEFINITION, automatic_publish=True)
        client.agents.create({**DEFINITION, "name": "B"})
    emulator.clear_requests()


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.usefixtures("agents")
def test_a_project_is_pulled_and_a_plan_of_it_is_empty(run: Run, emulator: Emulator, tmp_path: Path) -> None:
    folder, counts = tmp_path / "repository", []
    dry: Pulled = run("pull", folder, dry_run=True)
    assert (dry.dry_run, dry.written, folder.exists()) == (True, ("agents/a.md", "agents/a.yaml", "geai.yaml"), False)
    pulled: Pulled = run("pull", folder, on_progress=lambda *count: counts.append(count))
    assert (list(pulled.written), counts[-1]) == (names(folder), (2, 2))
    assert (folder / "agents/a.md").read_text(encoding="utf-8") == "Look it up.\nSay so.\n"
    assert "instructions: { $file: a.md }\n" in (folder / "agents/a.yaml").read_text(encoding="utf-8")
    plan = run("plan", folder)
    assert (plan.changes, plan.conflicts, plan.unmanaged.agents) == ((), (), ("B",))
    again = run("pull", str(folder))
    assert (again.written, again.unchanged, again.left) == ((), ("agents/a.yaml",), ())
    assert {request["method"] for request in emulator.requests} == {"GET"}
    assert str(pulled).startswith("3 written, 0 unchanged, 0 left\nwrote agents/a.md\n")
    assert "note: agent B: not pulled, since it was never published" in str(pulled)
    assert Pulled.from_json(pulled.to_json()) == pulled == pickle.loads(pickle.dumps(pulled)) == copy.copy(pulled)
    assert "<td>wrote</td><td>agents/a.md</td>" in pulled._repr_html_()
    assert run("pull", folder, drafts=True, only=["B"]).written == ("agents/b.md", "agents/b.yaml")


@pytest.mark.usefixtures("agents")
def test_a_file_with_comments_is_left_and_forced(run: Run, tmp_path: Path) -> None:
    run("pull", tmp_path)
    file = tmp_path / "agents/a.yaml"
    text = file.read_text(encoding="utf-8").replace("gpt-4o", "o4-mini # for now")
    file.write_text(text, encoding="utf-8")
    pulled = run("pull", tmp_path)
    [left] = pulled.left
    assert (left.file, left.reason[:30]) == ("agents/a.yaml", "written again, it would lose i")
    assert [line for line in left.lines if line[0] in "-+"] == ["-    - name: o4-mini", "+    - name: gpt-4o"]
    assert "left agents/a.yaml: written again" in str(pulled)
    assert file.read_text(encoding="utf-8") == text
    assert run("pull", tmp_path, overwrite=True).written == ("agents/a.yaml",)
    assert run("plan", tmp_path).changes == ()


@pytest.mark.usefixtures("agents")
def test_what_is_refused_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("x", encoding="utf-8")
    with pytest.raises(DefinitionsError) as raised:
        run("pull", tmp_path)
    assert [(fault.file, fault.line) for fault in raised.value.faults] == [("geai.yaml", 1)]
    (tmp_path / "geai.yaml").write_text("format: geai/1\n", encoding="utf-8")
    with pytest.raises(InvalidRequestError, match="neither the project nor the files have"):
        run("pull", tmp_path, only=["C"])
    (tmp_path / "agents").write_text("a file", encoding="utf-8")
    with pytest.raises(InvalidRequestError, match=r"agents/a\.md: .*; nothing was written"):
        run("pull", tmp_path)
    assert names(tmp_path) == ["agents", "geai.yaml", "readme.md"]


def test_no_secret_is_in_a_file_or_a_result(run: Run, emulator: Emulator, tmp_path: Path, answers: str) -> None:
    flow = {"authorization_url": "https://l.example/a", "token_url": "https://l.example/t", "client_id": "c"}
    flows = {"authorization_code": {**flow, "client_secret": SECRET}}
    with emulator.client(project="dev") as client:
        client.integrations.import_(
            name="parcels",
            manifest=json.dumps({"openapi": "3.0.3", "paths": {"/a": {"get": {"operationId": "a"}}}}),
            security_scheme={"auth_level": "User", "type": "oauth2", "flows": flows},
        )
        client.integrations.publish_tools("parcels")
    pulled = run("pull", tmp_path)
    assert list(pulled.written) == ["geai.yaml", "integrations/parcels.openapi.json", "integrations/parcels.yaml"]
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in pulled.written]
    # A server that does not show that there is one gives no reason to write its name.
    assert ("clientSecret: { $env: PARCELS_CLIENT_SECRET }\n" in texts[2]) == (answers == "observed")
    assert SECRET in json.dumps(emulator.snapshot())
    assert not any(SECRET in text for text in [*texts, str(pulled), repr(pulled), pulled.to_json()])
    plan = run("plan", tmp_path)
    assert (plan.changes, plan.conflicts) == ((), ())


@pytest.mark.usefixtures("agents")
def test_what_a_function_raises_or_cancels_ends_it_and_nothing_is_written(emulator: Emulator, tmp_path: Path) -> None:
    folder = tmp_path / "repository"

    def stop(_done: int, _total: int) -> None:
        message = "enough"
        raise LookupError(message)

    with emulator.client(project="dev") as client, pytest.raises(LookupError, match="enough"):
        client.pull(folder, on_progress=stop)

    async def of_async() -> None:
        begun = asyncio.Event()
        async with emulator.async_client(project="dev", on_event=lambda _: begun.set()) as client:
            emulator.fail_next("GET", "/v4/agents/", delay=60, times=9)
            task = asyncio.ensure_future(client.pull(folder))
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(of_async())
    assert not folder.exists()


FULL = """
import resource, sys
from geai_client.testing import Emulator
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
with Emulator(projects=["dev"]) as emulator, emulator.client(project="dev") as client:
    prompt = "A line.\\n" * 20_000
    client.agents.create({"name": "A", "agent_data": {"prompt": {"instructions": prompt}}})
    try:
        client.pull(sys.argv[1], drafts=True)
    except Exception as error:
        print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the size of files")
def test_a_full_disk_is_an_error_and_no_part_of_a_file_stays(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    # The limit is one of the whole process.
    done = subprocess.run([sys.executable, "-c", FULL, folder], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("InvalidRequestError pull: agents/a.md: "), done.stdout + done.stderr
    assert "nothing was written" in done.stdout
    assert names(folder) == []

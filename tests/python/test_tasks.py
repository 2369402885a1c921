"""The vectors of kind `task`, through the methods that users call, sync and async. Format: tests/tasks/README.md."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from geai_client import Applied, AsyncClient, Client, GeaiError
from support import TESTS

TASKS = {
    file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted((TESTS.parent / "tasks").glob("*.json"))
}
Got = dict[str, Any]


def texts(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def arguments(vector: dict[str, Any], folder: Path) -> tuple[dict[str, str], dict[str, Any]]:
    call = dict(vector["call"])
    if "baseline" in call:
        baseline = folder / "baseline.json"
        baseline.write_text(json.dumps(call["baseline"]), encoding="utf-8")
        call["baseline"] = baseline
    return call.pop("files", {}), call


def begun(client: Client | AsyncClient, vector: dict[str, Any], folder: Path) -> Any:
    """What the verb returns, or what is awaited for it."""
    files, call = arguments(vector, folder)
    verb = vector.get("verb", "plan")
    if verb == "plan":
        return client.plan(files, **call)
    if verb == "graph":
        return client.graph(**call)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return client.pull(folder, **call)


def blocking(url: str, vector: dict[str, Any], folder: Path) -> Got:
    got: Got = {}
    with Client(url, api_token="test-token", retries=0) as client:
        try:
            got["answer"] = begun(client, vector, folder)
            if vector["applies"]:
                got["applied"] = client.apply(got["answer"])
        except GeaiError as error:
            got["error"] = error
        return got | {"left": client.request("GET", "/left")}


async def waiting(url: str, vector: dict[str, Any], folder: Path) -> Got:
    got: Got = {}
    async with AsyncClient(url, api_token="test-token", retries=0) as client:
        try:
            got["answer"] = await begun(client, vector, folder)
            if vector["applies"]:
                got["applied"] = await client.apply(got["answer"])
        except GeaiError as error:
            got["error"] = error
        return got | {"left": await client.request("GET", "/left")}


def result(applied: Applied) -> Any:
    """Result of a plan. The error of a step that failed names the server's port."""
    found = json.loads(applied.to_json())
    for step in found["steps"]:
        if step["outcome"] == "failed":
            del step["error"]
    return found


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("surface", ["sync", "async"])
def test_task(vector_server: str, tmp_path: Path, surface: str, name: str) -> None:
    vector, url = TASKS[name], f"{vector_server}/tasks/{name}/python-{surface}"
    got = blocking(url, vector, tmp_path) if surface == "sync" else asyncio.run(waiting(url, vector, tmp_path))
    error, answer = got.get("error"), got.get("answer")
    assert got["left"] == {"left": [], "wrong": None}, error
    assert (answer and json.loads(answer.to_json())) == vector.get("answer")
    assert str(answer or "") == vector.get("text", "")
    if vector.get("verb") == "pull":
        assert texts(tmp_path) == vector["pulled"]
    applied = got.get("applied") or getattr(error, "applied", None)
    assert (applied and result(applied)) == vector.get("applied")
    assert type(error).__name__ == vector.get("error", {"kind": "NoneType"})["kind"], error
    assert all(text in str(error) for text in vector.get("error", {"texts": []})["texts"]), error
    # The value of the variable that stands for a secret.
    shown = f"{answer}{answer and answer.to_json()}{applied}{applied and applied.to_json()}{error}"
    assert os.environ["PATH"] not in shown

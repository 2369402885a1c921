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


def arguments(vector: dict[str, Any], folder: Path) -> tuple[dict[str, str], dict[str, Any]]:
    call = dict(vector["call"])
    if "baseline" in call:
        baseline = folder / "baseline.json"
        baseline.write_text(json.dumps(call["baseline"]), encoding="utf-8")
        call["baseline"] = baseline
    return call.pop("files"), call


def blocking(url: str, vector: dict[str, Any], folder: Path) -> Got:
    got: Got = {}
    files, call = arguments(vector, folder)
    with Client(url, api_token="test-token", retries=0) as client:
        try:
            plan = got["plan"] = client.plan(files, **call)
            if vector["applies"]:
                got["applied"] = client.apply(plan)
        except GeaiError as error:
            got["error"] = error
        return got | {"left": client.request("GET", "/left")}


async def waiting(url: str, vector: dict[str, Any], folder: Path) -> Got:
    got: Got = {}
    files, call = arguments(vector, folder)
    async with AsyncClient(url, api_token="test-token", retries=0) as client:
        try:
            plan = got["plan"] = await client.plan(files, **call)
            if vector["applies"]:
                got["applied"] = await client.apply(plan)
        except GeaiError as error:
            got["error"] = error
        return got | {"left": await client.request("GET", "/left")}


def result(applied: Applied) -> Any:
    """What came of a plan. The error of a step that failed names the server's port."""
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
    error, plan = got.get("error"), got.get("plan")
    assert got["left"] == {"left": [], "wrong": None}, error
    assert (plan and json.loads(plan.to_json())) == vector.get("plan")
    assert str(plan or "") == vector.get("text", "")
    applied = got.get("applied") or getattr(error, "applied", None)
    assert (applied and result(applied)) == vector.get("applied")
    assert type(error).__name__ == vector.get("error", {"kind": "NoneType"})["kind"], error
    assert all(text in str(error) for text in vector.get("error", {"texts": []})["texts"]), error
    # The value of the variable that stands for a secret.
    shown = f"{plan}{plan and plan.to_json()}{applied}{applied and applied.to_json()}{error}"
    assert os.environ["PATH"] not in shown

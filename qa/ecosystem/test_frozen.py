"""A program that PyInstaller froze runs: its hook in the package names what no scanner sees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import asyncio
import logging
import pickle
import uuid

import geai_client
from geai_client import AsyncClient, Client, GeaiError, LabPackage
from geai_client.testing import Emulator

logging.basicConfig(level=logging.DEBUG)


async def token():
    return TOKEN


async def main(url):
    async with AsyncClient(url, api_token=token) as client:
        await client.bulk(client.agents.get, ["a", "b"])
        return [agent.name async for agent in client.agents.list(allow_drafts=True)]


SEED = {"agents": [{"definition": {"name": "a"}}]}
with Emulator(projects=["dev", "prod"], seed=SEED) as emulator, emulator.client() as client:
    TOKEN = emulator.token()
    package = client.agents.export("a")
    emulator.client("prod").agents.import_(LabPackage(package.to_dict()))
    page = client.agents.list(allow_drafts=True)
    page._repr_html_(), page[0]._repr_html_(), repr(page[0])
    pickle.loads(pickle.dumps(page))
    client.with_response.agents.list().headers
    client.request("GET", "/v4/agents")
    try:
        client.agents.get(uuid.uuid4())
    except GeaiError as error:
        print(type(error).__name__)
    print(asyncio.run(main(emulator.url)))
"""


def test_a_frozen_program_runs(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "PyInstaller", "--onedir", "--noconfirm", "--log-level", "WARN", str(program)]
    built = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    frozen = tmp_path / "dist" / "program" / "program"
    ended = subprocess.run([frozen], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "NotFoundError\n['a']\n"), ended.stderr


def test_the_hook_names_what_the_native_module_imports() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bindings-python" / "src").rglob("*.rs"))
    imported = set(re.findall(r'import\((?:py, )?"([a-z_]+)', sources)) - {"sys", "geai_client"}
    assert len(imported) >= 5
    hook = ROOT / "bindings-python" / "python" / "geai_client" / "_pyinstaller" / "hook-geai_client.py"
    named = set(re.findall(r'^    "([a-z_]+)",$', hook.read_text(encoding="utf-8"), re.MULTILINE))
    assert imported <= named

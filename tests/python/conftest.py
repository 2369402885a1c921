"""What all tests share."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from geai_client import Client
from geai_client.testing import Emulator
from inputs import TOTALS, Counts, Recorder, Tally, totals


@pytest.fixture(scope="session", autouse=True)
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of the machine's own configuration may be seen."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("GEAI_", "SAIA_", "OAuth_")) and name != "GEAI_VECTOR_SERVER":
                patch.delenv(name)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


# Suites that are stories told to the emulator: each is played where it shows what the pages show, and where it shows
# what the vendor's SDK reads as well. The examples are, too, in their own suite.
STORIES = {
    "test_client",
    "test_edit",
    "test_emulator",
    "test_emulator_state",
    "test_errors",
    "test_integrations",
    "test_null",
    "test_paging",
    "test_plans",
    "test_pull",
    "test_samples",
    "test_signin",
    "test_single",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Plays the tests of stories twice, but those that are about what only one of the servers shows."""
    if metafunc.module.__name__ not in STORIES:
        return
    if "emulator" in metafunc.fixturenames or "Emulator(" in inspect.getsource(metafunc.function):
        only = metafunc.definition.get_closest_marker("observed")
        metafunc.parametrize("answers", ["observed"] if only else ["observed", "documented"], indirect=True)


@pytest.fixture(autouse=True)
def answers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What emulators of this test show in answers."""
    value = getattr(request, "param", "")
    if value:
        monkeypatch.setenv("GEAI_EMULATOR_TEMPERS", f"answers={value}")
    return str(value)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(projects=["dev", "prod"]) as emulator:
        yield emulator


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest, emulator: Emulator) -> Callable[..., Any]:
    """Calls a method of a client of the kind by its name."""

    def call(method: str, *args: object, **params: object) -> Any:
        if request.param == "sync":
            with emulator.client(project="dev") as client:
                return getattr(client, method)(*args, **params)

        async def of_async() -> Any:
            async with emulator.async_client(project="dev") as client:
                return await getattr(client, method)(*args, **params)

        return asyncio.run(of_async())

    return call


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Client]:
    with emulator.client(project="dev") as client:
        yield client


@pytest.fixture(scope="session")
def vector_server() -> Iterator[str]:
    """URL of the server that plays the wire vectors."""
    root = Path(__file__).parents[2]
    target = Path(os.environ.get("CARGO_TARGET_DIR", root / "target"))
    binary = os.environ.get("GEAI_VECTOR_SERVER", str(target / "debug" / "vector-server"))
    with subprocess.Popen([binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield json.loads(server.stdout.readline())["url"]
        server.stdin.close()


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    """The server that writes down every request."""
    recorder = Recorder()
    yield recorder
    recorder.stop()


@pytest.fixture
def tally(request: pytest.FixtureRequest, surface: str) -> Iterator[Tally]:
    """Verdicts on one bad input. The test fails unless all are good; they count in the line of its suite."""
    tally = Tally(TOTALS[request.node.originalname, surface])
    yield tally
    assert not tally.wrong, "\n".join(tally.wrong)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Gives the counts of one of several test processes to the one that started them."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["totals"] = [(*key, *astuple(counts)) for key, counts in TOTALS.items()]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Takes the counts of a test process that ended."""
    for test, surface, *counts in getattr(node, "workeroutput", {}).get("totals", ()):
        TOTALS[test, surface].add(Counts(*counts))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the lines that runs are added up from."""
    for line in totals():
        terminalreporter.write_line(line)

"""The command line, as `python -m geai_client` and the console script run it. What it does is tested in tests/cli."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest

import geai_client
from geai_client.testing import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = [sys.executable, "-m", "geai_client"]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """A running emulator."""
    with Emulator() as running:
        yield running


def environment(emulator: Emulator) -> dict[str, str]:
    """That of a program which works with the emulator."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("GEAI_")}
    return found | {"GEAI_API_BASE_URL": emulator.url, "GEAI_APITOKEN": emulator.token()}


def run(emulator: Emulator, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the program to its end."""
    command = [*PROGRAM, *arguments]
    return subprocess.run(command, env=environment(emulator), capture_output=True, text=True, check=False)


def test_a_session_with_the_emulator(emulator: Emulator) -> None:
    assert run(emulator, "agents", "create", "--name", "ParcelTracker").returncode == 0
    done = run(emulator, "agents", "list", "--allow-drafts", "--json")
    assert [agent["name"] for agent in json.loads(done.stdout)] == ["ParcelTracker"]
    assert (done.stderr, done.returncode) == ("", 0)
    assert run(emulator, "agents", "get", "Nobody").returncode == 1
    assert run(emulator, "agents", "gte", "Nobody").returncode == 64


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
def test_an_argument_that_is_no_text_is_a_wrong_argument(emulator: Emulator) -> None:
    done = subprocess.run(
        [*PROGRAM, "plan", b"\xff"], env=environment(emulator), capture_output=True, text=True, check=False
    )
    assert done.returncode == 64
    assert "Traceback" not in done.stderr


def test_its_version_is_that_of_the_package(emulator: Emulator) -> None:
    assert run(emulator, "--version").stdout == f"geai-client {geai_client.__version__}\n"


def test_the_console_script_is_the_same_program() -> None:
    scripts = entry_points(group="console_scripts", name="geai-client")
    if not scripts:
        pytest.skip("the package is not installed")
    assert [script.value for script in scripts] == ["geai_client.__main__:main"]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of this kind is one of Unix")
@pytest.mark.parametrize(("answer", "code", "left"), [("n\n", 3, 1), ("y\n", 0, 0), (None, 130, 1)])
def test_a_deletion_asks_on_a_terminal(emulator: Emulator, answer: str | None, code: int, left: int) -> None:
    import pty

    run(emulator, "agents", "create", "--name", "A")
    controller, terminal = pty.openpty()
    program = subprocess.Popen(
        [*PROGRAM, "agents", "delete", "A"],
        env=environment(emulator),
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    asked = b""
    while b"[y/N]" not in asked:
        asked += os.read(controller, 100)
    if answer is None:
        program.send_signal(signal.SIGINT)
    else:
        os.write(controller, answer.encode())
    program.communicate()
    os.close(controller)
    assert program.returncode == code
    assert len(list(emulator.client().agents.list(allow_drafts=True))) == left

"""The examples run as they are, against the emulator."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support import PATIENCE

EXAMPLES = Path(__file__).parents[2] / "examples" / "python"


# The emulator shows what the pages show, or also what the vendor's SDK reads.
@pytest.mark.parametrize("answers", ["observed", "documented"])
@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_example(path: Path, answers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEAI_EMULATOR_TEMPERS", f"answers={answers}")
    result = subprocess.run(
        [sys.executable, "-W", "error", path], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout
    assert "\033" not in result.stdout


def test_a_call_is_observed_attempt_by_attempt() -> None:
    program = [sys.executable, EXAMPLES / "observability.py"]
    result = subprocess.run(program, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == [
        "agents.get is repeated after ServerError",
        "requests that carry the trace: 2",
        "span geai agents.get: attempt, retry, attempt",
        "span order: no events",
        "metric http.client.request.duration: 2 series",
        "metric geai.client.call.duration: 1 series",
    ]


def test_a_folder_becomes_a_promoted_agent() -> None:
    result = subprocess.run([sys.executable, EXAMPLES / "set_ups.py"], capture_output=True, text=True, check=True)
    headings = [line for line in result.stdout.splitlines() if line[:1].isdigit()]
    assert headings == [
        "1 Check the files",
        "2 Drafts in dev",
        "3 The same files, published in prod",
        "4 A better prompt",
        "5 Nothing is left to do",
    ]
    assert "ParcelTracker   publish, revision 2, version 2\n" in result.stdout
    assert result.stdout.endswith("  0 changes\n")
    assert "example-secret" not in result.stdout


def test_the_picture_is_what_the_demo_prints() -> None:
    command = [sys.executable, EXAMPLES.parents[1] / "docs" / "_site" / "picture.py", "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not result.returncode, result.stderr


def test_the_story_is_told_in_order() -> None:
    result = subprocess.run([sys.executable, EXAMPLES / "story.py"], capture_output=True, text=True, check=True)
    headings = [line for line in result.stdout.splitlines() if line[:1].isdigit()]
    assert headings == [
        "1 Definitions",
        "2 Create and publish",
        "3 List over pages",
        "4 Draft beside published",
        "5 Publish the revision",
        "6 Agents by tool",
        "7 Export and import",
        "8 Side by side",
        "9 A clear error",
        "10 Delete",
    ]
    assert result.stdout.endswith("left in dev: 0, left in prod: 0\n")


def test_the_story_of_an_integration_is_told_in_order() -> None:
    result = subprocess.run([sys.executable, EXAMPLES / "integrations.py"], capture_output=True, text=True, check=True)
    headings = [line for line in result.stdout.splitlines() if line[:1].isdigit()]
    assert headings == [
        "1 Import a description",
        "2 Publish its tools",
        "3 Sign in",
        "4 Give a tool to an agent",
        "5 Record and close an interaction",
        "6 A failure hidden in a success",
        "7 Delete",
    ]
    assert "the script itself presses Allow" in result.stdout
    assert result.stdout.endswith("left: 0 integrations\n")

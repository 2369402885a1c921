"""Type checkers beside mypy and pyright find nothing in what the package's own files of typed calls write."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2] / "tests" / "python"
FILES = ("typing_options.py", "typing_resources.py", "typing_surface.py")
PLACE = re.compile(r"(?:ERROR |\s*)(?:.*?[/\\])?(typing_\w+\.py):(\d+):\d")

MIN_TEXT = ("--output-format", "min-text")
COMMANDS = {
    "ty": ["ty", "check", "--python", sys.prefix, "--output-format", "concise"],
    "pyrefly": ["pyrefly", "check", "--preset", "strict", "--python-interpreter-path", sys.executable, *MIN_TEXT],
}


@pytest.mark.parametrize("checker", COMMANDS)
def test_another_checker_finds_nothing(checker: str, tmp_path: Path) -> None:
    for file in FILES:
        shutil.copy(TESTS / file, tmp_path)
    program, *options = COMMANDS[checker]
    # One mistake that it must find.
    (tmp_path / "typing_wrong.py").write_text("from geai_client import Agent\n\nAgent(id='1', name='A').nmae\n")
    command = [Path(sys.executable).parent / program, *options, *FILES, "typing_wrong.py"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    places = [PLACE.match(line) for line in told.stdout.splitlines()]
    found = {(place[1], int(place[2])) for place in places if place}
    assert ("typing_wrong.py", 3) in found, told.stdout + told.stderr
    # What is wrong on purpose has a comment; not every checker reads the codes of another one.
    texts = {file: (tmp_path / file).read_text().splitlines() for file, _ in found}
    unexpected = [place for place in found if "type: ignore" not in texts[place[0]][place[1] - 1]]
    assert unexpected == [("typing_wrong.py", 3)], told.stdout

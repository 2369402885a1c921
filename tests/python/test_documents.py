"""Every Python block of the README and the documentation runs against the emulator."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from geai_client.testing import Emulator

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = [
    pytest.param(block, id=f"{path.relative_to(ROOT)}-{number}")
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for number, block in enumerate(
        re.findall(r"^```python\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )
]


@pytest.mark.parametrize("block", BLOCKS)
def test_python_block_runs(block: str) -> None:
    """A block finds its server in the environment, and an emulator under that name."""
    program = "from geai_client.testing import Emulator\nemulator = Emulator(projects=['dev'])\n" + block
    with Emulator(projects=["dev"]) as server:
        environment = {**os.environ, "GEAI_API_BASE_URL": server.url, "GEAI_APITOKEN": server.token("dev")}
        result = subprocess.run(
            [sys.executable, "-W", "error", "-c", program], env=environment, capture_output=True, text=True, check=False
        )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""

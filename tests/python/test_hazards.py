"""What ends badly in other native packages: the programs of `tests/soak/python` with small counts.

Bounds on times are thirty times what `make soak` asks for: the machine may be busy with other things.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from support import PATIENCE, TESTS

SOAK = TESTS.parent / "soak" / "python"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the programs look into /proc")


@pytest.mark.parametrize(
    ("program", "scale"),
    [
        ("fork", 0.03),
        ("many_threads", 0.02),
        ("cancel", 0.04),
        ("closed_loop", 0.05),
        ("exits", 0.01),
        ("running_loop", 0.03),
        ("interrupt", 0.1),
        ("stall --mebibytes 4", 0.1),
        ("subinterpreter", 0.1),
        ("panics", 0.1),
        ("tokens --without-hanging", 0.1),
        ("churn", 0.02),
        ("stampede", 0.05),
    ],
)
def test_a_hazard_is_none(program: str, scale: float) -> None:
    name, *arguments = program.split()
    ended = subprocess.run(
        [sys.executable, str(SOAK / f"{name}.py"), *arguments, "--scale", str(scale), "--slack", "30"],
        capture_output=True,
        text=True,
        timeout=PATIENCE * 3,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    # `name  n/n  measured`: all of it, and not nothing.
    good, _, total = ended.stdout.split("  ")[1].partition("/")
    assert good == total != "0", ended.stdout

"""What a user has after `pip install`: the wheel, not the sources."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import geai_client
import geai_client.testing
from geai_client import _native
from support import ABI3_WHEEL, CHECKOUT, members


def test_the_tests_run_against_the_installed_wheel() -> None:
    for module in (geai_client, geai_client.testing, _native):
        assert module.__file__ is not None
        path = Path(module.__file__).resolve()
        assert path.is_relative_to(Path(sys.prefix).resolve())
        assert not path.is_relative_to(CHECKOUT)


def test_what_is_installed_is_the_wheel_that_was_built() -> None:
    root = Path(geai_client.__file__).parents[1]
    for name, content in members(ABI3_WHEEL).items():
        if name.startswith("geai_client/"):
            assert (root / name).read_bytes() == content, name


def test_one_version_everywhere() -> None:
    assert metadata.version("geai-client") == geai_client.__version__
    assert f"-{geai_client.__version__}-" in ABI3_WHEEL.name


def test_nothing_else_is_imported() -> None:
    # In a process of its own, without the packages of the tests; -I leaves out the working directory, too.
    code = """
import sys
before = set(sys.modules)
import geai_client, geai_client.testing
tops = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(tops - set(sys.stdlib_module_names)))
"""
    printed = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.split() == ["geai_client"]

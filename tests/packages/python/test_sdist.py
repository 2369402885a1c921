"""The source distribution. That it builds is shown by the wheels, which are built from its contents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support import CHECKOUT, WHEELS, sdist_names

# What may be in it: the sources of the crates, what builds them, and what a reader wants.
EXPECTED = re.compile(
    r"""
    (bindings-python|core|emulator|cli)/Cargo\.toml
    | (bindings-python|core|emulator|cli)/src/[\w/]+\.rs
    | (core|emulator|cli)/(README\.md|LICENSE-(APACHE|MIT))
    | bindings-python/python/(pytest_)?geai_client/((\w+/)?[\w-]+\.pyi?|py\.typed)
    | Cargo\.(lock|toml) | PKG-INFO | pyproject\.toml | README\.md
    | LICENSE(-APACHE|-MIT)? | THIRD-PARTY-LICENSES\.md
    """,
    re.VERBOSE,
)


every_sdist = pytest.mark.parametrize("archive", sorted(WHEELS.glob("*.tar.gz")), ids=lambda archive: archive.name)


@every_sdist
def test_it_holds_what_the_wheel_is_built_from_and_nothing_else(archive: Path) -> None:
    print(f"{archive.name}: {archive.stat().st_size / 1000:.0f} kB")
    assert [name for name in sdist_names(archive) if not EXPECTED.fullmatch(name)] == []


@every_sdist
def test_nothing_is_missing(archive: Path) -> None:
    names = sdist_names(archive)
    directories = ("bindings-python/src", "core/src", "emulator/src", "cli/src", "bindings-python/python")
    files = (file for directory in directories for file in (CHECKOUT / directory).rglob("*"))
    sources = {str(file.relative_to(CHECKOUT)) for file in files if file.suffix in {".rs", ".py", ".pyi", ".typed"}}
    assert sources - set(names) == set()
    assert {"Cargo.lock", "PKG-INFO", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-LICENSES.md"} <= set(names)

"""Paths as the core takes them."""

from __future__ import annotations

from os import PathLike, fspath


def path_text(value: object) -> object:
    """The text of a path. The core refuses a value of another type, naming the option."""
    return fspath(value) if isinstance(value, PathLike) else value

"""Interpreters that the programs can be run with."""

from __future__ import annotations

import argparse
import json
import os
import pwd
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import geai_client
from harness import parser

LOOK = """
import importlib.util, json, sys, sysconfig
free = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
print(json.dumps([sys.executable, "%d.%d" % sys.version_info[:2], free, bool(importlib.util.find_spec("geai_client"))]))
"""


@dataclass(frozen=True)
class Interpreter:
    """One interpreter."""

    path: str
    version: str
    free_threaded: bool
    brings_package: bool

    def environment(self, place: str) -> dict[str, str]:
        """The environment in which it finds the package: its own, or the one in `place`."""
        return {**os.environ, "PYTHONPATH": "" if self.brings_package else place}


def options(description: str | None) -> argparse.ArgumentParser:
    """Options of a program that runs with several interpreters."""
    options = parser(description)
    options.add_argument("--python", nargs="*", default=[], help="interpreters; default: the running one")
    options.add_argument("--all", action="store_true", help="every interpreter that is found")
    return options


def only_the_package(place: str) -> None:
    """Puts the package, and nothing else of what this interpreter has, there: one wheel is for all versions."""
    (Path(place) / "geai_client").symlink_to(Path(geai_client.__file__).parent)


def look(path: str) -> Interpreter | None:
    """What an interpreter is; `None` where it does not run, or is too old."""
    try:
        # Away from here, so that it finds what it brings and not what lies about.
        shown = subprocess.run([path, "-c", LOOK], capture_output=True, text=True, check=False, cwd="/", timeout=60)
    except OSError:
        return None
    if shown.returncode != 0:
        return None
    executable, version, free, brings = json.loads(shown.stdout)
    if tuple(map(int, version.split("."))) < (3, 10):
        return None
    return Interpreter(executable, version + "t" * free, free, brings)


def chosen(paths: list[str], *, found: bool) -> list[Interpreter]:
    """The interpreters at these paths; with `found`, one of every version that is on the PATH or in pyenv."""
    if not found:
        looked = [look(path) for path in paths or [sys.executable]]
        return [each for each in looked if each is not None]
    versions: dict[str, Interpreter] = {}
    for path in [sys.executable, *paths, *_candidates()]:
        each = look(path)
        if each is not None:
            versions.setdefault(each.version, each)
    # A free-threaded one cannot load the wheel of the others: it must bring its own.
    return [each for each in versions.values() if each.brings_package or not each.free_threaded]


def _candidates() -> list[str]:
    places = [Path(place) for place in os.environ.get("PATH", "").split(os.pathsep) if place]
    places += sorted(
        Path(os.environ.get("PYENV_ROOT", f"{pwd.getpwuid(os.getuid()).pw_dir}/.pyenv")).glob("versions/*/bin")
    )
    named = re.compile(r"python3\.\d+t?")
    return [str(path) for place in places if place.is_dir() for path in place.iterdir() if named.fullmatch(path.name)]

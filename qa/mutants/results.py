"""The page of results, which has a section for each of the two kinds of mutants."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path

PAGE = Path(__file__).with_name("RESULTS.md")
TITLE = "# Results of the mutants"
SECTIONS = ("Mutants by hand", "Mutants of cargo-mutants")


def machine() -> str:
    """What a section was measured on."""

    def version(*command: str) -> str:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    python, system = platform.python_version(), f"{platform.system().lower()} {platform.machine()}"
    versions = f"{version('rustc', '--version')}; Python {python}; Node {version('node', '--version')}"
    return f"{versions}; {system}, {os.cpu_count()} cores"


def write(section: str, lines: list[str]) -> None:
    """Puts a section in the place of the one that was written before."""
    parts = re.split(r"^## (.+)\n", PAGE.read_text() if PAGE.exists() else "", flags=re.MULTILINE)
    texts = dict(zip(parts[1::2], parts[2::2], strict=True)) | {section: "\n" + "\n".join(lines).strip() + "\n\n"}
    page = "".join(f"## {name}\n{texts[name]}" for name in SECTIONS if name in texts)
    PAGE.write_text(f"{TITLE}\n\n{page.rstrip()}\n")

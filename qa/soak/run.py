"""Runs the soak programs of both languages, one after the other.

With `--write`, what they print stands in RESULTS.md, with the date and the machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
LANGUAGES = {
    "Python": [sys.executable, "-u", str(HERE / "python" / "run.py")],
    "Node": ["node", str(HERE / "node" / "run.mjs")],
}


def run(command: list[str]) -> tuple[str, bool]:
    """What a program printed, which is passed on as it comes, and whether it ended well."""
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        for line in program.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines), program.returncode == 0


def main() -> None:
    """Runs everything."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true", help="write RESULTS.md")
    asked = options.parse_args()
    results = {language: run(command) for language, command in LANGUAGES.items()}
    if asked.write:
        today = dt.datetime.now(tz=dt.timezone.utc).date()
        machine = f"Python {platform.python_version()}; {sys.platform} {platform.machine()}, {os.cpu_count()} cores"
        text = f"# Results of the soak programs\n\nWritten by `make soak` on {today}.\n\n{machine}\n"
        text += "".join(f"\n## {language}\n\n```\n{printed}```\n" for language, (printed, _) in results.items())
        RESULTS.write_text(text, encoding="utf-8")
    sys.exit(not all(fine for _, fine in results.values()))


if __name__ == "__main__":
    main()

"""Draws what the demo prints as a terminal: `docs/assets/demo.svg`, which the README shows.

python docs/_site/picture.py           writes it
python docs/_site/picture.py --check   fails where it is not what the demo prints
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = "examples/python/set_ups.py"
PICTURE = ROOT / "docs" / "assets" / "demo.svg"
# Steps that are enough to see what it does.
STEPS = ("1", "3", "4", "5")
# What differs from run to run, and what the picture has in its place.
DIFFERS = {r"\bproject [0-9a-f]{8}\b": "project 5d0c2b7e", r"\ndigest sha256:[0-9a-f]+": ""}

COLUMNS, LINE, LETTER, MARGIN, BAR = 88, 19, 8.4, 18, 34
STYLE = """
    text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #d7dce5; white-space: pre; }
    .prompt { fill: #7ee2a8; }
    .title { fill: #8fb8ff; font-weight: bold; }
"""


def shown() -> list[str]:
    """The lines of the demo's output that the picture has."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GEAI_", "SAIA_", "OAuth_"))
    }
    result = subprocess.run(
        [sys.executable, DEMO], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    printed = result.stdout
    for what, shown_instead in DIFFERS.items():
        printed = re.sub(what, shown_instead, printed)
    steps = re.split(r"\n(?=\d+ )", printed)
    kept = [step.rstrip("\n") for step in steps if step.partition(" ")[0] in STEPS]
    return "\n\n".join(kept).split("\n")


def picture(lines: list[str]) -> str:
    """The picture as SVG."""
    lines = [f"$ python {DEMO}", "", *lines]
    width, height = round(COLUMNS * LETTER + 2 * MARGIN), BAR + MARGIN + LINE * len(lines) + MARGIN // 2
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" width="{width}">',
        "  <title>What the demo prints in a terminal</title>",
        f"  <style>{STYLE}  </style>",
        f'  <rect width="{width}" height="{height}" rx="9" fill="#161b26"/>',
    ]
    for at, colour in enumerate(("#ff6058", "#ffbd2e", "#28c940")):
        out.append(f'  <circle cx="{MARGIN + 4 + 20 * at}" cy="{BAR // 2}" r="6" fill="{colour}"/>')
    for at, line in enumerate(lines):
        kind = ' class="prompt"' if at == 0 else ' class="title"' if re.match(r"\d+ ", line) else ""
        text, y = escape(line[:COLUMNS], quote=False), BAR + MARGIN + LINE * at
        if line:
            out.append(f'  <text x="{MARGIN}" y="{y}"{kind}>{text}</text>')
    return "\n".join([*out, "</svg>", ""])


def main() -> str | None:
    """Writes the picture, or compares it and says what is wrong."""
    made = picture(shown())
    if "--check" not in sys.argv:
        PICTURE.write_text(made, encoding="utf-8")
    elif PICTURE.read_text(encoding="utf-8") != made:
        return f"{PICTURE} is not what {DEMO} prints: run python {Path(__file__).relative_to(ROOT)}"
    return None


if __name__ == "__main__":
    raise SystemExit(main())

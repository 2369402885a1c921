# ruff: noqa: INP001, RUF001
"""Writes RESULTS.md from what was measured."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from bench import HERE

if TYPE_CHECKING:
    from pathlib import Path

    from bench import Client
    from rows import Row

HEAD = """# Comparison

The same faults played to published clients and to this one. Written by `make comparison`; do not edit. Runtimes:
{runtimes}.

What was sent, when sockets closed and what another host received is read from the fault server's ledger; how a call
ended and its memory from the process that made it. Counts are exact for the run. **Times are rough**: the machine was
shared. A cell with several outcomes had them in that many of {repeat} repetitions: they depend on which side is
quicker.
"""


def settings(client: Client) -> str:
    """How a client is used: the head of its driver."""
    text = (HERE / "clients" / client.driver).read_text(encoding="utf-8")
    if client.node:
        return text.splitlines()[0].removeprefix("// ")
    return " ".join((ast.get_docstring(ast.parse(text)) or "").split())


def table(head: list[str], lines: list[list[str]]) -> str:
    """A table in Markdown."""
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


def write(
    output: Path, clients: list[Client], rows: list[Row], results: dict[str, Any], *, runtimes: str, repeat: int
) -> None:
    """Writes the page; what was not measured yet is left empty."""
    shown = [client for client in clients if client.id in results]
    reasons: list[str] = []
    lines = []
    for row in rows:
        line = [row.title]
        for client in shown:
            cell = results[client.id]["cells"].get(row.id, "")
            if cell.startswith("– "):
                reason = cell.removeprefix("– ")
                reasons += [] if reason in reasons else [reason]
                cell = f"– ({reasons.index(reason) + 1})"
            line.append(cell)
        lines.append(line)
    versions = [[client.title, results[client.id]["version"], settings(client)] for client in shown]
    parts = [
        HEAD.format(runtimes=runtimes, repeat=repeat),
        table(["", *(client.title for client in shown)], lines),
        "–: the row does not fit. " + " ".join(f"({n}) {reason}." for n, reason in enumerate(reasons, 1)),
        "## How each row was measured",
        (HERE / "notes.md").read_text(encoding="utf-8"),
        "## Versions and settings",
        "What is not named is at its default.",
        table(["client", "version", "how it is used"], versions),
    ]
    output.write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")

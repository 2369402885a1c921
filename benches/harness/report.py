"""The table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.workloads import Line

HEAD = """# What was measured

One run of `make bench` on one machine. Figures are medians of paired, interleaved rounds; CPU time is that of the
client's process alone, wall time stands beside it. Ratios of one run mean something, single figures do not.
`limit` is a bare hyper HTTP/1.1 loop against the same server. How busy the server was stands beside each line: below
100 % of its one thread it was not what was waited for.
"""


def text(lines: Iterable[Line], about: Iterable[str]) -> str:
    """The results as Markdown."""
    rows = ["| | workload | measured | must hold | figure | |", "|---|---|---|---|---|---|"]
    mark = {True: "yes", False: "**no**", None: ""}
    for line in lines:
        bound = f"{line.bound[0]} {line.bound[1]:.4g}" if line.bound else ""
        rows.append(
            f"| {mark[line.holds]} | {line.workload} | {line.what} | {bound} | {line.figure:.3g} | {line.detail} |"
        )
    return "\n".join([HEAD, *(f"- {line}" for line in about), "", *rows, ""])


def row(line: Line) -> str:
    """One line for the terminal."""
    bound = f"{line.bound[0]} {line.bound[1]:.4g}" if line.bound else ""
    mark = {True: "ok", False: "NO", None: ""}[line.holds]
    return f"{mark:<3}{line.workload:<4}{line.what:<66}{line.figure:>8.3g} {bound:<9} {line.detail}"

"""Languages side by side: on the site as tabs, in plain Markdown one below the other.

A page writes a line with the name of a language in bold, and the blocks of that language below it. Two or more of them
in a row become tabs. All up to the next name belongs to a language; the last one ends with its blocks, so that what it
says of them stands before them.
"""

from __future__ import annotations

import re

_LABEL = re.compile(r"\*\*(Python|Node|Rust)\*\*$")
_FENCE = re.compile(r"(`{3,})")


def tabbed(markdown: str) -> str:
    """The page with tabs."""
    lines = markdown.split("\n")
    fenced = _fenced(lines)
    labels = [at for at, line in enumerate(lines) if not fenced[at] and _LABEL.match(line)]
    groups: list[list[int]] = []
    for at in labels:
        group = groups[-1] if groups else []
        known = {lines[other] for other in group}
        parted = any(not fenced[between] and lines[between].startswith("#") for between in range(*_span(group, at)))
        if not group or parted or lines[at] in known:
            groups.append([at])
        else:
            group.append(at)
    for group in reversed(groups):
        if len(group) == 1:
            continue
        ends = [*group[1:], _end(lines, fenced, group[-1])]
        made: list[str] = []
        for start, end in zip(group, ends, strict=True):
            made.append(f'=== "{lines[start].strip("*")}"')
            made += [f"    {line}" if line else "" for line in lines[start + 1 : end]]
        lines[group[0] : ends[-1]] = made
    return "\n".join(lines)


def _span(group: list[int], at: int) -> tuple[int, int]:
    return (group[-1] if group else at, at)


def _fenced(lines: list[str]) -> list[bool]:
    """Whether each line is one of a block of code, its fences included."""
    inside, closing = [], ""
    for line in lines:
        opened = _FENCE.match(line)
        inside.append(bool(closing or opened))
        if closing:
            closing = "" if line.rstrip() == closing else closing
        elif opened:
            closing = opened[1]
    return inside


def _end(lines: list[str], fenced: list[bool], label: int) -> int:
    """Where the last language ends: after the first blocks below its name."""
    at = label + 1
    while at < len(lines) and not fenced[at]:
        at += 1
    end = at
    while at < len(lines) and (fenced[at] or not lines[at]):
        at += 1
        if fenced[at - 1]:
            end = at
    return end

"""The page of all operations, from the rows of the table in the core."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Read and repeated, or sent once: as docs/reliability.md calls the classes.
CLASSES = {
    "Read": "read",
    "ReadLarge": "read",
    "Idempotent": "repeatable write",
    "Once": "sent once",
    "OnceLong": "sent once, long",
    "OncePut": "PUT",
}
_ROW = re.compile(
    r"(?P<doc>(?:^ *///[^\n]*\n)+)^ *(?P<name>\w+) \w+ \"(?P<contract>[^\"]+)\" "
    r"(?P<method>[A-Z]+) \"(?P<path>[^\"]+)\" (?P<class>\w+)\b.*?\} -> (?P<answer>[^;]+);",
    re.MULTILINE | re.DOTALL,
)
_RESOURCE = re.compile(r"^    (\w+) (\w+) \{$", re.MULTILINE)

_HEAD = """# Operations

Every operation of the library; the names are the same in all languages, in each one's own casing. Class is what decides
about [repetition and time-outs](../reliability.md#what-is-repeated). Ids point into the
[wire contract](../contract.md#2-operations). Required arguments stand first; optional ones are keyword arguments in
Python, members of one object in Node, methods of the call in Rust.
"""


def classes(root: Path) -> dict[str, str]:
    """The class of every operation."""
    return {str(row["name"]): match["class"] for _, match, row in _rows(root)}


def page(root: Path) -> str:
    """The page in Markdown."""
    lines = [_HEAD]
    for resource, group in groupby(_rows(root), key=lambda row: row[0]):
        lines.append(f"## {'The client' if resource == 'client' else resource}\n")
        for _, match, row in group:
            lines += _operation(match, row)
    return "\n".join(lines)


def _rows(root: Path) -> list[tuple[str, re.Match[str], dict[str, object]]]:
    """Resource, source and description of every row of the table. That none is missed is checked."""
    source = (root / "core/src/api.rs").read_text(encoding="utf-8")
    known = {row["name"]: row for row in json.loads((root / "tests/operations.json").read_text(encoding="utf-8"))}
    starts = [(match.start(), match[1]) for match in _RESOURCE.finditer(source)]
    rows = []
    for match in _ROW.finditer(source):
        resource = [name for start, name in starts if start < match.start()][-1]
        rows.append((resource, match, known.pop(f"{resource}.{match['name']}")))
    if known:
        message = f"rows that could not be read: {', '.join(known)}"
        raise ValueError(message)
    return rows


def _operation(match: re.Match[str], row: dict[str, object]) -> list[str]:
    resource, _, name = str(row["name"]).partition(".")
    documented = re.findall(r"^ *///(.*)$", match["doc"], re.MULTILINE)
    doc = "\n".join(line.strip() for line in documented)
    required, optional = list(row["positional"]), list(row["optional"])  # type: ignore[call-overload]
    prefix = "client" if resource == "client" else f"client.{resource}"
    python = (
        f"{prefix}.{str(row['python']).rpartition('.')[2]}({', '.join([*required, *(f'{it}=…' for it in optional)])})"
    )
    members = [_camel(it) for it in required]
    if optional:
        members.append("{ " + ", ".join(map(_camel, optional)) + " }")
    node = f"{prefix}.{_camel(str(row['node']).rpartition('.')[2])}({', '.join(members)})"
    rust = f"{prefix}{'' if resource == 'client' else '()'}.{name}({', '.join(required)})"
    rust += "".join(f".{it}(…)" for it in optional)
    answer = match["answer"].strip()
    return [
        f"### {row['name']}\n",
        doc + "\n",
        "| | |",
        "|---|---|",
        f"| Python | `{python}` |",
        f"| Node | `{node}` |",
        f"| Rust | `{rust}` |",
        f"| wire | `{match['method']} {match['path']}` ({match['contract']}) |",
        f"| answers | {'nothing' if answer == '()' else f'`{answer}`'} |",
        f"| class | {CLASSES[match['class']]} |\n",
    ]


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)

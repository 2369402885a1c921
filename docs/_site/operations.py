"""The page of all operations, from the operation table as data."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from pathlib import Path


class Returns(TypedDict):
    """What an operation returns."""

    shape: str
    schema: str | None


class Operation(TypedDict):
    """One row of `tests/operations.json`."""

    name: str
    python: str
    node: str
    positional: list[str]
    optional: list[str]
    doc: list[str]
    method: str
    path: str
    idempotency: str
    returns: Returns


# As docs/reliability.md calls what may be repeated.
IDEMPOTENCY = {
    "ReadOnly": "read",
    "Idempotent": "repeatable write",
    "NotIdempotent": "write, sent once",
    "NewRevision": "PUT that makes a revision",
}
_RETURNS = {
    "one": "`{}`",
    "page": "`Page<{}>`",
    "many": "a list of `{}`",
    "nothing": "nothing",
    "document": "`LabPackage`",
}

_HEAD = """# Operations

Every operation of the library; the names are the same in all languages, in each one's own casing. The row "repeated"
says what decides about [repetition and time-outs](../reliability.md#what-is-repeated). Required arguments stand first;
optional ones are keyword arguments in Python, members of one object in Node, methods of the call in Rust.
"""


def table(root: Path) -> list[Operation]:
    """Every operation, in the order of the table."""
    rows: list[Operation] = json.loads((root / "tests/operations.json").read_text(encoding="utf-8"))
    return rows


def page(root: Path) -> str:
    """The page in Markdown."""
    lines = [_HEAD]
    for resource, group in groupby(table(root), key=_resource):
        lines.append(f"## {'The client' if resource == 'client' else resource}\n")
        for row in group:
            lines += _operation(row)
    return "\n".join(lines)


def _resource(row: Operation) -> str:
    return row["name"].partition(".")[0]


def _operation(row: Operation) -> list[str]:
    resource, _, name = row["name"].partition(".")
    required, optional = row["positional"], row["optional"]
    prefix = "client" if resource == "client" else f"client.{resource}"
    python = f"{prefix}.{row['python'].rpartition('.')[2]}({', '.join([*required, *(f'{it}=…' for it in optional)])})"
    members = [_camel(it) for it in required]
    if optional:
        members.append("{ " + ", ".join(map(_camel, optional)) + " }")
    node = f"{prefix}.{row['node'].rpartition('.')[2]}({', '.join(members)})"
    rust = f"{prefix}{'' if resource == 'client' else '()'}.{name}({', '.join(required)})"
    rust += "".join(f".{it}(…)" for it in optional)
    return [
        f"### {row['name']}\n",
        "\n".join(row["doc"]) + "\n",
        "| | |",
        "|---|---|",
        f"| Python | `{python}` |",
        f"| Node | `{node}` |",
        f"| Rust | `{rust}` |",
        f"| wire | `{row['method']} {row['path']}` |",
        f"| returns | {_RETURNS[row['returns']['shape']].format(row['returns']['schema'])} |",
        f"| repeated | {IDEMPOTENCY[row['idempotency']]} |\n",
    ]


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)

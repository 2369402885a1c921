"""The page of all operations, from the operation table as data."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from pathlib import Path


class Returns(TypedDict):
    """What an operation returns."""

    shape: str
    schema: str | None


class Parameter(TypedDict):
    """A parameter of an operation."""

    name: str
    type: str
    doc: str


class Operation(TypedDict):
    """One row of `tests/operations.json`."""

    name: str
    python: str
    node: str
    positional: list[str]
    optional: list[str]
    parameters: list[Parameter]
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
optional ones are keyword arguments in Python, members of one object in Node, methods of the call in Rust. Python also
takes the members of a definition as keyword arguments. Every call takes [options](../reliability.md#options), too. The
examples are those of [one program](examples.md), which the tests run.
"""

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def table(root: Path) -> list[Operation]:
    """Every operation, in the order of the table."""
    rows: list[Operation] = json.loads((root / "tests/operations.json").read_text(encoding="utf-8"))
    return rows


def page(root: Path) -> str:
    """The page in Markdown."""
    lines = [_HEAD]
    examples = _examples(root)
    for resource, group in groupby(table(root), key=_resource):
        lines.append(f"## {'The client' if resource == 'client' else resource}\n")
        for row in group:
            lines += [*_operation(row), *_parameters(row), examples[row["name"]]]
    return "\n".join(lines)


def _examples(root: Path) -> dict[str, str]:
    """The example of each operation, in all languages."""
    text = (root / "docs" / "reference" / "examples.md").read_text(encoding="utf-8")
    _, *sections = _SECTION.split(text)
    return {name: f"{section.strip()}\n" for name, section in zip(sections[::2], sections[1::2], strict=True)}


def _parameters(row: Operation) -> list[str]:
    """The table of parameters, required ones first."""
    if not row["parameters"]:
        return []
    cells = [
        (f"`{it['name']}`" + (" (required)" if it["name"] in row["positional"] else ""), it["type"], it["doc"])
        for it in row["parameters"]
    ]
    return ["| parameter | type | |", "|---|---|---|", *(f"| {' | '.join(cell)} |" for cell in cells), ""]


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

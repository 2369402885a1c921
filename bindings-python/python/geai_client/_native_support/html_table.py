"""Tables for notebooks."""

from __future__ import annotations

from html import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_MAX_CELL = 80
_MAX_VALUE = 400


def table(records: Sequence[Any]) -> str:
    """An HTML table of models of one class: a column for each member that any of them has."""
    if not records:
        return "<p>No records.</p>"
    records = [record._printed() for record in records]  # noqa: SLF001
    fields = records[0]._members()  # noqa: SLF001
    columns = [name for name, _, _ in fields if any(getattr(record, name) is not None for record in records)]
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(getattr(record, name))}</td>' for name in columns)}</tr>" for record in records
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def record(of: Any) -> str:
    """One model in HTML: a document as it shows itself, any other as a table.

    The table has a row for each member that the model has; those of models inside have dotted names.
    """
    if hasattr(of, "_to_html"):
        document: str = of._to_html()  # noqa: SLF001
        return document
    shown = of._printed()  # noqa: SLF001
    left = 'style="text-align:left"'
    rows = "".join(
        f"<tr><th {left}>{escape(name)}</th><td {left}>{_cell(value, _MAX_VALUE)}</td></tr>"
        for name, value in _members(shown, "")
    )
    return f"<table><caption>{escape(type(of).__name__)}</caption><tbody>{rows}</tbody></table>"


def _members(record: Any, prefix: str) -> list[tuple[str, object]]:
    members: list[tuple[str, object]] = []
    for name, _, _ in record._members():  # noqa: SLF001
        value = getattr(record, name)
        if hasattr(value, "_members"):
            members += _members(value, f"{prefix}{name}.")
        elif value is not None:
            members.append((f"{prefix}{name}", value))
    if extra := record.extra:
        members.append((f"{prefix}extra", extra))
    return members


def _cell(value: object, longest: int = _MAX_CELL) -> str:
    if value is None:
        return ""
    text = str(value)
    return escape(text if len(text) <= longest else f"{text[:longest]}…")

"""Tables for notebooks."""

from __future__ import annotations

from html import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_CELL = 80


def table(records: Sequence[object]) -> str:
    """An HTML table of models of one class: a column for each member that any of them has."""
    if not records:
        return "<p>No records.</p>"
    records = [record._printed() for record in records]  # type: ignore[attr-defined]  # noqa: SLF001
    fields: list[str] = type(records[0])._fields  # type: ignore[attr-defined]
    columns = [name for name in fields if any(getattr(record, name) is not None for record in records)]
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(getattr(record, name))}</td>' for name in columns)}</tr>" for record in records
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return escape(text if len(text) <= _MAX_CELL else f"{text[:_MAX_CELL]}…")

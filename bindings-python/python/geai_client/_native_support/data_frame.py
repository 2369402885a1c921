"""Records as data frames of pandas, which is imported when the first one is asked for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any


# Of the integers of pandas, with the sign.
_BITS = 64


def of_page(page: Iterable[object], columns: Sequence[tuple[str, str]] | None, reveal_secrets: bool) -> Any:  # noqa: FBT001
    """The records of a page and of all pages after it."""
    return _frame(list(page), columns, reveal=reveal_secrets)


async def of_async_page(page: Any, columns: Sequence[tuple[str, str]] | None, reveal_secrets: bool) -> Any:  # noqa: FBT001
    """The records of a page and of all pages after it."""
    return _frame([record async for record in page], columns, reveal=reveal_secrets)


async def of_async_pages(pages: Any, reveal_secrets: bool) -> Any:  # noqa: FBT001
    """The records of all pages."""
    return await (await pages).to_pandas(reveal_secrets=reveal_secrets)


def _frame(records: list[Any], columns: Sequence[tuple[str, str]] | None, *, reveal: bool) -> Any:
    try:
        import pandas as pd
    except ImportError as error:
        message = 'to_pandas needs pandas: pip install "geai-client[pandas]"'
        raise ImportError(message, name="pandas") from error
    rows = [_row(record if reveal else record._printed()) for record in records]  # noqa: SLF001
    # Types are those of the members, whatever values there are.
    types = dict(columns or ())
    for cls in {type(record) for record in records}:
        types.update(cls._columns())
    top = [name for name in types if "." not in name] if columns else []
    found = list(dict.fromkeys([*top, *(name for row in rows for name in row)]))
    # In the order of the class; what an object holds stands in its place.
    members = dict.fromkeys(column.partition(".")[0] for column in found)
    inside = {name: [column for column in found if column.startswith(f"{name}.")] for name in members}
    order = [column for name in members for column in inside[name] or [name]]
    frame = pd.DataFrame(rows, columns=order, dtype=object)
    return frame.astype({name: _dtype(types.get(name), frame[name]) for name in order})


def _dtype(known: str | None, values: Any) -> str:
    """The type of a column. Integers stay integers where some are missing."""
    if known == "number":
        numbers = list(values.dropna())
        if not all(isinstance(number, int) for number in numbers):
            return "Float64"
        # Larger ones keep their digits as objects.
        return "Int64" if all(number.bit_length() < _BITS for number in numbers) else "object"
    return known or "object"


def _row(record: Any, prefix: str = "") -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, _, _ in record._members():  # noqa: SLF001
        value = getattr(record, name)
        if hasattr(value, "_members"):
            row.update(_row(value, f"{prefix}{name}."))
        elif value is not None:
            row[f"{prefix}{name}"] = value
    if extra := record.extra:
        row[f"{prefix}extra"] = extra
    return row

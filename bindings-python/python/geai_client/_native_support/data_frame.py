"""Records as data frames of pandas, which is imported when the first one is asked for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any


def of_page(page: Iterable[object], fields: Sequence[str] | None, reveal_secrets: bool) -> Any:  # noqa: FBT001
    """The records of a page and of all pages after it."""
    return _frame(list(page), fields, reveal=reveal_secrets)


async def of_async_page(page: Any, fields: Sequence[str] | None, reveal_secrets: bool) -> Any:  # noqa: FBT001
    """The records of a page and of all pages after it."""
    return _frame([record async for record in page], fields, reveal=reveal_secrets)


async def of_async_pages(pages: Any, reveal_secrets: bool) -> Any:  # noqa: FBT001
    """The records of all pages."""
    return await (await pages).to_pandas(reveal_secrets=reveal_secrets)


def _frame(records: list[Any], fields: Sequence[str] | None, *, reveal: bool) -> Any:
    try:
        import pandas as pd
    except ImportError as error:
        message = 'to_pandas needs pandas: pip install "geai-client[pandas]"'
        raise ImportError(message, name="pandas") from error
    rows = [_row(record if reveal else record._printed()) for record in records]  # noqa: SLF001
    columns = list(dict.fromkeys([*(fields or ()), *(name for row in rows for name in row)]))
    # In the order of the class; what an object holds stands in its place.
    members = dict.fromkeys(column.partition(".")[0] for column in columns)
    inside = {name: [column for column in columns if column.startswith(f"{name}.")] for name in members}
    order = [column for name in members for column in inside[name] or [name]]
    # Integers stay integers where some are missing.
    return pd.DataFrame(rows, columns=order).convert_dtypes()


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

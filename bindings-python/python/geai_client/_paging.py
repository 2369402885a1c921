"""Iteration over the records of all pages."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import TypeVar

    from ._native import AsyncPage, AsyncPages, Page

    _T = TypeVar("_T")


def walk(page: Page[_T]) -> Iterator[_T]:
    """Yields the records of this page and of all pages after it."""
    current: Page[_T] | None = page
    while current is not None:
        yield from current.items
        current = current.next_page()


async def walk_async(page: AsyncPage[_T]) -> AsyncIterator[_T]:
    """Yields the records of this page and of all pages after it."""
    current: AsyncPage[_T] | None = page
    while current is not None:
        for item in current.items:
            yield item
        current = await current.next_page()


async def walk_pages(pages: AsyncPages[_T]) -> AsyncIterator[_T]:
    """Fetches the first page and yields the records of all pages."""
    async for item in await pages:
        yield item


async def no_page() -> None:
    """What comes after the last page."""

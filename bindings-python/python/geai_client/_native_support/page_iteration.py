"""Iteration over the records of all pages.

Pages are described by protocols, because their classes are those of the native module, which imports this one.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
    from typing import Protocol, TypeVar

    _T = TypeVar("_T")
    _T_co = TypeVar("_T_co", covariant=True)

    class Page(Protocol[_T_co]):
        """A page of a blocking client."""

        @property
        def items(self) -> Sequence[_T_co]: ...
        def next_page(self) -> Page[_T_co] | None: ...

    class AsyncPage(Protocol[_T_co]):
        """A page of an asynchronous client."""

        @property
        def items(self) -> Sequence[_T_co]: ...
        def next_page(self) -> Awaitable[AsyncPage[_T_co] | None]: ...


def iterate(page: Page[_T]) -> Iterator[_T]:
    """Yields the records of this page and of all pages after it."""
    current: Page[_T] | None = page
    while current is not None:
        yield from current.items
        current = current.next_page()


async def iterate_async(page: AsyncPage[_T]) -> AsyncIterator[_T]:
    """Yields the records of this page and of all pages after it."""
    current: AsyncPage[_T] | None = page
    while current is not None:
        for item in current.items:
            yield item
        current = await current.next_page()


async def iterate_all(first_page: Awaitable[AsyncPage[_T]]) -> AsyncIterator[_T]:
    """Fetches the first page and yields the records of all pages."""
    async for item in iterate_async(await first_page):
        yield item


async def no_page() -> None:
    """Answers that there is no page after the last."""

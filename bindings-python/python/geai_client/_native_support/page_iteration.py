"""Iteration over the records of all pages.

Pages are described by protocols, because their classes are those of the native module, which imports this one.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import AsyncIterator, Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence
    from typing import Any, Protocol, TypeVar

    _T = TypeVar("_T")
    _T_co = TypeVar("_T_co", covariant=True)

    class Page(Protocol[_T_co]):
        """A page of a blocking client."""

        @property
        def items(self) -> Sequence[_T_co]: ...
        @property
        def malformed(self) -> Sequence[dict[str, Any]]: ...
        def next_page(self) -> Page[_T_co] | None: ...

    class AsyncPage(Protocol[_T_co]):
        """A page of an asynchronous client."""

        @property
        def items(self) -> Sequence[_T_co]: ...
        @property
        def malformed(self) -> Sequence[dict[str, Any]]: ...
        def next_page(self) -> Awaitable[AsyncPage[_T_co] | None]: ...


class Walk:
    """What an iteration has met beside its records.

    Attributes:
        malformed: Records of the pages so far that did not fit the model, as plain dicts.
    """

    __slots__ = ("_pages", "malformed")

    def __init__(self) -> None:
        self.malformed: list[dict[str, Any]] = []
        self._pages = 0

    def _enter(self, page: Page[Any] | AsyncPage[Any]) -> None:
        """Says so, once a page, where records could not be read: nobody sees the page of an iteration."""
        self._pages += 1
        if malformed := page.malformed:
            import logging

            self.malformed.extend(malformed)
            count, noun = len(malformed), "record" if len(malformed) == 1 else "records"
            message = "%d %s of page %d of a list could not be read: `malformed` of the iteration has them"
            logging.getLogger("geai_client").warning(message, count, noun, self._pages)


class Records(Walk, Iterator["_T"]):
    """The records of a page and of all pages after it.

    Not a generator, which has ended once a page could not be fetched: whoever goes on would take the records so far
    for all of them. Here the next record fetches that page again.
    """

    __slots__ = ("_fetching", "_items", "_page")

    def __init__(self, page: Page[_T]) -> None:
        super().__init__()
        self._page: Page[_T] | None = page
        self._items = iter(page.items)
        # Threads may share the iterator: each record is given once, and each page fetched once.
        self._fetching = allocate_lock()
        self._enter(page)

    def __next__(self) -> _T:
        while (page := self._page) is not None:
            for item in self._items:
                return item
            with self._fetching:
                if self._page is not page:
                    continue
                following = page.next_page()
                if following is not None:
                    self._items = iter(following.items)
                    self._enter(following)
                self._page = following
        raise StopIteration


class AsyncRecords(Walk, AsyncIterator["_T"]):
    """As `Records`; the first page may be fetched, too. A fetch that was cancelled is made again."""

    __slots__ = ("_fetching", "_first", "_items", "_page")

    def __init__(self, first: Awaitable[AsyncPage[_T]] | None, page: AsyncPage[_T] | None = None) -> None:
        super().__init__()
        # It is fetched anew each time that it is awaited.
        self._first = first
        self._page = page
        self._items = iter(() if page is None else page.items)
        self._fetching = False
        if page is not None:
            self._enter(page)

    async def __anext__(self) -> _T:
        while True:
            for item in self._items:
                return item
            if self._fetching:
                message = "the next page is being fetched already, for another `anext()` of this iterator"
                raise RuntimeError(message)
            fetching = self._first if self._page is None else self._page.next_page()
            if fetching is None:
                raise StopAsyncIteration
            self._fetching = True
            try:
                page = await fetching
            finally:
                self._fetching = False
            self._first, self._page = None, page
            self._items = iter(() if page is None else page.items)
            if page is not None:
                self._enter(page)


def iterate(page: Page[_T]) -> Records[_T]:
    """Yields the records of this page and of all pages after it."""
    return Records(page)


def iterate_async(page: AsyncPage[_T]) -> AsyncRecords[_T]:
    """Yields the records of this page and of all pages after it."""
    return AsyncRecords(None, page)


def iterate_all(first_page: Awaitable[AsyncPage[_T]]) -> AsyncRecords[_T]:
    """Fetches the first page and yields the records of all pages."""
    return AsyncRecords(first_page)


async def given_page(page: _T) -> _T:
    """Answers a page that needs no request, or `None` after the last one."""
    return page

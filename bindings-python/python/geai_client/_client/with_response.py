"""Operations that answer a `Response`: the same functions, on a native client that answers one.

The types say so once, for all operations: parameters are those of the operation, the answer is wrapped.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, Concatenate, ParamSpec, TypeVar

    from geai_client._native import AsyncPage, AsyncPages, Response

    _P = ParamSpec("_P")
    _T = TypeVar("_T")


def with_response(operation: Callable[Concatenate[Any, _P], _T]) -> Callable[Concatenate[Any, _P], Response[_T]]:
    """The operation of a blocking resource, answering a `Response`."""
    return operation  # type: ignore[return-value]


def async_with_response(
    operation: Callable[Concatenate[Any, _P], Coroutine[Any, Any, _T]],
) -> Callable[Concatenate[Any, _P], Coroutine[Any, Any, Response[_T]]]:
    """The operation of an asynchronous resource, answering a `Response`."""
    return operation  # type: ignore[return-value]


def async_page_with_response(
    operation: Callable[Concatenate[Any, _P], AsyncPages[_T]],
) -> Callable[Concatenate[Any, _P], Coroutine[Any, Any, Response[AsyncPage[_T]]]]:
    """The operation of an asynchronous resource that lists, answering a `Response` of the first page."""
    from functools import wraps

    @wraps(operation)
    async def first_page(self: object, /, *args: _P.args, **kwargs: _P.kwargs) -> Response[AsyncPage[_T]]:
        pages: Any = operation(self, *args, **kwargs)
        # What reports errors sends the local variables of a frame, and these may hold secrets.
        args, kwargs = (), {}  # type: ignore[assignment]
        response: Response[AsyncPage[_T]] = await pages
        return response

    return first_page

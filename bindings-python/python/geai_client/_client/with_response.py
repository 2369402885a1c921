"""Operations that answer a `Response`: the same functions, on a native client that answers one.

The types say so once, for all operations: parameters are those of the operation, the answer is wrapped. They are types
of descriptors, since not every type checker binds what is only said to be callable.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

    from geai_client._native import AsyncPage, AsyncPages, Response

    _P = ParamSpec("_P")
    _T = TypeVar("_T")
    _R_co = TypeVar("_R_co", covariant=True)

    class _Operation(Protocol[_P, _R_co]):
        """An operation in the class of its resource, as a function is there."""

        def __get__(self, resource: object, owner: type, /) -> Callable[_P, _R_co]:
            """The operation of one resource."""


def with_response(operation: Callable[Concatenate[Any, _P], _T]) -> _Operation[_P, Response[_T]]:
    """The operation of a blocking resource, answering a `Response`."""
    return operation


def async_with_response(
    operation: Callable[Concatenate[Any, _P], Coroutine[Any, Any, _T]],
) -> _Operation[_P, Coroutine[Any, Any, Response[_T]]]:
    """The operation of an asynchronous resource, answering a `Response`."""
    return operation


def async_page_with_response(
    operation: Callable[Concatenate[Any, _P], AsyncPages[_T]],
) -> _Operation[_P, Coroutine[Any, Any, Response[AsyncPage[_T]]]]:
    """The operation of an asynchronous resource that lists, answering a `Response` of the first page."""
    from functools import wraps

    @wraps(operation)
    async def first_page(self: object, /, *args: _P.args, **kwargs: _P.kwargs) -> Response[AsyncPage[_T]]:
        pages: Any = operation(self, *args, **kwargs)
        # What reports errors sends the local variables of a frame, and these may hold secrets.
        args, kwargs = (), {}  # type: ignore[assignment]
        response: Response[AsyncPage[_T]] = await pages
        return response

    return first_page  # type: ignore[return-value]

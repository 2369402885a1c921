"""Bulk calls: the arguments that a method would send for each item are captured here, and sent by the core."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from geai_client._native import Arguments, NativeClient

    Call = tuple[str, Arguments, Arguments]


class _CallCaptured(Exception):  # noqa: N818 (not an error)
    """Ends a method where it would make its call."""


class _CapturingClient:
    """Takes the place of a native client and stores the calls that it is asked to make."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def call(self, operation: str, params: Arguments, options: Arguments) -> None:
        self.calls.append((operation, params, options))
        raise _CallCaptured

    pages = call


def capture_calls(
    client: Any,
    method: Callable[..., object],
    items: Iterable[object],
    params: dict[str, object],
    errors: str,
) -> tuple[NativeClient, list[Call]]:
    """The native client that `method` would call, and its call for each item."""
    arguments: tuple[object, ...] = ()
    try:
        if errors not in ("return", "raise"):
            message = f"bulk: errors: expected 'return' or 'raise', got {errors!r}"
            raise ValueError(message)
        if isinstance(items, (str, bytes)):
            message = f"bulk: items: expected a list or another iterable of items, got {type(items).__name__}"
            raise TypeError(message)
        resource: Any = getattr(method, "__self__", None)
        function = getattr(method, "__func__", None)
        native_client: NativeClient | None = getattr(resource, "_native_client", None)
        # A client has a native client, too, but cannot be made of that alone.
        if function is None or native_client is None or hasattr(resource, "_pickled_options"):
            raise _not_an_operation(method)
        if native_client.is_asynchronous != client._asynchronous:  # noqa: SLF001
            raise _of_the_other_kind(method, native_client)
        capturing = _CapturingClient()
        stand_in = type(resource)(capturing)
        for item in items:
            before = len(capturing.calls)
            arguments = item if isinstance(item, tuple) else (item,)
            try:
                coroutine: Any = function(stand_in, *arguments, **params)
                coroutine.send(None)
            except _CallCaptured:
                pass
            except AttributeError:
                raise _not_an_operation(method) from None
            if len(capturing.calls) != before + 1:
                raise _not_an_operation(method)
    finally:
        # What reports errors sends the local variables of a frame, and these may hold secrets.
        item, items, arguments, params = None, (), (), {}
    return native_client, capturing.calls


def _not_an_operation(method: object) -> TypeError:
    name = getattr(method, "__qualname__", type(method).__name__)
    message = f"bulk: expected an operation of a client, such as client.agents.get, got {name}"
    return TypeError(
        f"{message}; an item that is a tuple gives several arguments, and options of bulk go to every call"
    )


def _of_the_other_kind(method: object, native_client: NativeClient) -> TypeError:
    name = getattr(method, "__qualname__", type(method).__name__)
    its, other = (
        ("AsyncClient", "await client.bulk(…)") if native_client.is_asynchronous else ("Client", "client.bulk(…)")
    )
    return TypeError(f"bulk: {name} belongs to a client of the other kind: give it to `{other}` of its {its}")


def progress_bar(
    total: int, on_progress: Callable[[int, int], object] | None, *, shown: bool
) -> Callable[[int, int, int], object] | None:
    """A callback that calls `on_progress` and, if it is to be shown, moves a progress bar where tqdm is installed.

    It is called with the number of calls that ended, of all, and of those that failed.
    """
    called = None if on_progress is None else lambda done, total, _failed: on_progress(done, total)
    if not shown:
        return called
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return called
    progress = tqdm(total=total)

    def advance(done: int, total: int, failed: int) -> object:
        if failed:
            progress.set_postfix(failed=failed)
        progress.update(done - progress.n)
        if done == total:
            progress.close()
        return None if on_progress is None else on_progress(done, total)

    return advance

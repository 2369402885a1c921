"""Many calls at once: what a method would send for each item is noted here, and sent by the core."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ._native import Core

    Call = tuple[str, dict[str, object], dict[str, object]]


class _Noted(Exception):  # noqa: N818 (not an error)
    """Ends a method where it would call the core."""


class _Recorder:
    """Stands where a core would, and notes what it is asked to call."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def call(self, operation: str, params: dict[str, object], options: dict[str, object]) -> None:
        self.calls.append((operation, params, options))
        raise _Noted

    pages = call


def calls_of(
    method: Callable[..., object],
    items: Iterable[object],
    params: dict[str, object],
) -> tuple[Core, list[Call]]:
    """The core that `method` would call, and what it would call for each item."""
    resource: Any = getattr(method, "__self__", None)
    function = getattr(method, "__func__", None)
    core: Core | None = getattr(resource, "_core", None)
    # A client itself has a core, too, but takes more than that to make.
    if function is None or core is None or hasattr(resource, "_given"):
        raise _wrong(method)
    recorder = _Recorder()
    stand_in = type(resource)(recorder)
    for item in items:
        before = len(recorder.calls)
        arguments = item if isinstance(item, tuple) else (item,)
        try:
            coroutine: Any = function(stand_in, *arguments, **params)
            coroutine.send(None)
        except _Noted:
            pass
        except AttributeError:
            raise _wrong(method) from None
        if len(recorder.calls) != before + 1:
            raise _wrong(method)
    return core, recorder.calls


def _wrong(method: object) -> TypeError:
    name = getattr(method, "__qualname__", type(method).__name__)
    return TypeError(f"bulk: expected an operation of a client, such as client.agents.get, got {name}")


def bar(total: int, shown: Callable[[int, int], object] | None) -> Callable[[int, int], object] | None:
    """A progress bar where tqdm is installed; `shown` is told, too."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return shown
    progress = tqdm(total=total)

    def advance(done: int, total: int) -> None:
        progress.update(done - progress.n)
        if done == total:
            progress.close()
        if shown is not None:
            shown(done, total)

    return advance

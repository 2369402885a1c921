"""Functions of the caller that may be async."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future, Task
    from collections.abc import Awaitable, Callable
    from typing import Any, TypeVar

    from typing_extensions import TypeIs

    _T = TypeVar("_T")


def is_awaitable(answer: object) -> TypeIs[Awaitable[object]]:
    """Whether a function of the caller returned something to await."""
    return hasattr(answer, "__await__")


def refuse_awaitable(name: str, answer: object) -> None:
    """A `TypeError` where a function that a blocking method calls is async: nothing would await what it returned."""
    if is_awaitable(answer):
        _close(answer)
        message = f"{name}: it is async, which needs an AsyncClient"
        raise TypeError(message)


def blocking_progress(on_progress: Callable[[int, int, int], object]) -> Callable[[int, int, int], None]:
    """A progress function that must not be async."""
    return lambda done, total, failed: refuse_awaitable("on_progress", on_progress(done, total, failed))


class AwaitedProgress:
    """Functions that receive events and may be async: what they return is awaited in order, in the caller's context."""

    def __init__(self, on_progress: Callable[[int, int, int], object] | None) -> None:
        from contextvars import copy_context

        self._on_progress = on_progress
        self._context = copy_context()
        self._waiting: list[Awaitable[object]] = []
        self._awaiting: Task[None] | None = None
        self._outcomes: Future[Any] | None = None
        self._error: Exception | None = None

    def __call__(self, done: int, total: int, failed: int) -> None:
        """Called on the event loop of the calls."""
        if self._on_progress is not None:
            self.call(self._on_progress, done, total, failed)

    def call(self, function: Callable[..., object], *told: object) -> None:
        """Calls a function, on the event loop of the calls."""
        answer = self._context.run(function, *told)
        if not is_awaitable(answer):
            return
        self._waiting.append(answer)
        if self._awaiting is None or self._awaiting.done():
            from asyncio import ensure_future

            self._awaiting = self._context.run(ensure_future, self._await_all())

    async def _await_all(self) -> None:
        try:
            while self._waiting:
                await self._waiting.pop(0)
        except Exception as error:  # noqa: BLE001 (raised by `outcomes_of`)
            self._error = error
            if self._outcomes is not None:
                self._outcomes.cancel()

    async def outcomes_of(self, calls: Future[_T]) -> _T:
        """What the calls came to, once the progress function has seen all of them. Its exception ends the calls."""
        from asyncio import CancelledError

        self._outcomes = calls
        try:
            outcomes = await calls
            if self._awaiting is not None:
                await self._awaiting
        except CancelledError:
            if self._error is None:
                raise
        finally:
            if self._awaiting is not None:
                self._awaiting.cancel()
            for answer in self._waiting:
                _close(answer)
        if self._error is not None:
            raise self._error
        return outcomes


def _close(answer: object) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()

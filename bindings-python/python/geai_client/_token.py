"""Asks a caller's function for a token, on a thread that belongs to Python."""

from __future__ import annotations

from _thread import start_new_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Awaitable, Callable
    from typing import Protocol

    class Given(Protocol):
        """Where an answer goes."""

        def token(self, token: str, /) -> None: ...
        def failed(self, reason: str, /) -> None: ...
        def awaited(self, give_up: Callable[[], None], /) -> bool: ...


def ask(function: Callable[[], str | Awaitable[str]], loop: AbstractEventLoop | None, given: Given) -> None:
    """Lets the function run; what it returns, or awaits on `loop`, goes to `given`."""
    # One of our own threads would end the process badly if it sat in here when the interpreter finalises.
    start_new_thread(_run, (function, loop, given))


def _run(function: Callable[[], str | Awaitable[str]], loop: AbstractEventLoop | None, given: Given) -> None:
    try:
        answer = function()
        if not hasattr(answer, "__await__"):
            _take(answer, given)
        elif loop is None or loop.is_closed():
            _drop(answer)
            given.failed("it is async, which needs an AsyncClient" if loop is None else "its event loop is gone")
        else:
            _await_on(loop, answer, given)
    except BaseException as error:  # noqa: BLE001 (nobody else would hear of it)
        given.failed(_why(error))


def _await_on(loop: AbstractEventLoop, answer: Awaitable[str], given: Given) -> None:
    from asyncio import run_coroutine_threadsafe

    coroutine = _settle(answer, given)
    try:
        future = run_coroutine_threadsafe(coroutine, loop)
    except RuntimeError:
        coroutine.close()
        _drop(answer)
        raise

    def give_up() -> None:
        if not loop.is_closed():
            future.cancel()

    if not given.awaited(give_up):
        give_up()


async def _settle(answer: Awaitable[str], given: Given) -> None:
    try:
        _take(await answer, given)
    except Exception as error:  # noqa: BLE001
        given.failed(_why(error))
    except BaseException as error:
        given.failed(_why(error))
        raise


def _take(answer: object, given: Given) -> None:
    if isinstance(answer, str):
        given.token(answer)
    else:
        given.failed(f"it returned {type(answer).__name__} where a str was expected")


def _why(error: BaseException) -> str:
    # The text may hold a secret.
    return f"it raised {type(error).__name__}"


def _drop(answer: object) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()

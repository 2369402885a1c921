"""Asks a caller's function for a token, on a thread that belongs to Python."""

from __future__ import annotations

import _thread
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Awaitable, Callable
    from contextvars import Context
    from typing import Any, Protocol

    class TokenReceiver(Protocol):
        """Takes the token, or the reason why there is none."""

        def token(self, token: str, /) -> None: ...
        def failed(self, reason: str, /) -> None: ...
        def awaited(self, cancel: Callable[[], None], /) -> bool: ...


def _start_thread(function: Callable[..., object], arguments: tuple[object, ...]) -> None:
    """Starts a thread, also where gevent or eventlet put functions of theirs in the place of those that start one."""
    # The older name, which gevent leaves as it is.
    start: Callable[..., object] = getattr(_thread, "start_new", _thread.start_new_thread)
    patcher: Any = sys.modules.get("eventlet.patcher")
    if patcher is not None and patcher.is_monkey_patched("thread"):
        start = patcher.original("_thread").start_new_thread
    start(function, arguments)


def request_token(
    function: Callable[[], str | Awaitable[str]],
    context: Context,
    loop: AbstractEventLoop | None,
    receiver: TokenReceiver,
) -> None:
    """Runs the function on a new thread, in `context`; what it returns, or awaits on `loop`, goes to `receiver`."""
    # A thread of the native module that is inside of Python when the interpreter finalises crashes the process.
    _start_thread(context.run, (_run, function, loop, receiver))


def _run(function: Callable[[], str | Awaitable[str]], loop: AbstractEventLoop | None, receiver: TokenReceiver) -> None:
    try:
        answer = function()
        if not hasattr(answer, "__await__"):
            _deliver(answer, receiver)
        elif loop is None or loop.is_closed():
            _close(answer)
            receiver.failed("it is async, which needs an AsyncClient" if loop is None else "its event loop is gone")
        else:
            _await_on(loop, answer, receiver)
    except BaseException as error:  # noqa: BLE001 (nothing else would report it)
        receiver.failed(_reason(error))


def _await_on(loop: AbstractEventLoop, answer: Awaitable[str], receiver: TokenReceiver) -> None:
    from asyncio import run_coroutine_threadsafe

    coroutine = _settle(answer, receiver)
    try:
        future = run_coroutine_threadsafe(coroutine, loop)
    except RuntimeError:
        coroutine.close()
        _close(answer)
        raise

    def cancel() -> None:
        if not loop.is_closed():
            future.cancel()

    if not receiver.awaited(cancel):
        cancel()


async def _settle(answer: Awaitable[str], receiver: TokenReceiver) -> None:
    try:
        _deliver(await answer, receiver)
    except Exception as error:  # noqa: BLE001
        receiver.failed(_reason(error))
    except BaseException as error:
        receiver.failed(_reason(error))
        raise


def _deliver(answer: object, receiver: TokenReceiver) -> None:
    if isinstance(answer, str):
        receiver.token(answer)
    else:
        receiver.failed(f"it returned {type(answer).__name__} where a str was expected")


def _reason(error: BaseException) -> str:
    # The text may hold a secret.
    return f"it raised {type(error).__name__}"


def _close(answer: object) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()

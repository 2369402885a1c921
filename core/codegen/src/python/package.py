"""Client for the Globant Enterprise AI (GEAI) Agents and Integrations APIs.

Not an official Globant product.

    from geai_client import Client

    with Client("https://geai.example.com", api_token="…") as client:
        for agent in client.agents.list():
            print(agent.name, agent.version)

`AsyncClient` is the same with `await`. `geai_client.testing.Emulator` is a server to try everything on.

PYTEST_DONT_REWRITE: there are no assertions, and it may be imported before pytest is.
"""

from __future__ import annotations

from . import _annotations as _t  # noqa: F401 (annotations of errors name it)
from ._client.base import Setting
from ._client.bulk_result import BulkResult
from ._client.definitions import check
from ._errors import (
    ERRORS,
)
from ._generated.sync_client import Client
from ._native import (
    NATIVE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._generated.async_client import AsyncClient

__all__ = [
    "ALL",
]


def __getattr__(name: str) -> object:
    # Loaded when it is first used: most programs need one of the two clients.
    if name == "AsyncClient":
        from ._generated.async_client import AsyncClient

        globals()[name] = AsyncClient
        return AsyncClient
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""Types that annotations of hand-written modules use; `_annotations` imports them when one is evaluated."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar
from uuid import UUID

from ._native import AgentDefinition, CachedToken, Definitions, Event, IntegrationRequest, Step

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from ._native import AgentDefinitionDict, IntegrationRequestDict
else:
    # Dicts that type checkers know by their members; `geai_client.types` makes them at run time.
    AgentDefinitionDict = IntegrationRequestDict = Mapping[str, object]
    if sys.version_info >= (3, 11):
        from typing import Self, Unpack
    else:
        # Whoever evaluates annotations has this package in general.
        try:
            from typing_extensions import Self, Unpack
        except ImportError:
            Self, Unpack = Any, dict

__all__ = [
    "UUID",
    "AgentDefinitionDict",
    "AgentsApi",
    "Any",
    "AsyncIterator",
    "Awaitable",
    "BulkErrors",
    "Callable",
    "DefinitionsSource",
    "Executed",
    "Hook",
    "IntegrationRequestDict",
    "Iterable",
    "Iterator",
    "Mapping",
    "OnProgress",
    "OnStep",
    "PathLike",
    "Phase",
    "Self",
    "Sequence",
    "T",
    "Token",
    "Unpack",
    "timedelta",
]

T = TypeVar("T")

AgentsApi: TypeAlias = Literal["v2", "v4"]
Executed: TypeAlias = Literal["no", "maybe", "yes"]
Phase: TypeAlias = Literal["local", "queue", "connect", "send", "head", "body", "response", "decode"]
BulkErrors: TypeAlias = Literal["return", "raise"]
Token: TypeAlias = str | Callable[[], str | Awaitable[str]] | CachedToken
Hook: TypeAlias = Callable[[Event], Mapping[str, str] | None]
DefinitionsSource: TypeAlias = (
    str
    | PathLike[str]
    | Mapping[str, str]
    | Definitions
    | Iterable[AgentDefinition | IntegrationRequest | Mapping[str, object]]
)
OnProgress: TypeAlias = Callable[[int, int], object]
OnStep: TypeAlias = Callable[[Step], object]

"""Types that annotations of hand-written modules use; `_annotations` imports them when one is evaluated."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar
from uuid import UUID

from ._native import AgentDefinition, CachedToken, Definitions, Event, IntegrationRequest, Step

if TYPE_CHECKING:
    from typing_extensions import Self
elif sys.version_info >= (3, 11):
    from typing import Self
else:
    # Whoever evaluates annotations has this package in general.
    try:
        from typing_extensions import Self
    except ImportError:
        Self = Any

__all__ = [
    "UUID",
    "AgentsApi",
    "Any",
    "Awaitable",
    "BulkErrors",
    "Callable",
    "DefinitionsSource",
    "Executed",
    "Hook",
    "Iterable",
    "Mapping",
    "OnProgress",
    "OnStep",
    "PathLike",
    "Phase",
    "Self",
    "Sequence",
    "T",
    "Token",
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

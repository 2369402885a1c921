"""Types of the arguments of `testing.Emulator`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from ._annotation_types import AgentsApi, Hook, Self, Token
from ._native import AgentDefinition

if TYPE_CHECKING:
    from typing_extensions import NotRequired, Unpack
elif sys.version_info >= (3, 11):
    from typing import NotRequired, Unpack
else:
    try:
        from typing_extensions import NotRequired, Unpack
    except ImportError:
        NotRequired = Unpack = Any

__all__ = [
    "AgentSeed",
    "ClientOptions",
    "Edit",
    "InspectorTargetSeed",
    "IntegrationSeed",
    "ModelSeed",
    "Seed",
    "Self",
    "Tempers",
    "ToolSeed",
    "Unpack",
]


class Tempers(TypedDict, total=False):
    """Which of the servers that the documentation allows an emulator is."""

    answers: Literal["documented", "observed"]
    drafts: Literal["page", "newest"]
    update: Literal["shallow", "deep", "replace"]
    null: Literal["clears", "ignored", "refused"]
    not_found: Literal["404", "400"]
    names: Literal["case-sensitive", "case-insensitive"]
    fills: Literal["nothing", "defaults"]
    omits: Literal["nothing", "unreturned"]
    trims_texts: Literal["no", "yes"]
    reorders_pools: Literal["no", "yes"]
    reserialises_manifest: Literal["no", "yes"]
    drafts_check_references: Literal["no", "yes"]
    publish_checks_helpers: Literal["no", "yes"]
    secrets_wiped_when_scheme_absent: Literal["no", "yes"]
    revisions: Literal["next", "gaps"]


class Edit(TypedDict):
    """A request that somebody else makes."""

    method: str
    path: str
    json: NotRequired[Mapping[str, Any] | None]


class ModelSeed(TypedDict):
    """A model that agents may name."""

    name: str
    id: NotRequired[str]


class ToolSeed(TypedDict):
    """A published tool: of a project, or of the public catalogue without one."""

    name: str
    project: NotRequired[str]
    id: NotRequired[str]
    publicName: NotRequired[str]
    type: NotRequired[str]
    accessScope: NotRequired[str]
    description: NotRequired[str]


class InspectorTargetSeed(TypedDict):
    """An API that the inspector knows."""

    url: str
    securityScheme: Mapping[str, Any]
    manifest: str | Mapping[str, Any]


class IntegrationSeed(TypedDict):
    """An integration, by default of the first project."""

    definition: Mapping[str, Any]
    parameters: NotRequired[Sequence[Mapping[str, Any]]]
    project: NotRequired[str]
    publish: NotRequired[bool]
    strict: NotRequired[bool]


class AgentSeed(TypedDict):
    """An agent, by default of the first project."""

    definition: Mapping[str, Any] | AgentDefinition
    project: NotRequired[str]
    publish: NotRequired[bool]
    strict: NotRequired[bool]


class Seed(TypedDict, total=False):
    """Objects for an emulator to create."""

    models: Sequence[ModelSeed]
    tools: Sequence[ToolSeed]
    inspectorTargets: Sequence[InspectorTargetSeed]
    integrations: Sequence[IntegrationSeed]
    agents: Sequence[AgentSeed]


class ClientOptions(TypedDict, total=False):
    """What a client of the emulator can be given: the arguments of `Client` but the base URL."""

    api_token: Token | None
    access_token: Token | None
    project_id: str | None
    organization_id: str | None
    profile: str | None
    credentials_file: str | PathLike[str] | None
    agents_api: AgentsApi | None
    timeout: float | timedelta | None
    deadline: float | timedelta | None
    connect_timeout: float | timedelta | None
    retries: int | None
    retry_writes: bool | None
    backoff: float | timedelta | None
    max_retry_after: float | timedelta | None
    retry_post_on_429: bool | None
    max_in_flight: int | None
    max_requests_per_second: float | None
    reuse_connections_for_writes: bool | None
    max_request_bytes: int | None
    max_response_bytes: int | None
    ca_bundle: str | PathLike[str] | None
    client_cert: str | PathLike[str] | None
    proxy: str | None
    headers: Mapping[str, str] | None
    allow_http: bool | None
    strict_credentials_permissions: bool | None
    on_event: Hook | None

# Generated from the operation table by `make generate`. Do not edit.
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
    APIConnectionError,
    APIError,
    APITimeoutError,
    Attempt,
    AuthenticationError,
    BadRequestError,
    ClientClosedError,
    ConfigError,
    ConflictError,
    DefinitionFault,
    DefinitionsError,
    GeaiError,
    InternalError,
    InvalidRequestError,
    MalformedResponseError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RedirectError,
    ReportedError,
    ResponseTooLargeError,
    ServerError,
    ServerMessage,
    TLSError,
)
from ._generated.sync_client import Client
from ._native import (
    NULL,
    Agent,
    AgentData,
    AgentDefinition,
    AgentRef,
    AgentSummary,
    AsyncPage,
    AsyncPages,
    Authorization,
    CachedToken,
    Challenge,
    ConfigParameter,
    Definition,
    Definitions,
    DocumentChange,
    Environment,
    Event,
    InspectorResult,
    Integration,
    IntegrationRequest,
    IntegrationSummary,
    Interaction,
    InteractionState,
    LabAgent,
    LabAgentData,
    LabModel,
    LabPackage,
    LabResource,
    LabStrategy,
    LabTool,
    LlmConfig,
    ManifestResult,
    MemberSource,
    Message,
    ModelRef,
    Note,
    Null,
    OAuthFlow,
    OAuthFlows,
    PackageInfo,
    Page,
    PageInformation,
    Permissions,
    Prompt,
    PromptExample,
    PromptOutput,
    Property,
    PublishToolsResult,
    Removed,
    ResourcePool,
    Response,
    Sampling,
    SecretReference,
    SecurityScheme,
    SharingLink,
    TokenInfo,
    ToolRef,
    ToolSummary,
    __version__,
    cached,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._generated.async_client import AsyncClient

__all__ = [
    "NULL",
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "Agent",
    "AgentData",
    "AgentDefinition",
    "AgentRef",
    "AgentSummary",
    "AsyncClient",
    "AsyncPage",
    "AsyncPages",
    "Attempt",
    "AuthenticationError",
    "Authorization",
    "BadRequestError",
    "BulkResult",
    "CachedToken",
    "Challenge",
    "Client",
    "ClientClosedError",
    "ConfigError",
    "ConfigParameter",
    "ConflictError",
    "Definition",
    "DefinitionFault",
    "Definitions",
    "DefinitionsError",
    "DocumentChange",
    "Environment",
    "Event",
    "GeaiError",
    "InspectorResult",
    "Integration",
    "IntegrationRequest",
    "IntegrationSummary",
    "Interaction",
    "InteractionState",
    "InternalError",
    "InvalidRequestError",
    "LabAgent",
    "LabAgentData",
    "LabModel",
    "LabPackage",
    "LabResource",
    "LabStrategy",
    "LabTool",
    "LlmConfig",
    "MalformedResponseError",
    "ManifestResult",
    "MemberSource",
    "Message",
    "ModelRef",
    "NotFoundError",
    "Note",
    "Null",
    "OAuthFlow",
    "OAuthFlows",
    "PackageInfo",
    "Page",
    "PageInformation",
    "PermissionDeniedError",
    "Permissions",
    "Prompt",
    "PromptExample",
    "PromptOutput",
    "Property",
    "PublishToolsResult",
    "RateLimitError",
    "RedirectError",
    "Removed",
    "ReportedError",
    "ResourcePool",
    "Response",
    "ResponseTooLargeError",
    "Sampling",
    "SecretReference",
    "SecurityScheme",
    "ServerError",
    "ServerMessage",
    "Setting",
    "SharingLink",
    "TLSError",
    "TokenInfo",
    "ToolRef",
    "ToolSummary",
    "__version__",
    "cached",
    "check",
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

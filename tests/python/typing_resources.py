"""What a type checker sees of every operation, in all four forms. Checked by mypy and pyright, not run."""

from __future__ import annotations

from pathlib import Path

from typing_extensions import assert_type

from geai_client import (
    Agent,
    AgentDefinition,
    AgentSummary,
    AsyncClient,
    AsyncPage,
    AsyncPages,
    Authorization,
    Challenge,
    Client,
    ConfigParameter,
    InspectorResult,
    Integration,
    IntegrationRequest,
    IntegrationSummary,
    Interaction,
    InteractionState,
    LabPackage,
    ManifestResult,
    Page,
    PublishToolsResult,
    Response,
    SecurityScheme,
    SharingLink,
    TokenInfo,
)


def blocking(client: Client, definition: AgentDefinition, given: IntegrationRequest, scheme: SecurityScheme) -> None:
    """Client."""
    assert_type(client.agents.create(definition, automatic_publish=True), Agent)
    assert_type(client.agents.upsert("X", definition, automatic_publish=True), Agent)
    assert_type(client.agents.update("X", definition, automatic_publish=True), Agent)
    assert_type(client.agents.publish_revision("X", 2), Agent)
    assert_type(client.agents.get("X", revision=1, version=2, allow_drafts=True), Agent)
    assert_type(client.agents.list(start=0, count=5, allow_drafts=True, include_external=True), Page[AgentSummary])
    assert_type(client.agents.list_by_tool("t", allow_drafts=True, start=0, count=5), Page[AgentSummary])
    assert_type(client.agents.export("X"), LabPackage)
    assert_type(client.agents.import_(Path("package.json"), automatic_publish=True), list[Agent])
    assert_type(client.agents.create_sharing_link("X"), SharingLink)
    client.agents.delete("X")
    assert_type(client.integrations.list(detail_level="summary", name="n", id="i"), Page[IntegrationSummary])
    assert_type(client.integrations.get("X", detail_level="full", allow_drafts=True), Integration)
    assert_type(client.integrations.import_(given, automatic_publish=True), Integration)
    assert_type(client.integrations.import_(name="X", manifest=Path("openapi.yaml")), Integration)
    assert_type(client.integrations.update("X", given, via_import=True), Integration)
    assert_type(client.integrations.publish_tools("X"), PublishToolsResult)
    assert_type(client.integrations.get_config("X", allow_drafts=True), list[ConfigParameter])
    client.integrations.set_config("X", [ConfigParameter(key="k", value="v"), {"key": "k", "value": "v"}])
    client.integrations.delete("X")
    assert_type(client.inspector.security_scheme("https://service.example.com", depth=1), InspectorResult)
    assert_type(client.inspector.create_challenge(scheme), Challenge)
    assert_type(client.inspector.manifest(challenge_id="c", url="https://service.example.com"), ManifestResult)
    assert_type(client.inspector.authorize("https://service.example.com", client_id="c"), Authorization)
    assert_type(client.interactions.list_open(), list[Interaction])
    assert_type(client.interactions.record("X"), InteractionState)
    assert_type(client.interactions.close("X"), InteractionState)
    assert_type(client.validate_token(), TokenInfo)


async def asynchronous(
    client: AsyncClient, definition: AgentDefinition, given: IntegrationRequest, scheme: SecurityScheme
) -> None:
    """AsyncClient."""
    assert_type(await client.agents.create(definition, automatic_publish=True), Agent)
    assert_type(await client.agents.upsert("X", definition, automatic_publish=True), Agent)
    assert_type(await client.agents.update("X", definition, automatic_publish=True), Agent)
    assert_type(await client.agents.publish_revision("X", 2), Agent)
    assert_type(await client.agents.get("X", revision=1, version=2, allow_drafts=True), Agent)
    assert_type(client.agents.list(start=0, count=5, allow_drafts=True), AsyncPages[AgentSummary])
    assert_type(await client.agents.list(), AsyncPage[AgentSummary])
    assert_type(client.agents.list_by_tool("t", start=0, count=5), AsyncPages[AgentSummary])
    assert_type(await client.agents.export("X"), LabPackage)
    assert_type(await client.agents.import_(Path("package.json"), automatic_publish=True), list[Agent])
    assert_type(await client.agents.create_sharing_link("X"), SharingLink)
    await client.agents.delete("X")
    assert_type(client.integrations.list(detail_level="summary"), AsyncPages[IntegrationSummary])
    assert_type(await client.integrations.get("X", detail_level="full", allow_drafts=True), Integration)
    assert_type(await client.integrations.import_(given, automatic_publish=True), Integration)
    assert_type(await client.integrations.update("X", given, via_import=True), Integration)
    assert_type(await client.integrations.publish_tools("X"), PublishToolsResult)
    assert_type(await client.integrations.get_config("X", allow_drafts=True), list[ConfigParameter])
    await client.integrations.set_config("X", [{"key": "k", "value": "v"}])
    await client.integrations.delete("X")
    assert_type(await client.inspector.security_scheme("https://service.example.com", depth=1), InspectorResult)
    assert_type(await client.inspector.create_challenge(scheme), Challenge)
    assert_type(await client.inspector.manifest(challenge_id="c"), ManifestResult)
    assert_type(await client.inspector.authorize("https://service.example.com", client_id="c"), Authorization)
    assert_type(await client.interactions.list_open(), list[Interaction])
    assert_type(await client.interactions.record("X"), InteractionState)
    assert_type(await client.interactions.close("X"), InteractionState)
    assert_type(await client.validate_token(), TokenInfo)


def blocking_with_response(plain: Client, definition: AgentDefinition, scheme: SecurityScheme) -> None:
    """Client.with_response."""
    client = plain.with_response
    assert_type(client.agents.create(definition, automatic_publish=True), Response[Agent])
    assert_type(client.agents.upsert("X", definition), Response[Agent])
    assert_type(client.agents.update("X", definition, retry_writes=True), Response[Agent])
    assert_type(client.agents.publish_revision("X", 2), Response[Agent])
    assert_type(client.agents.get("X"), Response[Agent])
    assert_type(client.agents.list(), Response[Page[AgentSummary]])
    assert_type(client.agents.list_by_tool("t"), Response[Page[AgentSummary]])
    assert_type(client.agents.export("X"), Response[LabPackage])
    assert_type(client.agents.import_({}), Response[list[Agent]])
    assert_type(client.agents.create_sharing_link("X"), Response[SharingLink])
    assert_type(client.agents.delete("X"), Response[None])
    assert_type(client.integrations.list(), Response[Page[IntegrationSummary]])
    assert_type(client.integrations.get("X"), Response[Integration])
    assert_type(client.integrations.import_(name="X"), Response[Integration])
    assert_type(client.integrations.update("X", name="Y"), Response[Integration])
    assert_type(client.integrations.publish_tools("X"), Response[PublishToolsResult])
    assert_type(client.integrations.get_config("X"), Response[list[ConfigParameter]])
    assert_type(client.integrations.set_config("X", []), Response[None])
    assert_type(client.integrations.delete("X"), Response[None])
    assert_type(client.inspector.security_scheme("https://service.example.com"), Response[InspectorResult])
    assert_type(client.inspector.create_challenge(scheme), Response[Challenge])
    assert_type(client.inspector.manifest(url="https://service.example.com"), Response[ManifestResult])
    assert_type(client.interactions.list_open(), Response[list[Interaction]])
    assert_type(client.interactions.record("X"), Response[InteractionState])
    assert_type(client.interactions.close("X"), Response[InteractionState])
    assert_type(client.validate_token(), Response[TokenInfo])


async def asynchronous_with_response(plain: AsyncClient, definition: AgentDefinition, scheme: SecurityScheme) -> None:
    """AsyncClient.with_response."""
    client = plain.with_response
    assert_type(await client.agents.create(definition, automatic_publish=True), Response[Agent])
    assert_type(await client.agents.upsert("X", definition), Response[Agent])
    assert_type(await client.agents.update("X", definition, retry_writes=True), Response[Agent])
    assert_type(await client.agents.publish_revision("X", 2), Response[Agent])
    assert_type(await client.agents.get("X"), Response[Agent])
    assert_type(await client.agents.list(), Response[AsyncPage[AgentSummary]])
    assert_type(await client.agents.list_by_tool("t"), Response[AsyncPage[AgentSummary]])
    assert_type(await client.agents.export("X"), Response[LabPackage])
    assert_type(await client.agents.import_({}), Response[list[Agent]])
    assert_type(await client.agents.create_sharing_link("X"), Response[SharingLink])
    assert_type(await client.agents.delete("X"), Response[None])
    assert_type(await client.integrations.list(), Response[AsyncPage[IntegrationSummary]])
    assert_type(await client.integrations.get("X"), Response[Integration])
    assert_type(await client.integrations.import_(name="X"), Response[Integration])
    assert_type(await client.integrations.update("X", name="Y"), Response[Integration])
    assert_type(await client.integrations.publish_tools("X"), Response[PublishToolsResult])
    assert_type(await client.integrations.get_config("X"), Response[list[ConfigParameter]])
    assert_type(await client.integrations.set_config("X", []), Response[None])
    assert_type(await client.integrations.delete("X"), Response[None])
    assert_type(await client.inspector.security_scheme("https://service.example.com"), Response[InspectorResult])
    assert_type(await client.inspector.create_challenge(scheme), Response[Challenge])
    assert_type(await client.inspector.manifest(url="https://service.example.com"), Response[ManifestResult])
    assert_type(await client.interactions.list_open(), Response[list[Interaction]])
    assert_type(await client.interactions.record("X"), Response[InteractionState])
    assert_type(await client.interactions.close("X"), Response[InteractionState])
    assert_type(await client.validate_token(), Response[TokenInfo])

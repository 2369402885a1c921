"""Integrations and interactions: what happens, and what is refused."""

from __future__ import annotations

import asyncio
import json
import pickle
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

import geai_client
from geai_client import (
    Agent,
    BadRequestError,
    Client,
    IntegrationRequest,
    InvalidRequestError,
    NotFoundError,
    OAuthFlow,
    OAuthFlows,
    ReportedError,
    SecurityScheme,
    SharingLink,
)
from geai_client.testing import Emulator
from support import PATIENCE, Scripted, document, manifest, same, tools

EXAMPLES = Path(__file__).parents[2] / "examples" / "integrations"


# Life cycle


def test_the_life_of_an_integration(emulator: Emulator, client: Client, answers: str) -> None:
    shown = answers == "observed"
    made = client.integrations.import_(name="depots", description="d", manifest=manifest("find", "book", "drop"))
    assert (made.pending_publish, made.pending_config_credential) == (True, False)
    assert made.type == ("OpenAPI" if shown else None)
    assert [tool.is_draft for tool in made.tools or ()] == [True if shown else None] * 3
    before = tools(emulator)
    assert list(before) == ["find_get", "book_get", "drop_get"]
    assert client.integrations.list(allow_drafts=False).items == []

    assert client.integrations.publish_tools("depots").total_published == 3
    assert client.integrations.publish_tools(made.id).total_published == 0
    (listed,) = client.integrations.list(allow_drafts=False, detail_level="expanded")
    assert (listed.id, listed.pending_publish, len(listed.tools or ())) == (made.id, False, 3 if shown else 0)

    changed = client.integrations.update(made.id, manifest=manifest("find", "book", "cancel"))
    after = tools(emulator)
    assert list(after) == ["find_get", "book_get", "cancel_get"]
    assert (after["find_get"], after["book_get"]) == (before["find_get"], before["book_get"])
    assert (changed.pending_publish, changed.description) == (True, "d")
    assert client.integrations.publish_tools("depots").total_published == 3

    client.interactions.record("depots")
    client.integrations.delete("depots")
    assert client.interactions.list_open() == []
    assert list(client.integrations.list()) == []
    with pytest.raises(NotFoundError, match="ToolPlugin not found"):
        client.integrations.get(made.id)


def test_tools_go_to_agents_and_away_with_their_integration(emulator: Emulator, client: Client) -> None:
    made = client.integrations.import_(name="depots", manifest=manifest("find", "book"), automatic_publish=True)
    assert (made.pending_publish, client.integrations.publish_tools("depots").total_published) == (False, 0)
    find, book = tools(emulator).values()
    for name, ids in {"One": [find], "Both": [find, book]}.items():
        pools = [{"name": "Main", "tools": [{"id": tool} for tool in ids]}]
        client.agents.create(name=name, agent_data={"resource_pools": pools})  # type: ignore[typeddict-item]
    assert [agent.name for agent in client.agents.list_by_tool(find, allow_drafts=True)] == ["One", "Both"]
    assert [agent.name for agent in client.agents.list_by_tool(book, allow_drafts=True)] == ["Both"]
    assert {find, book} <= {tool["id"] for tool in emulator.tools("dev")}

    client.integrations.delete("depots")
    assert {find, book}.isdisjoint(tool["id"] for tool in emulator.tools("dev"))
    both = client.agents.get("Both", allow_drafts=True)
    pools = both.agent_data and both.agent_data.resource_pools
    assert [tool.id for pool in pools or () for tool in pool.tools or ()] == [find, book]


def test_the_life_of_an_integration_async(emulator: Emulator) -> None:
    async def main() -> None:
        async with emulator.async_client("dev") as client:
            made = await client.integrations.import_(name="depots", manifest=document("find"))
            assert (await client.integrations.publish_tools(made.id)).total_published == 1
            assert (await client.integrations.update("depots", made, description="new")).description == "new"
            assert [listed.name async for listed in client.integrations.list()] == ["depots"]
            assert (await client.interactions.record("depots")).is_open
            assert [open_.name for open_ in await client.interactions.list_open()] == ["depots"]
            assert (await client.interactions.close("depots")).is_open is False
            with pytest.raises((ReportedError, NotFoundError)):
                await client.integrations.publish_tools("nobody")
            await client.integrations.delete("depots")
            with pytest.raises(NotFoundError):
                await client.integrations.get("depots")
            assert (await client.validate_token()).project_id == emulator.project_id("dev")

    asyncio.run(main())


def test_an_update_takes_the_route_it_is_told(emulator: Emulator, client: Client) -> None:
    def last() -> tuple[str, str, dict[str, str]]:
        request = emulator.requests[-1]
        return request["method"], request["path"], dict(request["query"])

    with pytest.raises(NotFoundError):
        client.integrations.update("depots", via_import=True, manifest=manifest("find"))
    assert last() == ("PUT", "/v3/tool-plugins/import/depots", {})
    made = client.integrations.update("depots", manifest=manifest("find"))
    assert last() == ("PUT", "/v3/tool-plugins/depots", {})
    assert (made.name, made.pending_publish) == ("depots", True)
    done = client.integrations.update("depots", via_import=True, automatic_publish=True, description="d")
    assert last() == ("PUT", "/v3/tool-plugins/import/depots", {"automaticPublish": "true"})
    assert (done.id, done.description, done.pending_publish) == (made.id, "d", False)
    assert emulator.requests[-1]["json"] == {"toolPlugin": {"description": "d"}}
    emulator.clear_requests()
    with pytest.raises(InvalidRequestError, match="automatic_publish: only together with via_import"):
        client.integrations.update("depots", automatic_publish=True, description="d")
    assert emulator.requests == []


@pytest.mark.observed("the pages show no failure in a success")
def test_a_failure_hidden_in_a_success_is_an_error(client: Client) -> None:
    with pytest.raises(ReportedError, match="ToolPlugin not found") as caught:
        client.integrations.publish_tools("nobody")
    error = caught.value
    assert (error.status, error.executed, error.operation) == (200, "maybe", "integrations.publish_tools")
    assert [message.description for message in error.messages] == ["ToolPlugin not found [IdOrName= nobody]."]
    with pytest.raises(ReportedError, match="Target not found"):
        client.inspector.security_scheme("https://nowhere.example.com")
    client.integrations.import_(name="depots", manifest=manifest())
    with pytest.raises(BadRequestError) as taken:
        client.integrations.import_(name="depots", manifest=manifest())
    assert taken.value.is_already_exists


def test_public_integrations_of_others_can_be_read_only(emulator: Emulator, client: Client) -> None:
    with emulator.client("prod") as other:
        public: dict[str, Any] = {"access_scope": "public", "public_name": "com.example.depots"}
        other.integrations.import_(name="depots", manifest=manifest("find"), automatic_publish=True, **public)
    assert client.integrations.list().items == []
    (listed,) = client.integrations.list(allow_external=True)
    assert (listed.name, listed.is_read_only) == ("depots", True)
    assert client.integrations.get("com.example.depots").is_read_only
    with pytest.raises(geai_client.PermissionDeniedError):
        client.integrations.delete("com.example.depots")


# Manifests


TEXTS = {
    "json": '\r\n{ "openapi" : "3.0.3",\t"paths":{}, "x": "\\u00fc ü \\/ 🚚", "n": 1.10, "n2": 1e400 }\n\n',
    "yaml": "# A comment, kept.\nopenapi: 3.0.3\r\npaths: {}\nx: |\n  two  \n  lines 🚚\n\n",
    "swagger": '{"swagger":"2.0","paths":{}}',
}


@pytest.mark.parametrize("form", TEXTS)
def test_a_manifest_text_arrives_to_the_letter(emulator: Emulator, client: Client, tmp_path: Path, form: str) -> None:
    text = TEXTS[form].replace("1e400", "12345678901234567890")
    path = tmp_path / "a file, 100% ü.txt"
    path.write_bytes(text.encode())
    for number, given in enumerate([text, path]):
        made = client.integrations.import_(name=f"{form}-{number}", manifest=given)
        assert emulator.requests[-1]["json"]["toolPlugin"]["manifest"] == text
        assert made.manifest == client.integrations.get(made.id).manifest == text
        assert client.integrations.update(made.id, made).manifest == text


def test_manifests_come_as_text_object_or_file(client: Client) -> None:
    weather, parcels = EXAMPLES / "weather.openapi.yaml", EXAMPLES / "parcels.openapi.json"
    for name, given, count in [
        ("yaml-file", weather, 4),
        ("json-file", parcels, 6),
        ("yaml-text", weather.read_text(encoding="utf-8"), 4),
        ("json-text", parcels.read_text(encoding="utf-8"), 6),
        ("object", json.loads(parcels.read_text(encoding="utf-8")), 6),
    ]:
        made = client.integrations.import_(name=name, manifest=given)
        assert len(made.tools or ()) == count
        if isinstance(given, dict):
            assert list(json.loads(made.manifest or "")) == list(given)
            assert json.loads(made.manifest or "") == given
    # In a definition, in a model, and beside one.
    client.integrations.import_({"name": "a", "manifest": weather})
    client.integrations.import_(IntegrationRequest(name="b", manifest=weather))
    client.integrations.import_(IntegrationRequest(name="c"), manifest=document("find"))
    assert {client.integrations.get(name).manifest for name in "ab"} == {weather.read_bytes().decode()}


@pytest.mark.observed("it is about size")
def test_a_manifest_of_twelve_megabytes_arrives_to_the_letter(client: Client) -> None:
    text = json.dumps({**document("find"), "x": ['line "ü"\n'] * 900_000}, ensure_ascii=False)
    assert len(text) > 12_000_000
    made = client.integrations.import_(name="big", manifest=text)
    # Not compared by `assert` itself, which would print both.
    equal = made.manifest == text
    assert equal


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("just words", ["not a manifest: expected an object in JSON or YAML, got a string"]),
        ("- openapi: 3.0.3", ["not a manifest", "got a list"]),
        ("openapi: 3.0.3\nx:\n  y: 1\n  y: 2", ["YAML, line 4 column 3, x: a second member `y`"]),
        ({"openapi": 3}, ["`openapi` must be a string, got 3"]),
        ('{\n  "openapi": "3.0.3",\n  oops\n}', ["not JSON", "line 3 column 3"]),
        ('{"openapi": "3.0.3"', ["not JSON", "line 1 column 19"]),
        ("openapi: 3.0.3\npaths: [\n", ["neither JSON nor YAML", "line 2 column 8"]),
        ("", ["empty; expected a manifest"]),
        (" \n\t ", ["empty; expected a manifest"]),
        (Path("/nonexistent/parcels.json"), ["/nonexistent/parcels.json: ", "No such file"]),
        (Path("/"), ["/: "]),
        (["openapi"], ["expected a manifest as text, object or file, got a list"]),
        (3, ["got an integer"]),
        (b"{}", ["got bytes"]),
        ({"openapi": "3.0.3", "x": {1, 2}}, ["got set"]),
        ({"openapi": "3.0.3", "x": float("nan")}, ["NaN cannot be written as JSON"]),
    ],
    ids=repr,
)
def test_what_is_no_manifest_is_refused_before_it_is_sent(
    emulator: Emulator, client: Client, given: Any, parts: list[str]
) -> None:
    for call in (
        lambda: client.integrations.import_(name="x", manifest=given),
        lambda: client.integrations.import_({"name": "x", "manifest": given}),
        lambda: client.integrations.update("x", manifest=given),
        lambda: client.integrations.update("x", via_import=True, manifest=given),
        lambda: IntegrationRequest(name="x", manifest=given),
    ):
        with pytest.raises(InvalidRequestError) as caught:
            call()  # type: ignore[no-untyped-call]
        assert "manifest" in str(caught.value), str(caught.value)
        assert [part for part in parts if part not in str(caught.value)] == [], str(caught.value)
        assert caught.value.executed == "no"
    assert emulator.requests == []


def test_broken_files_are_named(emulator: Emulator, client: Client, tmp_path: Path) -> None:
    for name, data, part in [
        ("a.json", b'{"openapi": "3.0.3",}', "not JSON: trailing comma at line 1 column 21"),
        ("b.yaml", b"\xff\xfe", "UTF-8"),
        ("c.yaml", b"", "empty"),
    ]:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InvalidRequestError) as caught:
            client.integrations.import_(name="x", manifest=tmp_path / name)
        assert str(tmp_path / name) in str(caught.value)
        assert part in str(caught.value), str(caught.value)
    assert emulator.requests == []


@pytest.mark.parametrize("fields", [{}, {"name": " "}, {"name": "x"}, {"manifest": manifest()}, {"nmae": "x"}])
def test_what_an_import_needs_is_asked_for(emulator: Emulator, client: Client, fields: dict[str, str]) -> None:
    with pytest.raises(InvalidRequestError, match=r"name|manifest"):
        client.integrations.import_(fields)  # type: ignore[arg-type]
    assert emulator.requests == []


# Security schemes and models


SCHEMES: dict[str, dict[str, Any]] = {
    "apiKey": {"in": "query", "name": "key", "authLevel": "apiKey"},
    "http": {"scheme": "bearer", "bearerFormat": "JWT", "authLevel": "System"},
    "oauth2": {
        "in": "header",
        "name": "Authorization",
        "issuer": "https://login.example.com",
        "authLevel": "User",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "https://login.example.com/authorize?a=b",
                "tokenUrl": "https://login.example.com/token",
                "refreshUrl": "https://login.example.com/refresh",
                "challengeMethod": "S512",
                "scopes": ["read", "write"],
                "x-pkce": True,
            },
            "clientCredentials": {"tokenUrl": "https://login.example.com/token", "scope": ".default"},
            "deviceCode": {"deviceUrl": "https://login.example.com/device", "scopes": {"read": "Reads."}},
            "x-additional-parameters": {"prompt": "consent", "nested": [1, None, {"a": "b"}]},
        },
    },
    "openIdConnect": {"openIdConnectUrl": "https://login.example.com/.well-known/openid-configuration"},
    "mutualTLS": {"authLevel": "Project", "x-certificate": {"alias": "ü"}},
    "none": {"authLevel": "None"},
    "quantum": {"in": "aether", "authLevel": "somebody", "entangled": [True, 1.5, None, {}], "x": {"y": {"z": "ü"}}},
}


@pytest.mark.parametrize("kind", SCHEMES)
def test_a_security_scheme_goes_around_without_loss(
    emulator: Emulator, client: Client, kind: str, answers: str
) -> None:
    scheme = {"type": kind, **SCHEMES[kind]}
    model = SecurityScheme.from_dict(scheme)
    assert same(model.to_dict(), scheme)
    for number, given in enumerate([model, scheme]):
        name = f"s-{number}"
        client.integrations.import_(name=name, manifest=manifest(), security_scheme=given)  # type: ignore[arg-type]
        assert same(emulator.requests[-1]["json"]["toolPlugin"]["securityScheme"], scheme)
        got = client.integrations.get(name)
        if answers == "documented":
            # Pages show of a scheme its type, its place and its scopes.
            shown = got.security_scheme
            assert shown is not None
            assert (shown.type, shown.in_, shown.auth_level) == (model.type, model.in_, model.auth_level)
            continue
        assert got.security_scheme == model
        for again in (got, got.to_definition(), got.to_dict()):
            client.integrations.update(name, again)  # type: ignore[arg-type]
            assert same(emulator.requests[-1]["json"]["toolPlugin"]["securityScheme"], scheme)
        assert client.integrations.get(name) == client.integrations.get(name).replace()
        assert same(client.integrations.get(name).security_scheme.to_dict(), scheme)  # type: ignore[union-attr]


@pytest.mark.parametrize("parameters", ["", "prompt=consent", {"prompt": "consent"}, {}, [1], None])
def test_additional_parameters_are_text_an_object_or_absent(client: Client, parameters: Any) -> None:
    wire = {"authorizationCode": {"scopes": ["a"]}}
    if parameters is not None:
        wire["x-additional-parameters"] = parameters
    scheme: Any = {"flows": wire}
    client.integrations.import_(name="x", manifest=manifest(), security_scheme=scheme)
    flows = client.integrations.get("x").security_scheme.flows  # type: ignore[union-attr]
    # The emulator answers the member for every flow, as the pages show it.
    wire.setdefault("x-additional-parameters", {})
    answered = {} if parameters is None else parameters
    assert flows == OAuthFlows(authorization_code=OAuthFlow(scopes=["a"]), x_additional_parameters=answered)
    assert flows.x_additional_parameters == answered
    assert flows.to_dict() == wire


def test_scopes_are_read_as_a_list_and_as_text(emulator: Emulator, client: Client) -> None:
    client.integrations.import_(name="x", manifest=manifest())
    for given, read in [(["a", "b"], ("a", "b")), ("a  b", ("a", "b")), ("", ()), ([], ())]:
        plugin = {"securityScheme": {"flows": {"authorizationCode": {"scopes": given}}}}
        client.request("PUT", "/v3/tool-plugins/x", json={"toolPlugin": plugin})
        flow = client.integrations.get("x").security_scheme.flows.authorization_code  # type: ignore[union-attr]
        assert flow.scopes == read  # type: ignore[union-attr]
    client.integrations.update("x", security_scheme={"flows": {"authorization_code": {"scopes": "c  d"}}})
    assert client.integrations.get("x").security_scheme.flows.authorization_code.scopes == ("c", "d")  # type: ignore[union-attr]
    emulator.clear_requests()
    wrong: Any = {"flows": {"authorization_code": {"scopes": 3}}}
    with pytest.raises(InvalidRequestError, match=r"flows\.authorization_code\.scopes: expected a list"):
        client.integrations.update("x", security_scheme=wrong)
    assert emulator.requests == []


def test_an_integration_becomes_what_an_update_takes(client: Client, answers: str) -> None:
    # No page shows a member of a scheme that has no name there.
    extra = {"new": 1} if answers == "observed" else {}
    scheme = SecurityScheme(type="apiKey", in_="header", name="X-Key", extra=extra)
    assert (scheme.in_, scheme.to_dict()["in"], "in_" in scheme.to_dict()) == ("header", "header", False)
    assert SecurityScheme(in_="query") == SecurityScheme.from_dict({"in": "query"})
    got = client.integrations.import_(name="x", manifest=manifest("find"), security_scheme=scheme)
    definition = got.to_definition()
    assert isinstance(definition, IntegrationRequest)
    assert set(definition.to_dict()) == {"name", "description", "accessScope", "manifest", "securityScheme"}
    assert definition.security_scheme == scheme
    changed = definition.replace(description="new", security_scheme=scheme.replace(in_="query"))
    assert client.integrations.update(got.id, changed).security_scheme.in_ == "query"  # type: ignore[union-attr]
    for model, change in [(got, "name"), (definition, "manifest"), (scheme, "in_")]:
        with pytest.raises(AttributeError, match=rf"is frozen: make a changed copy with \.replace\({change}=\.\.\.\)"):
            setattr(model, change, "x")
    for model in (got, definition, scheme):
        assert pickle.loads(pickle.dumps(model)) == model


def test_a_list_survives_an_integration_that_does_not_fit() -> None:
    rows = [{"id": "1", "name": "a", "new": {"x": 1}}, {"id": 2}, {"id": "3", "name": "c", "status": "asleep"}]
    with Scripted(lambda _: (200, {"plugins": rows})) as server:
        page = Client(server.url, api_token="x").integrations.list()
    assert [row.name for row in page.items] == ["a", "c"]
    assert (page.items[0].extra, page.items[1].status) == ({"new": {"x": 1}}, "asleep")
    assert len(page.malformed) == 1


# Interactions, links, tokens


def test_interactions_belong_to_a_user(emulator: Emulator, client: Client) -> None:
    made = [client.integrations.import_(name=name, manifest=manifest()) for name in ("one", "two")]
    user = Client(emulator.url, access_token=emulator.oauth_token, project_id=emulator.project_id("dev"))
    for name in ("one", "two", "one"):
        assert client.interactions.record(name).is_open
    assert [(each.name, each.id) for each in client.interactions.list_open()] == [
        ("one", made[0].id),
        ("two", made[1].id),
    ]
    assert user.interactions.list_open() == []
    user.interactions.record(made[1].id)
    client.interactions.close("two")
    assert [each.name for each in client.interactions.list_open()] == ["one"]
    (open_,) = user.interactions.list_open()
    assert (open_.name, open_.is_open, open_.project_id) == ("two", True, emulator.project_id("dev"))
    assert open_.organization_id == emulator.organization_id
    assert isinstance(open_.last_interaction_date_time, str)
    assert client.interactions.close("two").is_open is False
    with pytest.raises(NotFoundError):
        client.interactions.record("nobody")


def test_sharing_links_and_tokens(emulator: Emulator, client: Client) -> None:
    agent: Agent = client.agents.create(name="A")
    link = client.agents.create_sharing_link("A")
    assert isinstance(link, SharingLink)
    assert link.agent_id == agent.id
    assert (link.api_token or "-") in (link.shared_link or "")
    with urlopen(link.shared_link or "", timeout=PATIENCE) as page:  # noqa: S310 (the emulator's own)
        assert page.status == 200
    with pytest.raises(NotFoundError):
        client.agents.create_sharing_link("nobody")
    for name in emulator.projects:
        told = emulator.client(name).validate_token()
        assert (told.project_id, told.organization_id) == (emulator.project_id(name), emulator.organization_id)
    with pytest.raises(geai_client.AuthenticationError):
        Client(emulator.url, api_token="wrong").validate_token()

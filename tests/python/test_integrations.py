"""Integrations, the inspector and interactions: what happens, what is refused, and that secrets stay secret."""

from __future__ import annotations

import asyncio
import base64
import html
import json
import logging
import pickle
import secrets
import sys
import threading
import traceback
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, quote_plus, urlencode, urljoin, urlsplit
from urllib.request import urlopen

import pytest

import geai_client
from geai_client import (
    Agent,
    APIError,
    APITimeoutError,
    Authorization,
    BadRequestError,
    Client,
    ConfigParameter,
    GeaiError,
    Integration,
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
from support import PATIENCE, Scripted, Silent, same

EXAMPLES = Path(__file__).parents[2] / "examples" / "integrations"
PARCELS = "https://parcels.example.com/openapi.json"
CHALLENGE_LIFE = 600
CANARY = "canary-9f1c"


def document(*operations: str) -> dict[str, Any]:
    """An OpenAPI description with an operation of each of these ids."""
    paths = {
        f"/{name}": {"get": {"operationId": name, "responses": {"200": {"description": "ü"}}}} for name in operations
    }
    return {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}


def manifest(*operations: str) -> str:
    return json.dumps(document(*operations))


def tools(integration: Integration) -> dict[str, Any]:
    """Ids of the tools, by name."""
    return {tool.name or "": tool.extra["id"] for tool in integration.tools or ()}


# Life cycle


def test_the_life_of_an_integration(client: Client) -> None:
    made = client.integrations.import_(name="depots", description="d", manifest=manifest("find", "book", "drop"))
    assert (made.pending_publish, made.pending_config_credential, made.type) == (True, False, "OpenAPI")
    assert all(tool.extra["isDraft"] for tool in made.tools or ())
    before = tools(made)
    assert list(before) == ["find_get", "book_get", "drop_get"]
    assert client.integrations.list(allow_drafts=False).items == []

    assert client.integrations.publish_tools("depots").total_published == 3
    assert client.integrations.publish_tools(made.id).total_published == 0
    (listed,) = client.integrations.list(allow_drafts=False, detail_level="expanded")
    assert (listed.id, listed.pending_publish, len(listed.tools or ())) == (made.id, False, 3)

    changed = client.integrations.update(made.id, manifest=manifest("find", "book", "cancel"))
    after = tools(changed)
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
    find, book = tools(made).values()
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
            with pytest.raises(ReportedError):
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
        ("{}", ["not an OpenAPI document: no member `openapi`"]),
        ("just words", ["not an OpenAPI document"]),
        ({"openapi": 3}, ["`openapi` must be a string, got 3"]),
        ({"info": {}}, ["no member `openapi`"]),
        ('{\n  "openapi": "3.0.3",\n  oops\n}', ["not JSON", "line 3 column 3"]),
        ('{"openapi": "3.0.3"', ["not JSON", "line 1 column 19"]),
        ("openapi: 3.0.3\npaths: [\n", ["neither JSON nor YAML", "line 2 column 8"]),
        ("", ["empty; expected an OpenAPI document"]),
        (" \n\t ", ["empty; expected an OpenAPI document"]),
        (Path("/nonexistent/parcels.json"), ["/nonexistent/parcels.json: ", "No such file"]),
        (Path("/"), ["/: "]),
        (["openapi"], ["expected an OpenAPI document as text, object or file, got a list"]),
        (3, ["got an integer"]),
        (b"{}", ["got bytes"]),
        ({"openapi": "3.0.3", "x": {1, 2}}, ["got set"]),
        ({"openapi": "3.0.3", "x": float("nan")}, ["NaN has no JSON"]),
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
def test_a_security_scheme_goes_around_without_loss(emulator: Emulator, client: Client, kind: str) -> None:
    scheme = {"type": kind, **SCHEMES[kind]}
    model = SecurityScheme.from_dict(scheme)
    assert same(model.to_dict(), scheme)
    for number, given in enumerate([model, scheme]):
        name = f"s-{number}"
        client.integrations.import_(name=name, manifest=manifest(), security_scheme=given)  # type: ignore[arg-type]
        assert same(emulator.requests[-1]["json"]["toolPlugin"]["securityScheme"], scheme)
        got = client.integrations.get(name)
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
    assert flows == OAuthFlows(authorization_code=OAuthFlow(scopes=["a"]), x_additional_parameters=parameters)
    assert flows.x_additional_parameters == parameters
    assert flows.to_dict() == wire


def test_scopes_are_read_as_a_list_and_as_text(emulator: Emulator, client: Client) -> None:
    client.integrations.import_(name="x", manifest=manifest())
    for given, read in [(["a", "b"], ("a", "b")), ("a  b", ("a", "b")), ("", ()), ([], ())]:
        plugin = {"securityScheme": {"flows": {"authorizationCode": {"scopes": given}}}}
        client.request("PUT", "/v3/tool-plugins/x", json={"toolPlugin": plugin})
        flow = client.integrations.get("x").security_scheme.flows.authorization_code  # type: ignore[union-attr]
        assert flow.scopes == read  # type: ignore[union-attr]
    emulator.clear_requests()
    wrong: Any = {"flows": {"authorization_code": {"scopes": "a b"}}}
    with pytest.raises(InvalidRequestError, match=r"flows\.authorization_code\.scopes: expected a list"):
        client.integrations.update("x", security_scheme=wrong)
    assert emulator.requests == []


def test_an_integration_becomes_what_an_update_takes(client: Client) -> None:
    scheme = SecurityScheme(type="apiKey", in_="header", name="X-Key", extra={"new": 1})
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


# Secrets


def forms(secret: str) -> set[str]:
    """The spellings in which a secret could show."""
    found = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
    found |= {json.dumps(secret, ensure_ascii=ascii_)[1:-1] for ascii_ in (True, False)}
    found |= {html.escape(secret), repr(secret)[1:-1], json.dumps(json.dumps(secret))[3:-3]}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):
            found.add(encode(b"\0" * shift + secret.encode())[4 if shift else 0 : -4].decode())
    return found


def hits(secret: str, shown: dict[str, str | bytes]) -> list[str]:
    """Where a secret shows."""
    spellings = forms(secret)
    texts = {
        place: text.decode("utf-8", "replace") if isinstance(text, bytes) else text for place, text in shown.items()
    }
    return [place for place, text in texts.items() if any(spelling in text for spelling in spellings)]


def every_view(name: str, model: Any) -> dict[str, str | bytes]:
    """All that can be seen of a model."""
    views: dict[str, str | bytes] = {
        "repr": repr(model),
        "str": str(model),
        "format": f"{model}",
        "to_dict": repr(model.to_dict()),
        "json": json.dumps(model.to_dict()),
        "html": model._repr_html_(),
        "nested": repr([{"x": (model,)}]),
    }
    views |= {f"pickle {version}": pickle.dumps(model, version) for version in range(pickle.HIGHEST_PROTOCOL + 1)}
    return {f"{name} {view}": text for view, text in views.items()}


def canary(name: str) -> str:
    return f'{name}-{secrets.token_hex(16)}-"ü/+ %'


def of_the_package(error: BaseException) -> str:
    """Frames of the package in a traceback, with their variables."""
    frames = traceback.TracebackException.from_exception(error, capture_locals=True)
    package = str(Path(geai_client.__file__).parent)
    own = [frame for frame in frames.stack if frame.filename.startswith(package)]
    assert own
    return "".join(traceback.StackSummary.from_list(own).format())


def test_forms_of_a_secret_are_found() -> None:
    secret = canary("x")
    for shown in (
        secret,
        repr({"a": secret}),
        json.dumps([secret]),
        json.dumps({"body": json.dumps([secret])}),
        urlencode({"a": secret}),
        html.escape(secret),
        *(base64.b64encode(b"." * shift + secret.encode() + b"..").decode() for shift in range(6)),
    ):
        assert hits(secret, {"place": shown}) == ["place"], shown
        assert hits(canary("x"), {"place": shown}) == []


def test_secrets_show_nowhere(emulator: Emulator, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    planted = {name: canary(name) for name in ("client-secret", "parameter", "api-token-of-a-link")}
    flow = OAuthFlow(
        client_id="c",
        client_secret=planted["client-secret"],
        authorization_url="https://login.example.com/authorize",
        token_url="https://login.example.com/token",
    )
    scheme = SecurityScheme(type="oauth2", flows={"authorization_code": flow})
    request = IntegrationRequest(name="x", manifest=manifest("find"), security_scheme=scheme)
    parameter = ConfigParameter(key="securityScheme.apiKey", value=planted["parameter"])
    link = SharingLink(
        api_token=planted["api-token-of-a-link"], shared_link=f"https://h.example/?t={planted['api-token-of-a-link']}"
    )
    made = client.integrations.import_(request)
    client.integrations.set_config("x", [parameter])
    client.agents.create(name="A")
    real = client.agents.create_sharing_link("A")
    planted |= {"real link": real.api_token or "", "token": emulator.token("dev")}
    answered = client.with_response.integrations.update("x", request)
    shared = client.with_response.agents.create_sharing_link("A")
    planted["second link"] = shared.data.api_token or ""
    config = client.integrations.get_config("x")
    assert all(planted.values())

    shown: dict[str, str | bytes] = {}
    models = {"flow": flow, "scheme": scheme, "request": request, "parameter": parameter, "link": link, "real": real}
    models |= {"made": made, "definition": made.to_definition(), "replaced": request.replace(name="y")}
    models |= {f"parameter {at}": each for at, each in enumerate(config)}
    for name, model in models.items():
        shown |= every_view(name, model)
    for name, response in {"response": answered, "response of a link": shared}.items():
        shown |= {name: repr(response), f"{name} headers": repr(dict(response.headers))}
    errors: list[Callable[[], object]] = [
        lambda: client.integrations.import_(request),
        lambda: client.integrations.update("absent", request.replace(name="x")),
        lambda: client.integrations.set_config("absent", [parameter]),
        lambda: client.inspector.create_challenge(scheme.replace(flows=None, extra={"flows2": 1})),
        lambda: client.integrations.import_(request, manifest="{"),
    ]
    for at, call in enumerate(errors):
        with pytest.raises(GeaiError) as caught:
            call()
        error = caught.value
        shown |= {
            f"error {at}": str(error),
            f"error {at} repr": repr(error),
            f"error {at} to_dict": repr(error.to_dict()),
            f"error {at} attributes": repr(vars(error)),
            f"error {at} pickle": pickle.dumps(error),
            f"error {at} traceback": "".join(traceback.format_exception(error)),
            f"error {at} frames": of_the_package(error),
        }
    shown |= {"log": caplog.text, "records": repr([vars(record) for record in caplog.records])}
    shown |= {"requests": repr(emulator.requests), "requests as JSON": json.dumps(emulator.requests)}
    shown |= {"client": repr(client), "config": repr(client.config), "pickled": repr(client.__reduce__()[1:])}
    assert any("import" in record.getMessage() for record in caplog.records if record.name == "geai_client")
    assert {name: hits(secret, shown) for name, secret in planted.items()} == {name: [] for name in planted}
    assert len(emulator.requests) > 5


def test_secrets_are_revealed_on_purpose(emulator: Emulator, client: Client) -> None:
    secret = canary("secret")
    parts: list[Any] = [
        OAuthFlow(client_secret=secret),
        SecurityScheme(flows={"authorization_code": {"client_secret": secret}}),
        ConfigParameter(key="k", value=secret),
        SharingLink(api_token=secret),
        IntegrationRequest(security_scheme={"flows": {"authorization_code": {"client_secret": secret}}}),
    ]
    for model in parts:
        assert hits(secret, {"revealed": json.dumps(model.to_dict(reveal_secrets=True))}) == ["revealed"]
        assert hits(secret, {"hidden": json.dumps(model.to_dict())}) == []
        assert type(model).from_dict(model.to_dict(reveal_secrets=True)) == model
    assert (parts[0].client_secret, parts[2].value, parts[3].api_token) == (secret,) * 3
    # On the wire it is itself: a second sending of what the server made of it changes nothing.
    made = client.integrations.import_(name="x", manifest=manifest(), security_scheme=parts[1])
    assert client.integrations.update("x", made.to_dict(reveal_secrets=True)) == made  # type: ignore[arg-type]
    with Scripted(lambda _: (200, {"id": "1", "name": "x"})) as server:
        Client(server.url, api_token="x").integrations.update("x", security_scheme=parts[1])
        sent = server.requests[0]["body"]["toolPlugin"]["securityScheme"]
    assert sent["flows"]["authorizationCode"]["clientSecret"] == secret
    assert emulator.requests


def test_a_hidden_secret_is_never_sent(emulator: Emulator, client: Client) -> None:
    flows: Any = {"authorization_code": {"client_id": "c", "client_secret": "s"}}
    made = client.integrations.import_(name="x", manifest=manifest(), security_scheme={"flows": flows})
    request = IntegrationRequest(name="y", manifest=manifest(), security_scheme={"flows": flows})
    scheme = request.security_scheme
    assert scheme is not None
    parameter = ConfigParameter(key="k", value="s")
    in_scheme = r"security_scheme\.flows\.authorization_code\.client_secret: `\*\*\*` stands for a hidden secret"
    in_value = r"parameters\[0\]\.value: `\*\*\*` stands for a hidden secret"
    emulator.clear_requests()

    def both(model: Any) -> list[Any]:
        pickled = pickle.loads(pickle.dumps(model))
        assert pickled.to_dict(reveal_secrets=True) == model.to_dict()
        return [pickled, model.to_dict()]

    for hidden in [*both(made), *both(request), *both(made.to_definition())]:
        for call in (
            client.integrations.import_,
            lambda given: client.integrations.update("x", given),
            lambda given: client.integrations.update("x", given, via_import=True, description="d"),
        ):
            with pytest.raises(InvalidRequestError, match=in_scheme):
                call(hidden)
    for hidden in both(scheme):
        for call in (
            lambda given: client.integrations.update("x", security_scheme=given),
            lambda given: client.integrations.import_({"name": "z", "manifest": manifest(), "security_scheme": given}),
            lambda given: client.integrations.import_(name="z", manifest=manifest(), security_scheme=given),
            lambda given: (
                client.integrations.update("x", security_scheme={"flows": given.flows})
                if isinstance(given, SecurityScheme)
                else client.inspector.create_challenge(given)
            ),
            client.inspector.create_challenge,
        ):
            with pytest.raises(InvalidRequestError, match=in_scheme):
                call(hidden)
    for hidden in both(parameter):
        with pytest.raises(InvalidRequestError, match=in_value):
            client.integrations.set_config("x", [hidden])
    with pytest.raises(InvalidRequestError, match="hidden secret"):
        OAuthFlow(client_secret="***")
    for sent in (both(request)[0], {"toolPlugin": both(request)[0]}, [both(scheme)[0]], both(parameter)[0]):
        with pytest.raises(InvalidRequestError, match=r"json.*`\*\*\*` stands for a hidden secret"):
            client.request("PUT", "/v3/tool-plugins/x", json=sent)
    assert emulator.requests == []

    # What does not go along does not matter, and neither does what is replaced.
    hidden = pickle.loads(pickle.dumps(made))
    assert hidden.parameters
    assert client.integrations.update("x", hidden.replace(security_scheme=None)).name == "x"
    assert client.integrations.update("x", hidden, security_scheme=scheme).name == "x"
    assert client.integrations.update("x", hidden.to_dict(), security_scheme=scheme).name == "x"

    async def main() -> None:
        async with emulator.async_client("dev") as other:
            emulator.clear_requests()
            with pytest.raises(InvalidRequestError, match=in_scheme):
                await other.integrations.update("x", hidden)

    asyncio.run(main())
    assert emulator.requests == []


# Signing in


class Form(HTMLParser):
    """The form on a page: where it goes and what it holds."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form":
            self.action = named["action"] or ""
        elif tag == "input":
            self.fields[named["name"] or ""] = named["value"] or ""


def browse(url: str, decision: str = "allow") -> str:
    """Plays the user: opens the consent page, decides, and follows to the callback, whose page it returns."""
    with urlopen(url, timeout=PATIENCE) as page:  # noqa: S310 (the emulator's own)
        form = Form(page.read().decode())
    data = urlencode({**form.fields, "decision": decision}).encode()
    with urlopen(urljoin(url, form.action), data, timeout=PATIENCE) as page:  # noqa: S310
        assert urlsplit(page.url).path == "/emulator/oauth/callback"
        return str(page.read().decode())


def state(url: str) -> str:
    """Id of the challenge in the URL where the user signs in."""
    return parse_qs(urlsplit(url).query)["state"][0]


def begun(client: Client, url: str = PARCELS) -> str:
    """Id of a challenge whose user did not come."""
    seen: list[str] = []
    with pytest.raises(APITimeoutError):
        client.inspector.authorize(url, client_id="c", on_url=seen.append, deadline=0)
    return state(seen[0])


def check_signed_in(client: Client, done: Authorization) -> None:
    assert done.url == PARCELS
    assert done.security_scheme is not None
    flow = done.security_scheme.flows and done.security_scheme.flows.authorization_code
    assert flow is not None
    assert (flow.client_id, flow.challenge_method) == ("my-client", "S256")
    made = client.integrations.import_(
        name="parcels", manifest=done.manifest, security_scheme=done.security_scheme, automatic_publish=True
    )
    assert list(tools(made)) == ["listParcels_get"]


def test_a_user_signs_in(emulator: Emulator, client: Client) -> None:
    urls: list[str] = []
    pages: list[str] = []

    def on_url(url: str) -> None:
        urls.append(url)
        pages.append(browse(url))

    done = client.inspector.authorize(PARCELS, client_id="my-client", on_url=on_url)
    assert len(urls) == 1
    assert "You are signed in" in pages[0]
    query = parse_qs(urlsplit(urls[0]).query)
    assert (query["code_challenge_method"], query["client_id"], query["state"]) == (
        ["S256"],
        ["my-client"],
        [done.challenge_id],
    )
    assert done.authorization_url == urls[0]
    assert urls[0].startswith(emulator.url)
    check_signed_in(client, done)


def test_a_user_signs_in_async_while_others_go_on(emulator: Emulator, client: Client) -> None:
    async def main() -> Authorization:
        loop = asyncio.get_running_loop()
        url: asyncio.Future[str] = loop.create_future()
        async with emulator.async_client("dev") as other:
            signing_in = asyncio.create_task(
                other.inspector.authorize(PARCELS, client_id="my-client", on_url=url.set_result)
            )
            seen = await url
            assert (await other.validate_token()).project_id == emulator.project_id("dev")
            assert "You are signed in" in await loop.run_in_executor(None, browse, seen)
            return await signing_in

    check_signed_in(client, asyncio.run(main()))


def test_the_url_is_printed_unless_it_is_taken(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(APITimeoutError):
        client.inspector.authorize(PARCELS, client_id="c", deadline=0)
    assert capsys.readouterr().out.startswith(client.base_url)


def test_a_browser_is_opened_on_request(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: shown.append(url) or browse(url))
    done = client.inspector.authorize(PARCELS, client_id="c", on_url=shown.append, open_browser=True)
    assert shown == [done.authorization_url] * 2
    shown.clear()
    open_ = client.inspector.authorize(
        "https://weather.example.com/openapi.json", on_url=shown.append, open_browser=True
    )
    assert (shown, open_.challenge_id, open_.authorization_url) == ([], None, None)
    assert open_.manifest is not None


def test_a_denial_is_an_error_at_once(emulator: Emulator, client: Client) -> None:
    def deny(url: str) -> None:
        assert "denied" in browse(url, "deny")

    with pytest.raises(APIError, match="The sign-in was denied") as caught:
        client.inspector.authorize(PARCELS, client_id="c", on_url=deny)
    assert caught.value.operation == "inspector.manifest"
    looks = [request for request in emulator.requests if request["path"].endswith("/inspector/manifest")]
    assert len(looks) == 1

    async def main() -> None:
        async with emulator.async_client("dev") as other:
            await other.inspector.authorize(PARCELS, client_id="c", on_url=deny)

    with pytest.raises(APIError, match="The sign-in was denied"):
        asyncio.run(main())


def test_a_deadline_names_the_challenge_and_that_resumes(emulator: Emulator, client: Client) -> None:
    urls: list[str] = []
    with pytest.raises(APITimeoutError) as caught:
        client.inspector.authorize(PARCELS, client_id="c", on_url=urls.append, deadline=0)
    challenge = state(urls[0])
    assert f"(challenge {challenge})" in str(caught.value)
    assert (caught.value.operation, caught.value.executed) == ("inspector.authorize", "no")
    browse(urls[0])
    emulator.clear_requests()
    done = client.inspector.authorize(PARCELS, challenge_id=challenge, on_url=urls.append)
    assert (len(urls), done.challenge_id) == (1, challenge)
    assert done.manifest is not None
    assert [request["path"] for request in emulator.requests] == ["/v3/tool-plugins/inspector/manifest"]

    async def main() -> Authorization:
        async with emulator.async_client("dev") as other:
            with pytest.raises(APITimeoutError) as late:
                await other.inspector.authorize(PARCELS, client_id="c", on_url=urls.append, deadline=0)
            assert state(urls[-1]) in str(late.value)
            assert emulator.complete_challenge(state(urls[-1]))
            return await other.inspector.authorize(PARCELS, challenge_id=state(urls[-1]))

    assert asyncio.run(main()).manifest == done.manifest


def test_a_challenge_is_good_for_its_project_once_and_in_time(emulator: Emulator, client: Client) -> None:
    def fetch(who: Client, challenge: str) -> tuple[bool | None, bool]:
        fetched = who.inspector.manifest(challenge_id=challenge, url=PARCELS)
        return fetched.success, bool(fetched.manifest)

    stranger = emulator.client("prod")
    challenge = begun(client)
    assert fetch(client, challenge) == (False, False)
    assert emulator.complete_challenge(challenge)
    assert not emulator.complete_challenge(challenge)
    assert fetch(stranger, challenge) == (False, False)
    with pytest.raises(APITimeoutError):
        stranger.inspector.authorize(PARCELS, challenge_id=challenge, deadline=0)
    assert fetch(client, challenge) == (True, True)
    assert fetch(client, challenge) == (False, False)
    with pytest.raises(APITimeoutError, match="expired"):
        client.inspector.authorize(PARCELS, challenge_id=challenge, deadline=0)

    completed, still_open, fresh = begun(client), begun(client), begun(client)
    assert emulator.complete_challenge(completed)
    emulator.advance_clock(CHALLENGE_LIFE - 1)
    assert emulator.complete_challenge(fresh)
    assert fetch(client, fresh) == (True, True)
    emulator.advance_clock(2)
    assert fetch(client, completed) == (False, False)
    assert not emulator.complete_challenge(still_open)
    assert not emulator.complete_challenge("nothing")
    assert fetch(client, "nothing") == (False, False)
    with pytest.raises(ValueError, match="negative"):
        emulator.advance_clock(-1)


def test_a_code_belongs_to_its_challenge(client: Client) -> None:
    urls: list[str] = []
    for _ in range(2):
        with pytest.raises(APITimeoutError):
            client.inspector.authorize(PARCELS, client_id="c", on_url=urls.append, deadline=0)
    mixed = urls[0].replace(state(urls[0]), state(urls[1]))
    with pytest.raises(OSError, match="400"):
        browse(mixed)
    for url in urls:
        assert client.inspector.manifest(challenge_id=state(url)).success is False


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({}, "client_id: required, the service wants a user to sign in"),
        ({"client_id": " "}, "client_id: required"),
        ({"client_id": "c", "deadline": -1}, "deadline: expected seconds, 0 or more"),
        ({"client_id": "c", "deadline": float("nan")}, "deadline: expected seconds, 0 or more"),
    ],
)
def test_what_is_wrong_is_said_before_a_challenge_is_made(
    emulator: Emulator, client: Client, options: dict[str, Any], part: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        client.inspector.authorize(PARCELS, on_url=pytest.fail, **options)
    assert part in str(caught.value)
    assert not any(request["path"].endswith("create-challenge") for request in emulator.requests)
    emulator.clear_requests()
    with pytest.raises(InvalidRequestError, match="url: empty or blank"):
        client.inspector.authorize(" ", client_id="c")
    assert emulator.requests == []


def test_a_cancelled_sign_in_is_over() -> None:
    async def main(server: Silent) -> None:
        loop = asyncio.get_running_loop()
        async with geai_client.AsyncClient(server.url, api_token="x") as client:
            waiting = asyncio.create_task(client.inspector.authorize(PARCELS, challenge_id="c"))
            await loop.run_in_executor(None, server.wait_for_requests, 1)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await loop.run_in_executor(None, server.wait_for_closed, 1)
        assert server.arrived == 1

    with Silent() as server:
        asyncio.run(main(server))


def test_a_cancelled_sign_in_leaves_its_challenge_to_others(emulator: Emulator) -> None:
    async def main() -> None:
        url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        async with emulator.async_client("dev") as client:
            waiting = asyncio.create_task(client.inspector.authorize(PARCELS, client_id="c", on_url=url.set_result))
            challenge = state(await url)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert emulator.complete_challenge(challenge)
            assert (await client.inspector.manifest(challenge_id=challenge)).success

    asyncio.run(main())


def test_what_on_url_raises_comes_through(client: Client) -> None:
    def gone(_: str) -> None:
        raise KeyError(CANARY)

    with pytest.raises(KeyError, match=CANARY):
        client.inspector.authorize(PARCELS, client_id="c", on_url=gone)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_an_interrupt_ends_the_wait() -> None:
    import signal

    with Silent() as server:

        def interrupt() -> None:
            server.wait_for_requests(1)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        threading.Thread(target=interrupt, daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            Client(server.url, api_token="x").inspector.authorize(PARCELS, challenge_id="c")
        server.wait_for_closed(1)


def test_log_records_of_a_sign_in_hold_no_challenge(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "geai_client"):
        challenge = begun(client)
    assert [record for record in caplog.records if record.name == "geai_client"]
    assert challenge not in "".join(record.getMessage() for record in caplog.records if record.levelno < logging.ERROR)

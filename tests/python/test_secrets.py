"""Secrets show nowhere, are revealed on purpose only, and a hidden one is never sent."""

from __future__ import annotations

import asyncio
import base64
import html
import json
import pickle
import secrets
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest

import geai_client
from geai_client import (
    Client,
    ConfigParameter,
    GeaiError,
    IntegrationRequest,
    InvalidRequestError,
    OAuthFlow,
    SecurityScheme,
    SharingLink,
)
from geai_client.testing import Emulator
from support import Scripted, manifest


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


def planted(kind: Any) -> Any:
    """A JSON value of a kind, with canaries where a secret is, also among the members that no schema names."""
    plain = {"boolean": True, "integer": 1, "number": 1, "words": ["word"], "document": "{}", "secret": CANARY}
    if isinstance(kind, str):
        return unknown_members() if kind == "json" else plain.get(kind, "text")
    return [planted(kind["list"])] if "list" in kind else planted_model(kind["model"])


def unknown_members() -> dict[str, Any]:
    return {"clientSecret": CANARY, "list": [{"x-password": CANARY, "tokenType": "shown"}]}


def named_like_secrets() -> dict[str, Any]:
    """Members that a printed form hides. Those that `to_dict` gives have another canary."""
    return {
        "private-key": NAMED,
        "apiKey": NAMED,
        "access_token": NAMED,
        "tokens": [[NAMED]],
        "secrets": {"db": {"value": NAMED}},
        "password": 20_252_026,
        "tokenUrl": "https://shown.example",
    }


def planted_model(name: str) -> dict[str, Any]:
    members = {member["name"]: planted(member["kind"]) for member in SCHEMAS[name]}
    return {**members, "client_secret": CANARY, "unknown": unknown_members()}


CANARY = "canary-secret"
NAMED = "canary-of-a-name"
SCHEMAS = {
    model["name"]: model["members"]
    for model in json.loads((Path(__file__).parents[1] / "schemas.json").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("name", [name for name in SCHEMAS if hasattr(geai_client, name)])
def test_no_printed_form_of_a_model_shows_a_secret(name: str) -> None:
    model = getattr(geai_client, name).from_dict(planted_model(name), strict=False)
    views = every_view(name, model) | {"list": repr([model]), "percent": f"{[model]!s}"}
    assert hits(CANARY, views) == []
    # A form that is read again keeps what is certainly no secret.
    assert "shown" in views[f"{name} json"]


@pytest.mark.parametrize("name", [name for name in SCHEMAS if hasattr(geai_client, name)])
def test_no_printed_form_shows_a_member_that_is_named_like_a_secret(name: str) -> None:
    free = {member["name"]: named_like_secrets() for member in SCHEMAS[name] if member["kind"] == "json"}
    # `secrets` of a definition are models, which name the variables of secrets.
    models = {member["name"] for member in SCHEMAS[name] if isinstance(member["kind"], dict)}
    named = {name: value for name, value in named_like_secrets().items() if name not in models}
    planted = {**planted_model(name), **free, **named, "nested": [named_like_secrets()]}
    model = getattr(geai_client, name).from_dict(planted, strict=False)
    shown = f"{model!r} {model} {[model]} {model._repr_html_()}"
    assert NAMED not in shown
    assert "20252026" not in shown
    assert repr(model).count("https://shown.example") == len(free) + 2
    # What a program is given is not hidden.
    assert model.to_dict()["apiKey"] == NAMED
    assert model.extra["tokens"] == [[NAMED]]


def test_every_model_is_public() -> None:
    assert [name for name in SCHEMAS if not hasattr(geai_client, name)] == ["PackageContent"]


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


@pytest.mark.parametrize("secret", [["canary"], {"x": "canary"}, 77_777, True, [["canary"]]], ids=str)
def test_a_secret_of_another_type_is_refused_and_not_shown(emulator: Emulator, client: Client, secret: Any) -> None:
    scheme: Any = {"flows": {"authorization_code": {"client_secret": secret}}}
    wire = {"flows": {"authorizationCode": {"clientSecret": secret}}}
    emulator.clear_requests()
    for call in (
        lambda: client.integrations.import_(name="x", manifest=manifest(), security_scheme=scheme),
        lambda: client.integrations.update("x", security_scheme=scheme),
        # As an answer is given back: its members have their types, but for those that stand apart.
        lambda: client.integrations.update("x", {"id": "1", "name": "x", "securityScheme": wire}),  # type: ignore[arg-type]
        lambda: client.integrations.set_config("x", [{"key": "k", "value": secret}]),
        lambda: client.inspector.create_challenge(scheme),
        lambda: ConfigParameter(key="k", value=secret),
        lambda: ConfigParameter.from_dict({"key": "k", "value": secret}),
        lambda: SecurityScheme.from_dict(wire),
        lambda: SharingLink.from_dict({"apiToken": secret}),
    ):
        with pytest.raises(InvalidRequestError) as caught:
            call()
        assert not {"canary", "77777"} & set(str(caught.value).replace("`", " ").replace('"', " ").split())
    assert emulator.requests == []


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

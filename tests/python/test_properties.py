"""Properties of whole calls: what is lost, what is changed, what is sent, what is shown."""

from __future__ import annotations

import configparser
import json
import math
import pickle
import secrets
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geai_client import Agent, Client, ConfigError, GeaiError, InvalidRequestError
from support import Scripted

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
# Names no member has, and that Python would have to take care with.
NAMES = TEXTS.map("x_{}".format) | st.sampled_from(["x__proto__", "x.y", "x_Ω", "__class__", "self"])
NUMBERS = (
    st.integers()
    | st.integers(min_value=2**52, max_value=2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([-0.0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2])
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
FOREIGN = st.dictionaries(NAMES, VALUES, max_size=3)
CANARY = secrets.token_hex(16)
HALF = len(CANARY) // 2


def cases(count: int) -> settings:
    """So many cases, each as slow as the machine pleases."""
    return settings(max_examples=count, deadline=None)


class Echo:
    """A server whose next answer is set, and a client of it. Knows the last request."""

    def __init__(self, token: str) -> None:
        self.answer: tuple[int, Any] = (200, {})
        self.server = Scripted(lambda _: self.answer)
        self.client = Client(base_url=self.server.url, api_token=token, retries=0)

    @property
    def seen(self) -> dict[str, Any]:
        return self.server.requests[-1]


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    echo = Echo("t")
    with echo.server, echo.client:
        yield echo


@pytest.fixture(scope="module")
def telling() -> Iterator[Echo]:
    echo = Echo(CANARY)
    with echo.server, echo.client:
        yield echo


def exactly(value: Any) -> Any:
    """The value in a form that tells `1` from `1.0` and from `True`, and `-0.0` from `0.0`; order of members counts."""
    if isinstance(value, dict):
        return [(name, exactly(member)) for name, member in value.items()]
    if isinstance(value, (list, tuple)):
        return [exactly(member) for member in value]
    return type(value).__name__, repr(value)


@given(FOREIGN, FOREIGN, FOREIGN, TEXTS)
@cases(100)
def test_what_no_model_names_survives_get_and_update(
    echo: Echo, outer: dict[str, Any], inner: dict[str, Any], deep: dict[str, Any], text: str
) -> None:
    definition = {
        "name": "a",
        "description": text,
        "agentData": {"prompt": {"instructions": text, **deep}, "models": [{"name": "m", **deep}], **inner},
        **outer,
    }
    echo.answer = 200, {"id": "1", "revision": 2, "isDraft": True, "status": "active", **definition}
    agent = echo.client.agents.get("a")
    echo.client.agents.update("a", agent)
    sent = echo.seen["body"]["agentDefinition"]
    assert exactly(sorted_members(sent)) == exactly(sorted_members(definition))
    echo.client.agents.update("a", agent.replace(description="other"))
    changed = echo.seen["body"]["agentDefinition"]
    assert exactly(sorted_members(changed)) == exactly(sorted_members({**definition, "description": "other"}))


def sorted_members(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: sorted_members(member) for name, member in sorted(value.items())}
    return [sorted_members(member) for member in value] if isinstance(value, list) else value


@given(VALUES, st.fixed_dictionaries({"indent": st.sampled_from([None, 1]), "ensure_ascii": st.booleans()}))
@cases(200)
def test_free_form_json_is_what_the_json_module_makes_of_it(echo: Echo, value: Any, style: dict[str, Any]) -> None:
    text = json.dumps({"x": value}, **style)
    echo.answer = 200, text.encode()
    assert exactly(echo.client.request("GET", "/x")) == exactly(json.loads(text))


NUMBER_TEXTS = st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)


@given(NUMBER_TEXTS)
@cases(200)
def test_numbers_are_what_the_json_module_makes_of_them(echo: Echo, number: str) -> None:
    expected = json.loads(number)
    echo.answer = 200, f'{{"id":"1","name":"n","x":{number},"y":[{number}]}}'.encode()
    agent = echo.client.agents.get("a")
    assert exactly(agent.extra) == exactly({"x": expected, "y": [expected]})
    # Too large for a float is infinite to Python, and that cannot be written as JSON.
    if math.isfinite(expected):
        assert exactly(Agent.from_dict(agent.to_dict()).extra) == exactly(agent.extra)


@given(st.text(max_size=20) | st.from_regex(r"[./%2eEfF5cC;?#@: -]{1,12}", fullmatch=True))
@cases(300)
def test_any_id_is_refused_or_arrives_as_one_segment(echo: Echo, name: str) -> None:
    echo.answer = 200, {"id": "1", "name": "n"}
    before = len(echo.server.requests)
    try:
        echo.client.agents.get(name)
    except InvalidRequestError as error:
        assert len(echo.server.requests) == before, "a refused id was sent"
        assert error.executed == "no"  # noqa: PT017 (whether it is raised depends on the name)
        return
    assert len(echo.server.requests) == before + 1
    path = echo.seen["path"]
    assert path == urlsplit(path).path
    empty, version, agents, segment = path.split("/")
    assert (empty, version, agents) == ("", "v4", "agents")
    assert unquote_to_bytes(segment) == name.encode()


LEAKS = st.sampled_from(["{}", "Bearer {}", "<{}>", '"{}"', "\n{}\x1b", "x" * 180 + "{}", "x" * 2030 + "{}"]).map(
    lambda text: text.format(CANARY)
)
SAID = st.recursive(
    st.none() | st.integers() | TEXTS | LEAKS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["errors", "error", "message", "messages", "description", "detail", "title", "code"])
            | st.just(CANARY),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@given(st.sampled_from([200, 302, 400, 401, 404, 409, 429, 500, 503]), SAID | LEAKS.map(str.encode))
@cases(300)
def test_an_error_never_shows_the_token_whatever_the_server_says(telling: Echo, status: int, said: Any) -> None:
    telling.answer = status, said
    try:
        telling.client.agents.get("a")
    except GeaiError as error:
        again = pickle.loads(pickle.dumps(error))
        shown = [
            text
            for one in (error, again)
            for text in (
                str(one),
                repr(one),
                repr(one.args),
                repr(vars(one)) if hasattr(one, "__dict__") else "",
                repr([(message.id, message.code, message.description) for message in one.messages]),
                repr(one.body),
                repr(one.history),
            )
        ]
        stack = traceback.TracebackException.from_exception(error, capture_locals=True).stack
        shown += [repr(frame.locals) for frame in stack if "geai_client" in frame.filename]
        for text in shown:
            # Half of a token is too much.
            assert CANARY[:HALF] not in text
            assert CANARY[HALF:] not in text


CREDENTIALS = st.lists(
    st.sampled_from(
        [
            "[default]",
            "[DEFAULT]",
            "[other]",
            "[a] b",
            "[]",
            "geai_api_key = k",
            "GEAI_API_KEY: k2",
            "geai_api_key=",
            "geai_api_base_url = https://h.example/a",
            "geai_api_base_url=h.example",
            "geai_project_id = p%%1",
            "geai_project_id : p=q",
            "  continued",
            "\tgeai_project_id = p",
            "# comment",
            "  ; comment",
            "",
            "   ",
            "= x",
            "key",
            "key = v ; no comment",
        ]
    ),
    max_size=9,
)


@given(CREDENTIALS, st.sampled_from(["\n", "\r\n"]))
@cases(300)
def test_a_credentials_file_is_read_as_configparser_reads_it(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str
) -> None:
    path = credentials_path(tmp_path_factory)
    path.write_bytes(end.join(lines).encode())
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string("\n".join(lines))
        expected = parser["default"] if parser.has_section("default") else parser.defaults()
        # Blanks around a value are no part of it, nor is the line break of one that begins on the next line.
        values = {
            name: expected.get(f"geai_{name}", "").replace("%%", "%").strip() for name in ("api_key", "project_id")
        }
    except configparser.Error:
        values = None
    # What configparser reads may still be no configuration; what it refuses is refused.
    usable = values is not None and len(values["api_key"].split()) == 1 and "\n" not in values["project_id"]
    try:
        client = Client(credentials_file=path, base_url="https://host.example")
    except ConfigError as error:
        if usable:
            raise AssertionError(error) from error
        return
    with client:
        assert usable
        assert values is not None
        found = client.config
        assert (found["project_id"].value if "project_id" in found else "") == values["project_id"]


_CREDENTIALS: list[Path] = []


def credentials_path(factory: pytest.TempPathFactory) -> Path:
    """One file for all cases: it is written again for each."""
    if not _CREDENTIALS:
        _CREDENTIALS.append(factory.mktemp("credentials") / "credentials")
        _CREDENTIALS[0].touch(mode=0o600)
    return _CREDENTIALS[0]

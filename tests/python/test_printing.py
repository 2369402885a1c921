"""Printing never raises, whatever a server sent in members that no model names."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geai_client import AgentSummary, AsyncClient, Client, GeaiError, Integration, LabPackage, Page, Response
from support import Scripted

# Numbers that no type holds, halves of surrogate pairs, control characters, and what HTML takes for its own.
ATOMS = st.sampled_from(
    [
        "1" * 200_000,
        "-" + "9" * 5000,
        "1e400",
        "-1E+99999",
        "0." + "3" * 500,
        '"\\ud800"',
        '"\\udc00\\ud800 x"',
        r'"\u0000\u001b[2J\u202e"',
        '"<script>&amp;\'"',
        "null",
        "true",
        "{}",
        "[]",
    ]
)
NAMES = st.sampled_from(
    ["x", "clientSecret", "<b>", "\\ud800", "\\u0000", "__class__", "extra", "name2", "_fields", ""]
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda values: f"[{','.join(values)}]")
        | st.dictionaries(NAMES, inner, max_size=3).map(
            lambda members: "{" + ",".join(f'"{name}":{value}' for name, value in members.items()) + "}"
        )
    ),
    max_leaves=6,
)
DEEP = "[" * 100 + "]" * 100


def shown(value: Any) -> None:
    """Prints a value in every way."""
    for print_ in (repr, str, format):
        assert isinstance(print_(value), str)
    html = getattr(value, "_repr_html_", None)
    if html is not None:
        assert "<script>" not in html()


class Answers:
    """A server that answers every request with one text, and a client of it."""

    def __init__(self) -> None:
        self.answer: tuple[int, Any] = (200, b"{}")
        self.server = Scripted(lambda _: self.answer)
        self.client = Client(self.server.url, api_token="t", retries=0)


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    answers = Answers()
    with answers.server, answers.client:
        yield answers


@given(VALUES | st.just(DEEP), VALUES)
@settings(max_examples=40, deadline=None)
def test_every_printed_form(answers: Answers, outer: str, inner: str) -> None:
    client = answers.client
    agent = f'{{"id":"1","name":"n","new":{outer},"agentData":{{"prompt":{{"new":{inner}}},"version":{inner}}}}}'
    scheme = f'{{"flows":{{"clientCredentials":{{"clientSecret":{inner},"x":{outer}}}}}}}'
    for body, calls in (
        (agent, (lambda: client.with_response.agents.get("a"), lambda: client.request("GET", "/v4/agents/a"))),
        (f'{{"agents":[{agent},{outer}],"new":{inner}}}', (client.agents.list,)),
        (f'{{"id":"1","name":"n","securityScheme":{scheme},"y":{inner}}}', (lambda: client.integrations.get("a"),)),
        (f'{{"errors":[{{"description":{inner},"id":{outer}}}]}}', (lambda: client.agents.get("a"),)),
    ):
        for call in calls:
            answers.answer = (200, body.encode())
            try:
                value = call()
            except GeaiError as error:
                shown(error)
                json.dumps(error.to_dict())
                continue
            shown(value)
            if isinstance(value, Page):
                for record in value.items:
                    shown(record)
            if isinstance(value, Response):
                shown(value.data)
                shown(value.data.to_definition())


def test_the_numbers_that_no_type_holds() -> None:
    text = f'{{"id":"1","name":"n","large":{"1" * 200_000},"infinite":1e400}}'
    with Scripted(lambda _: (200, text.encode())) as server, Client(server.url, api_token="t") as client:
        agent = client.agents.get("a")
    assert repr(agent).startswith("Agent(id='1', name='n', extra={")
    assert "inf" in repr(agent)
    assert "infinite" in agent._repr_html_()
    package = LabPackage(f'{{"labPackage":{{"agents":[{{"name":"a","x":1e400}}],"y":{"1" * 5000}}}}}')
    shown(package)
    for record in package.agents:
        shown(record)


def test_what_else_is_printed(caplog: pytest.LogCaptureFixture) -> None:
    events: list[Any] = []
    with caplog.at_level(logging.DEBUG), Scripted(lambda _: (404, b'{"errors":[{"description":"\\ud800"}]}')) as server:
        client = Client(server.url, api_token="t", on_event=events.append, headers={"x": "y"})
        with pytest.raises(GeaiError) as caught:
            client.agents.get("a")
    for value in (
        caught.value,
        client,
        client.agents,
        client.with_response,
        client.config,
        *client.config.values(),
        *events,
        Page([AgentSummary(id="1", name="<script>")]),
        Integration(id="1", name="n"),
        AsyncClient(server.url, api_token="t").agents.list(),
        client.bulk(client.agents.get, ["../a"]),
    ):
        shown(value)
    asyncio.run(AsyncClient(server.url, api_token="t").aclose())
    assert caplog.text

"""Bad inputs: refused before anything is sent, or sent to the place they belong to.

The corpora and the expectations stand in `tests/inputs`, for all languages alike.
"""

from __future__ import annotations

import json
import operator
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from geai_client import ConfigError, InvalidRequestError, MalformedResponseError
from inputs import (
    SURFACES,
    Crashed,
    Escaped,
    Job,
    Lost,
    Recorder,
    Tally,
    bodies,
    canary,
    corpus,
    expected_failure,
    named,
    outcomes,
)
from support import operations, same

OPERATIONS = operations()
REFUSALS = (ConfigError, InvalidRequestError, TypeError)

pytestmark = pytest.mark.parametrize("surface", SURFACES)


def judge_refusal(outcome: object, records: list[Any], name: str) -> None:
    """A refusal names what is wrong, shortly, and nothing was sent."""
    if records:
        why = f"sent as {records[0]['method']} {records[0]['target']}"
        raise Escaped(why)
    if isinstance(outcome, BaseException) and not expected_failure(outcome):
        raise Crashed(repr(outcome))
    text = str(outcome)
    if not isinstance(outcome, REFUSALS) or name not in text or len(text) > 600:
        raise Lost(repr(outcome)[:300])


def judge_arrival(outcome: object, records: list[Any], place: dict[str, Any], text: str) -> None:
    """One request arrived where it belongs: its path, decoded once, holds the input in one segment."""
    if isinstance(outcome, BaseException):
        raise (Lost if expected_failure(outcome) else Crashed)(repr(outcome))
    seen = [(record["method"], record["target"]) for record in records]
    if len(seen) == 1:
        method, target = seen[0]
        segment = target.removeprefix(place["before"]).removesuffix(place["after"])
        whole = place["before"] + segment + place["after"] == target and not set(segment) & set("/\\?#")
        if method == place["method"] and whole and unquote_to_bytes(segment) == text.encode():
            return
    raise Escaped(repr(seen)[:300])


TEXTS = [
    {"case": case["case"], "value": case["text"] * case.get("times", 1), "expect": case["expect"]}
    for case in corpus("path-strings")
]
VALUES = [{**case, "expect": "refused"} for case in corpus("path-values")]
PLACES = corpus("places")


@pytest.mark.parametrize("case", [*named("path-strings", TEXTS), *named("path-values", VALUES)])
def test_an_id_is_refused_or_stays_in_its_segment(
    surface: str, recorder: Recorder, tally: Tally, case: dict[str, Any]
) -> None:
    recorder.prepare({f"place/{at}": place["answer"] for at, place in enumerate(PLACES)})
    clients: dict[type[Any], Any] = {}

    def job(place: dict[str, Any], at: int) -> Job:
        method = operator.attrgetter(OPERATIONS[place["operation"]]["python"])

        def call(cls: type[Any]) -> Any:
            client = clients.setdefault(cls, cls(recorder.url, api_token="x", retries=0))
            marked = client.with_options(headers={"x-case": str(at), "x-answer": f"place/{at}"})
            return method(marked)(case["value"], *place.get("then", []), **place.get("options", {}))

        return call

    answers = outcomes(surface, [job(place, at) for at, place in enumerate(PLACES)])
    arrived = recorder.by_case()
    for at, (place, answer) in enumerate(zip(PLACES, answers, strict=True)):
        records = arrived.pop(str(at), [])

        def judge(answer: Any = answer, records: list[Any] = records, place: dict[str, Any] = place) -> None:
            if case["expect"] == "refused":
                judge_refusal(answer, records, "id_or_name")
            else:
                judge_arrival(answer, records, place, case["value"])

        tally.count(f"{place['operation']} {ascii(case['value'])[:60]}", judge)
    assert not arrived


# What only Python can hold.
STRANGE = [
    {"case": f"{at}-{option}-{name}", "at": at, "option": option, "value": value}
    for at, option in (("client", "timeout"), ("call", "deadline"), ("call", "retries"))
    for name, value in (
        ("nan", float("nan")),
        ("infinity", float("inf")),
        ("minus-infinity", -float("inf")),
        ("400-digits", 10**400),
        ("bytes", b"1"),
        ("function", len),
    )
]


@pytest.mark.parametrize("choice", named("options", corpus("options") + STRANGE))
def test_a_wrong_option_is_refused_by_name(
    surface: str, recorder: Recorder, tally: Tally, choice: dict[str, Any]
) -> None:
    given = {"client": {}, "call": {}, choice["at"]: {choice["option"]: choice["value"], **choice.get("with", {})}}

    def call(cls: type[Any]) -> Any:
        client = cls(**{"base_url": recorder.url, "api_token": "x", "retries": 0, **given["client"]})
        method = operator.attrgetter(OPERATIONS[choice.get("operation", "agents.get")]["python"])(client)
        return method(*choice.get("then", ["a-1"]), **given["call"], **given.get("operation", {}))

    [answer] = outcomes(surface, [call])
    records = recorder.take()
    case = f"{choice['at']} {choice['option']} {ascii(choice['value'])[:40]}"
    tally.count(case, lambda: judge_refusal(answer, records, choice["option"]))


def filled(setting: dict[str, Any], name: str, secret: str, port: str) -> str | None:
    text = setting.get(name)
    if text is None:
        return None
    replaced: str = setting["value"].replace("{canary}", secret)
    filler = "x" * (setting.get("pad", 0) - len(replaced))
    found: str = text.replace("{canary}", secret).replace("{port}", port) + filler
    return found


def judge_value(setting: dict[str, Any], wire: str | None, answer: Any, records: list[Any]) -> None:
    """A value that is right arrived as it was given."""
    if isinstance(answer, BaseException):
        raise (Lost if expected_failure(answer) else Crashed)(repr(answer))
    if "shown" in setting:
        if answer.base_url != setting["shown"]:
            raise Lost(answer.base_url)
        return
    path = f"{setting.get('prefix', '')}/v4/agents/a-1"
    if [record["target"] for record in records] != [path]:
        raise Escaped(repr([record["target"] for record in records]))
    headers = [(name, value) for name, value in records[0]["headers"]]
    field = setting["field"]
    name = "authorization" if field.endswith("token") else setting.get("name", setting.get("header", "")).lower()
    expected = [] if wire is None else [wire]
    # The values may be secrets, so a failure does not show them.
    if "wire" in setting and [value for other, value in headers if other == name] != expected:
        why = f"{name} is not as it was given"
        raise Escaped(why)


@pytest.mark.parametrize("setting", named("values", corpus("values")))
def test_a_value_that_becomes_a_header_or_a_url_is_refused_or_arrives_unchanged(
    surface: str, recorder: Recorder, tally: Tally, setting: dict[str, Any]
) -> None:
    secret, field = canary(), setting["field"]
    value, wire = (filled(setting, name, secret, recorder.port) for name in ("value", "wire"))
    options: dict[str, Any] = {"base_url": recorder.url, "api_token": "x", "retries": 0}
    if field == "access_token":
        options |= {"api_token": None, "project_id": "p"}
    options[field] = {setting["name"]: value} if field == "headers" else value

    def call(cls: type[Any]) -> Any:
        client = cls(**options)
        # A base URL that should have been refused leads to a host that nobody may ask.
        remote = "shown" in setting or (field == "base_url" and setting["expect"] == "refused")
        return client if remote else client.agents.get("a-1")

    [answer] = outcomes(surface, [call])
    records = recorder.take()

    def judge() -> None:
        context: dict[str, Any] = getattr(answer, "to_dict", dict)()
        if secret in f"{answer!s} {answer!r} {context!r} {getattr(answer, 'config', '')!r}":
            why = "a secret was repeated"
            raise Escaped(why)
        if setting["expect"] == "accepted":
            judge_value(setting, wire, answer, records)
        else:
            judge_refusal(answer, records, "token" if field.endswith("token") else field)

    tally.count(f"{field}: {setting['why']}", judge)


def judge_reading(case: dict[str, Any], answer: Any) -> None:
    expected = case["name"][:2]
    if isinstance(answer, MalformedResponseError):
        if expected == "y_":
            raise Lost(repr(answer))
    elif isinstance(answer, BaseException):
        raise Crashed(repr(answer))
    elif expected == "n_" or (expected == "y_" and not same(answer, json.loads(case["text"]))):
        raise Lost(repr(answer)[:300])


@pytest.fixture(scope="module")
def suite(recorder: Recorder) -> dict[str, dict[str, Any]]:
    suite = {case["name"]: case for case in recorder.suite()}
    assert [sum(name.startswith(kind) for name in suite) for kind in ("y_", "n_", "i_")] == [95, 188, 35]
    assert list(suite) == bodies()
    return suite


@pytest.mark.parametrize("name", [pytest.param(name, id=f"bodies/{name}") for name in bodies()])
def test_a_body_of_the_json_test_suite_is_read_or_refused(
    surface: str, recorder: Recorder, tally: Tally, suite: dict[str, dict[str, Any]], name: str
) -> None:
    case = suite[name]

    def client(cls: type[Any], answer: str) -> Any:
        return cls(recorder.url, api_token="x", retries=0, headers={"x-answer": answer})

    free, held = outcomes(
        surface,
        [
            lambda cls: client(cls, f"suite/{name}").request("GET", "/v4/free"),
            lambda cls: client(cls, f"member/{name}").agents.get("a-1"),
        ],
    )

    def judge() -> None:
        # No body is no answer, not a broken one (GEN-11).
        blank = case["text"] is not None and not case["text"].strip()
        if not blank or free is not None:
            judge_reading(case, free)
        try:
            value = held if isinstance(held, BaseException) else held.extra["further"]
        except Exception as error:
            raise Crashed(repr(error)) from error
        judge_reading(case, value)

    tally.count(name, judge)
    recorder.take()

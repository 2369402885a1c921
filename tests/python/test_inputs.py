"""Bad inputs: refused before anything is sent, or sent to the place they belong to.

The corpora and the expectations stand in `tests/inputs`, for all languages alike.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from geai_client import ConfigError, InvalidRequestError, MalformedResponseError
from inputs import FACES, Crashed, Escaped, Job, Lost, Recorder, Tally, canary, corpus, expected_failure, outcomes
from support import operations, same

OPERATIONS = operations()
REFUSALS = (ConfigError, InvalidRequestError, TypeError)

pytestmark = pytest.mark.parametrize("face", FACES)


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.stop()


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


def test_ids_are_refused_or_stay_in_their_segment(face: str, recorder: Recorder, capsys: Any) -> None:
    texts = [(case["text"] * case.get("times", 1), case["expect"]) for case in corpus("path-strings")]
    texts += [(case["value"], "refused") for case in corpus("path-values")]
    places, tally = corpus("places"), Tally(face)
    recorder.prepare({f"place/{at}": place["answer"] for at, place in enumerate(places)})
    clients: dict[type[Any], Any] = {}

    def job(place: dict[str, Any], at: int, case: str, value: Any) -> Job:
        method = operator.attrgetter(OPERATIONS[place["operation"]]["python"])

        def call(cls: type[Any]) -> Any:
            client = clients.setdefault(cls, cls(recorder.url, api_token="x", retries=0))
            marked = client.with_options(headers={"x-case": case, "x-answer": f"place/{at}"})
            return method(marked)(value, *place.get("then", []), **place.get("options", {}))

        return call

    for at, place in enumerate(places):
        jobs = [job(place, at, f"{at}/{number}", text) for number, (text, _) in enumerate(texts)]
        answers = outcomes(face, jobs)
        arrived = recorder.by_case()
        for number, ((text, expected), answer) in enumerate(zip(texts, answers, strict=True)):
            records = arrived.pop(f"{at}/{number}", [])

            def judge(
                text: Any = text,
                expected: str = expected,
                answer: Any = answer,
                records: list[Any] = records,
                place: dict[str, Any] = place,
            ) -> None:
                if expected == "refused":
                    judge_refusal(answer, records, "id_or_name")
                else:
                    judge_arrival(answer, records, place, text)

            tally.count(f"{place['operation']} {ascii(text)[:60]}", judge)
        assert not arrived
    tally.close(capsys)


def test_wrong_options_are_refused_by_name(face: str, recorder: Recorder, capsys: Any) -> None:
    tally = Tally(face)
    infinite = [
        {"at": at, "option": option, "value": value}
        for at, option in (("client", "timeout"), ("call", "deadline"), ("call", "retries"))
        for value in (float("nan"), float("inf"), -float("inf"), 10**400, b"1", len)
    ]

    def job(choice: dict[str, Any]) -> Job:
        given = {"client": {}, "call": {}, choice["at"]: {choice["option"]: choice["value"], **choice.get("with", {})}}

        def call(cls: type[Any]) -> Any:
            client = cls(**{"base_url": recorder.url, "api_token": "x", "retries": 0, **given["client"]})
            method = operator.attrgetter(OPERATIONS[choice.get("operation", "agents.get")]["python"])(client)
            return method(*choice.get("then", ["a-1"]), **given["call"], **given.get("operation", {}))

        return call

    choices = corpus("options") + infinite
    for choice in choices:
        [answer] = outcomes(face, [job(choice)])
        records = recorder.take()
        case = f"{choice['at']} {choice['option']} {ascii(choice['value'])[:40]}"
        tally.count(case, lambda: judge_refusal(answer, records, choice["option"]))  # noqa: B023 (called at once)
    tally.close(capsys)


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


def test_values_that_become_headers_and_urls_are_refused_or_arrive_unchanged(
    face: str, recorder: Recorder, capsys: Any
) -> None:
    tally, secret = Tally(face), canary()

    def job(setting: dict[str, Any], value: str | None) -> Job:
        field = setting["field"]
        options: dict[str, Any] = {"base_url": recorder.url, "api_token": "x", "retries": 0}
        if field == "access_token":
            options |= {"api_token": None, "project_id": "p"}
        options[field] = {setting["name"]: value} if field == "headers" else value

        def call(cls: type[Any]) -> Any:
            client = cls(**options)
            # A base URL that should have been refused leads to a host that nobody may ask.
            remote = "shown" in setting or (field == "base_url" and setting["expect"] == "refused")
            return client if remote else client.agents.get("a-1")

        return call

    for setting in corpus("values"):
        value, wire = (filled(setting, name, secret, recorder.port) for name in ("value", "wire"))
        [answer] = outcomes(face, [job(setting, value)])
        records = recorder.take()

        def judge(
            setting: dict[str, Any] = setting,
            wire: str | None = wire,
            answer: Any = answer,
            records: list[Any] = records,
        ) -> None:
            context: dict[str, Any] = getattr(answer, "to_dict", dict)()
            if secret in f"{answer!s} {answer!r} {context!r} {getattr(answer, 'config', '')!r}":
                why = "a secret was repeated"
                raise Escaped(why)
            if setting["expect"] == "accepted":
                judge_value(setting, wire, answer, records)
            else:
                name = "token" if setting["field"].endswith("token") else setting["field"]
                judge_refusal(answer, records, name)

        tally.count(f"{setting['field']}: {setting['why']}", judge)
    tally.close(capsys)


def judge_reading(case: dict[str, Any], answer: Any) -> None:
    expected = case["name"][:2]
    if isinstance(answer, MalformedResponseError):
        if expected == "y_":
            raise Lost(repr(answer))
    elif isinstance(answer, BaseException):
        raise Crashed(repr(answer))
    elif expected == "n_" or (expected == "y_" and not same(answer, json.loads(case["text"]))):
        raise Lost(repr(answer)[:300])


def test_bodies_of_the_json_test_suite_are_read_or_refused(face: str, recorder: Recorder, capsys: Any) -> None:
    suite, tally = recorder.suite(), Tally(face)
    assert [sum(case["name"].startswith(kind) for case in suite) for kind in ("y_", "n_", "i_")] == [95, 188, 35]
    clients: dict[type[Any], Any] = {}

    def client(cls: type[Any], answer: str) -> Any:
        made = clients.setdefault(cls, cls(recorder.url, api_token="x", retries=0))
        return made.with_options(headers={"x-answer": answer})

    def free(case: dict[str, Any]) -> Job:
        return lambda cls: client(cls, f"suite/{case['name']}").request("GET", "/v4/free")

    def member(case: dict[str, Any]) -> Job:
        return lambda cls: client(cls, f"member/{case['name']}").agents.get("a-1")

    whole = outcomes(face, [free(case) for case in suite])
    held = outcomes(face, [member(case) for case in suite])

    def judge(case: dict[str, Any], free: Any, held: Any) -> None:
        # No body is no answer, not a broken one (GEN-11).
        blank = case["text"] is not None and not case["text"].strip()
        if not blank or free is not None:
            judge_reading(case, free)
        try:
            value = held if isinstance(held, BaseException) else held.extra["further"]
        except Exception as error:
            raise Crashed(repr(error)) from error
        judge_reading(case, value)

    for case, one, other in zip(suite, whole, held, strict=True):
        tally.count(case["name"], lambda: judge(case, one, other))  # noqa: B023 (called at once)
    recorder.take()
    tally.close(capsys)

"""The optional companions, the real ones: pandas and tqdm; tests/python has those of OpenTelemetry."""

from __future__ import annotations

import asyncio
import datetime as dt
from importlib.metadata import requires, version
from typing import Any

import numpy as np
import pandas as pd
import pytest
from packaging.requirements import Requirement

from geai_client import (
    AgentData,
    AgentDefinition,
    AgentSummary,
    InvalidRequestError,
    LabPackage,
    OAuthFlow,
    OAuthFlows,
    Page,
    SecurityScheme,
)
from geai_client.testing import Emulator

COUNT = 25


def test_the_extras_are_met_by_what_is_tested() -> None:
    wanted = [Requirement(text) for text in requires("geai-client") or []]
    assert {requirement.name for requirement in wanted} == {"opentelemetry-api", "pandas", "tqdm"}
    installed = {
        "opentelemetry-api": version("opentelemetry-api"),
        "pandas": pd.__version__,
        "tqdm": __import__("tqdm").__version__,
    }
    assert all(requirement.specifier.contains(installed[requirement.name]) for requirement in wanted)


def test_a_list_becomes_a_data_frame() -> None:
    with Emulator() as emulator, emulator.client() as client:
        emulator.seed_agents(count=COUNT)
        frame = pd.DataFrame([agent.to_dict() for agent in client.agents.list(count=10)])
        page = client.agents.list(count=10)
    assert len(frame) == COUNT
    assert set(frame["name"]) == {f"seeded-agent-{number}" for number in range(1, COUNT + 1)}
    assert frame["id"].is_unique
    assert {"id", "name", "status"} <= set(page.items[0].to_dict()) <= set(frame.columns)


def test_a_page_becomes_a_data_frame_of_attributes() -> None:
    with Emulator() as emulator, emulator.client() as client:
        emulator.seed_agents(count=COUNT)
        page = client.agents.list(count=10)
        frame = page.to_pandas()
        assert list(frame["name"]) == [agent.name for agent in page]
        assert {"id", "public_name", "is_draft", "revision", "version"} <= set(frame.columns)
        assert "publicName" not in frame.columns
        assert all(isinstance(revision, int) for revision in frame["revision"].tolist())
        assert list(client.agents.list(status="inactive").to_pandas().columns)[:2] == ["id", "name"]

    async def asynchronous() -> tuple[int, int]:
        with Emulator() as emulator:
            emulator.seed_agents(count=COUNT)
            async with emulator.async_client() as client:
                first = await client.agents.list(count=10)
                return len(await first.to_pandas()), len(await client.agents.list(count=10).to_pandas())

    assert asyncio.run(asynchronous()) == (COUNT, COUNT)


def test_the_types_of_a_data_frame_are_those_of_the_members() -> None:
    with Emulator() as emulator, emulator.client() as client:
        columns = dict(client.agents.list(status="inactive").to_pandas().dtypes.astype(str))
        emulator.seed_agents(count=1)
        full = dict(client.agents.list().to_pandas().dtypes.astype(str))
    for types in (columns, full):
        texts = ("id", "name", "public_name", "avatar_image", "job_description", "status")
        assert {name: types[name] for name in texts} == dict.fromkeys(texts, "string")
        assert (types["revision"], types["version"], types["is_draft"]) == ("Int64", "Int64", "boolean")
    # An object without a value is one column of any objects; one with values has a column for each member.
    assert columns["permissions"] == "object"
    page = Page([AgentSummary(id="1", name="n", version=2**70), AgentSummary(id="2", name="m", version=1.5)])
    assert page.to_pandas()["version"].dtype == "Float64"
    assert Page([AgentSummary(id="1", name="n", version=2**70)]).to_pandas()["version"].tolist() == [2**70]


def test_a_data_frame_hides_secrets_and_flattens_objects() -> None:
    flow = OAuthFlow(client_id="c", client_secret="hunter2")  # noqa: S106 (made up)
    page = Page([SecurityScheme(flows=OAuthFlows(client_credentials=flow)), SecurityScheme(name="n")])
    secret = "flows.client_credentials.client_secret"  # noqa: S105 (the name of a column)
    assert list(page.to_pandas()[secret].dropna()) == ["***"]
    assert list(page.to_pandas()["name"].dropna()) == ["n"]
    assert list(page.to_pandas(reveal_secrets=True)[secret].dropna()) == ["hunter2"]
    assert len(Page([]).to_pandas()) == 0


def test_a_table_can_be_sent_as_it_is_read() -> None:
    table = pd.DataFrame(
        {
            "name": ["first", "second"],
            "description": ["text", pd.NA],
            "max_tokens": [2000.0, float(np.float32(1000))],
            "top_k": np.array([3, 4], dtype="int32"),
            "temperature": np.array([0.5, 0.25], dtype="float32"),
            "since": [pd.NaT, pd.NaT],
        }
    )
    with Emulator() as emulator, emulator.client() as client:
        for row in table.to_dict("records"):
            client.agents.create(
                name=row["name"],
                description=row["description"],
                public_name=row["since"],
                agent_data={
                    "llm_config": {
                        "max_tokens": row["max_tokens"],
                        "sampling": {"top_k": np.int64(row["top_k"]), "temperature": np.float32(row["temperature"])},
                    }
                },
            )
        sent = [request["json"]["agentDefinition"] for request in emulator.requests]
        assert client.agents.get("first", revision=np.int64(1), allow_drafts=np.array([True])[0]).name == "first"
        assert len(client.agents.list(count=table["max_tokens"].iloc[1] / 1000, allow_drafts=True)) == 1
    assert sent[0]["description"] == "text"
    assert sent[1].keys() == {"name", "agentData"}
    assert sent[0]["agentData"] == {"llmConfig": {"maxTokens": 2000, "sampling": {"topK": 3, "temperature": 0.5}}}


@pytest.mark.parametrize(
    "when",
    [
        pd.Timestamp("2026-01-01"),
        dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc),
        dt.date(2026, 1, 1),
        dt.time(1),
        np.datetime64("2026-01-01"),
        np.datetime64("2026-01-01", "ns"),
        np.array(["2026-01-01"], dtype="datetime64[ns]"),
        pd.Series([pd.Timestamp("2026-01-01")]),
        pd.Timedelta("1s"),
        dt.timedelta(seconds=1),
        np.timedelta64(1, "s"),
        np.timedelta64(1, "ns"),
    ],
    ids=repr,
)
def test_a_time_is_refused_wherever_it_stands(when: object) -> None:
    with Emulator() as emulator, emulator.client() as client:
        given: Any = when
        for call in (
            lambda: client.agents.create(name="a", description=given),
            lambda: client.agents.create({"name": "a", "extra": {"when": given}}),
            lambda: client.request("POST", "/v4/agents", json={"when": when}),
        ):
            with pytest.raises(InvalidRequestError, match="of a time, give its text, such as isoformat"):
                call()
        assert emulator.requests == []
        # Times of calls are durations.
        assert client.agents.list(timeout=dt.timedelta(seconds=30), deadline=pd.Timedelta("1min")).total == 0


@pytest.mark.parametrize("missing", [float("nan"), np.float64("nan"), np.float32("inf"), np.longdouble("nan")])
def test_a_number_that_is_none_says_where_it_is(missing: object) -> None:
    data: Any = {"llm_config": {"sampling": {"temperature": missing}}}
    with Emulator() as emulator, emulator.client() as client, pytest.raises(InvalidRequestError) as caught:
        client.agents.create(name="a", agent_data=data)
    assert str(caught.value).startswith("agent_data.llm_config.sampling.temperature: ")
    assert "use None" in str(caught.value)


def test_arrays_and_missing_values_in_lists() -> None:
    data: Any = {"prompt": {"inputs": np.array(["a", "b"])}}
    definition = AgentDefinition(agent_data=data)
    assert isinstance(definition.agent_data, AgentData)
    assert definition.agent_data.prompt is not None
    assert definition.agent_data.prompt.inputs == ("a", "b")
    assert AgentDefinition(extra={"list": pd.Series([1, 2])}).extra == {"list": [1, 2]}
    with pytest.raises(InvalidRequestError, match=r"extra\.list\[1\]: a missing value"):
        AgentDefinition(extra={"list": [1, pd.NA]})


def test_the_bar_counts_failures(capsys: pytest.CaptureFixture[str]) -> None:
    with Emulator() as emulator, emulator.client() as client:
        result = client.bulk(client.agents.get, ["a", "b", "c"], progress=True)
    assert repr(result) == "BulkResult(0 ok, 3 failed)"
    assert "failed=3" in capsys.readouterr().err


def test_a_bulk_call_shows_the_bar_of_tqdm(capsys: pytest.CaptureFixture[str]) -> None:
    with Emulator() as emulator, emulator.client() as client:
        emulator.seed_agents(count=COUNT)
        names = [agent.name for agent in client.agents.list()]
        packages = client.bulk(client.agents.export, names, progress=True)
    assert all(isinstance(package, LabPackage) for package in packages)
    shown = capsys.readouterr().err
    assert f"{COUNT}/{COUNT}" in shown
    assert "100%" in shown

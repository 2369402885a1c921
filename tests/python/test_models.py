"""Model classes: what they share, and that nothing is lost."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geai_client import (
    Agent,
    AgentData,
    AgentDefinition,
    AgentSummary,
    BaseModel,
    Client,
    ConfigParameter,
    GeaiError,
    Integration,
    IntegrationRequest,
    InvalidRequestError,
    LabAgent,
    LlmConfig,
    ModelRef,
    Prompt,
    PromptExample,
    PromptOutput,
    ResourcePool,
    Sampling,
    ToolRef,
    types,
)
from support import Scripted, same

MODELS = BaseModel.__subclasses__()
REQUIRED = {"id": "1", "name": "n"}
KNOWN = {"accessScope", "agentData", "publicName", "extra"}

scalars = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**70), max_value=2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
jsons = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=20
)
# Names no model has: what they hold must survive whatever it is.
foreign = st.dictionaries(names.map("x_{}".format), jsons, max_size=4)


def agent(**members: Any) -> Agent:
    return Agent.from_dict({**REQUIRED, **members})


SCHEMAS = {
    model["name"]: model["members"]
    for model in json.loads((Path(__file__).parents[1] / "schemas.json").read_text(encoding="utf-8"))
}


def needed(name: str) -> dict[str, Any]:
    """What the model of this name cannot be read without."""
    return {member["name"]: least(member["kind"]) for member in SCHEMAS[name] if member["required"]}


def least(kind: Any) -> Any:
    """A value of this kind, as small as there is."""
    if kind == "boolean":
        return True
    if kind == "integer":
        return 1
    if isinstance(kind, dict):
        return needed(kind["model"]) if "model" in kind else []
    return "x"


@given(cls=st.sampled_from(MODELS), extra=foreign)
@settings(max_examples=300, deadline=None)
def test_members_that_have_no_name_survive_every_way(cls: Any, extra: dict[str, Any]) -> None:
    data = {**needed(cls.__name__), **extra}
    model = cls.from_dict(data, strict=False)
    assert same(model.to_dict(), data)
    assert same(model.extra, extra)
    assert cls.from_dict(model.to_dict(), strict=False) == model
    assert hash(cls.from_dict(dict(reversed(data.items())), strict=False)) == hash(model)
    assert pickle.loads(pickle.dumps(model)) == model
    assert model.replace() == model
    assert same(model.replace(extra={}).extra, {})


@given(extra=foreign)
def test_an_agent_becomes_a_definition_that_keeps_what_it_does_not_know(extra: dict[str, Any]) -> None:
    data = {"name": "n", "agentData": {"prompt": {"instructions": "i", **extra}, **extra}, **extra}
    got = Agent.from_dict({"id": "1", "revision": 3, "isDraft": True, "status": "active", **data})
    assert same(got.to_definition().to_dict(), data)


@pytest.mark.parametrize("cls", MODELS)
def test_every_model_is_documented_and_has_a_signature(cls: Any) -> None:
    assert cls.__doc__
    assert cls.__module__ == "geai_client"
    parameters = inspect.signature(cls).parameters
    fields = [name for name in parameters if name != "extra"]
    names = [name for name, _, _ in cls._members()]
    assert set(fields) == set(names)
    assert all(getattr(cls, name).__doc__ for name in fields)
    assert {"extra", *names} == set(inspect.signature(cls.replace).parameters) - {"self"}


def test_the_base_of_the_models_is_no_model() -> None:
    assert {cls.__name__ for cls in MODELS} >= {"Agent", "AgentDefinition", "Integration", "Plan"}
    for use in (BaseModel, lambda: BaseModel.from_dict({}), lambda: BaseModel._from_json("{}")):
        with pytest.raises(TypeError):
            use()
    agent = Agent(id="1", name="n")
    assert isinstance(agent, BaseModel)
    assert agent != AgentSummary(id="1", name="n")


def test_members_are_read_as_python_values() -> None:
    got = agent(
        accessScope="brand-new",
        isDraft=False,
        revision="3",
        version=2.0,
        agentData={
            "llmConfig": {"maxTokens": 8192.0, "sampling": {"temperature": 0.2, "topP": 1}},
            "models": [{"name": "gpt-4o", "prompt": {"any": [1, 2**70]}}],
            "prompt": {"inputs": ["a", "b"]},
        },
    )
    assert (got.access_scope, got.is_draft, got.revision, got.version, got.description) == (
        "brand-new",
        False,
        3,
        2,
        None,
    )
    assert isinstance(got.version, int)
    data = got.agent_data
    assert data is not None
    assert data is got.agent_data
    assert data.prompt is not None
    assert data.prompt.inputs == ("a", "b")
    assert isinstance(data.models, tuple)
    assert data.models[0].prompt == {"any": [1, 2**70]}
    assert data.llm_config is not None
    assert data.llm_config.max_tokens == 8192
    sampling = data.llm_config.sampling
    assert sampling == Sampling(temperature=0.2, top_p=1.0)
    assert agent(version=1.5).version == 1.5


def test_free_form_data_may_be_changed_without_changing_the_model() -> None:
    model = ModelRef(name="m", prompt={"a": [1]}, extra={"b": [2]})
    model.prompt["a"].append(3)
    model.extra["b"].append(4)
    assert (model.prompt, model.extra) == ({"a": [1]}, {"b": [2]})


def test_three_spellings_and_three_ways_make_the_same_definition() -> None:
    definition = AgentDefinition(
        name="X",
        access_scope="private",
        agent_data=AgentData(
            prompt=Prompt(
                instructions="i",
                examples=[PromptExample(input_data="a", output="b")],
                inputs=("a",),
                outputs=[PromptOutput(key="k")],
            ),
            llm_config=LlmConfig(max_tokens=1, sampling=Sampling(temperature=0)),
            models=(ModelRef(name="gpt-4o"),),
            resource_pools=[ResourcePool(name="Main", tools=[ToolRef(id="1", revision=2)])],
        ),
        extra={"new": 1},
    )
    snake: types.AgentDefinitionDict = {
        "name": "X",
        "access_scope": "private",
        "agent_data": {
            "prompt": {
                "instructions": "i",
                "examples": [{"input_data": "a", "output": "b"}],
                "inputs": ["a"],
                "outputs": [PromptOutput(key="k")],
            },
            "llm_config": {"max_tokens": 1, "sampling": {"temperature": 0}},
            "models": [{"name": "gpt-4o"}],
            "resource_pools": [{"name": "Main", "tools": [{"id": "1", "revision": 2}]}],
        },
        "extra": {"new": 1},
    }
    assert AgentDefinition(**snake) == definition
    assert AgentDefinition.from_dict(snake) == definition
    assert AgentDefinition.from_dict(definition.to_dict(), strict=False) == definition
    assert definition.to_dict() == {
        "name": "X",
        "accessScope": "private",
        "agentData": {
            "prompt": {
                "instructions": "i",
                "examples": [{"inputData": "a", "output": "b"}],
                "inputs": ["a"],
                "outputs": [{"key": "k"}],
            },
            "llmConfig": {"maxTokens": 1, "sampling": {"temperature": 0}},
            "models": [{"name": "gpt-4o"}],
            "resourcePools": [{"name": "Main", "tools": [{"id": "1", "revision": 2}]}],
        },
        "new": 1,
    }


def test_wrong_members_are_named_with_their_place_and_the_right_names() -> None:
    for make, part in [
        (lambda: AgentDefinition(nmae="x"), "did you mean `name`"),
        (lambda: AgentDefinition(name=3), "AgentDefinition.name: expected a string, got an integer"),
        (lambda: AgentDefinition(agent_data={"models": [{"nmae": 1}]}), "agent_data.models[0]: unknown field `nmae`"),
        (lambda: AgentDefinition(agent_data=Prompt()), "expected AgentData, got Prompt"),
        (lambda: AgentDefinition(agent_data=[]), "expected an object"),
        (lambda: AgentDefinition(extra={"accessScope": "x"}), "is a member of its own"),
        (lambda: LlmConfig(max_tokens=True), "expected an integer"),
        (lambda: LlmConfig(max_tokens=2**64), "64 bits"),
        (lambda: Prompt(inputs="abc"), "expected a list"),
        (lambda: Agent(name="n"), "id"),
        (lambda: Agent.from_dict({"id": 1, "name": "n"}), "id"),
        (lambda: Agent.from_dict([]), "expected an object"),
        (lambda: AgentDefinition(name="x").replace(nmae="y"), "did you mean `name`"),
    ]:
        with pytest.raises(InvalidRequestError) as caught:
            make()  # type: ignore[no-untyped-call]
        assert part in str(caught.value), str(caught.value)
        assert isinstance(caught.value, ValueError)
        assert caught.value.executed == "no"


def test_models_in_free_form_places_are_their_json() -> None:
    model = ModelRef(prompt=Prompt(context="c"), extra={"x": [ToolRef(id="1"), {"y": Prompt(inputs=["a"])}]})
    assert model.to_dict() == {"prompt": {"context": "c"}, "x": [{"id": "1"}, {"y": {"inputs": ["a"]}}]}


def test_models_are_frozen_and_say_how_to_change_them() -> None:
    got = agent(description="d")
    frozen = r"Agent is frozen: make a changed copy with \.replace\((name|new)=\.\.\.\)"
    for change in (lambda: setattr(got, "name", "x"), lambda: setattr(got, "new", 1), lambda: delattr(got, "name")):
        with pytest.raises(AttributeError, match=frozen):
            change()
    with pytest.raises(AttributeError):
        got.nothing  # type: ignore[attr-defined] # noqa: B018
    changed = got.replace(description=None, access_scope="public", extra={"new": 1})
    assert changed.to_dict() == {"id": "1", "name": "n", "accessScope": "public", "new": 1}
    assert got.to_dict() == {"id": "1", "name": "n", "description": "d"}


def test_models_compare_by_value_and_copy() -> None:
    one, other = agent(version=1, x={"a": 1, "b": 2}), agent(version=1.0, x={"b": 2, "a": 1})
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1
    assert one != agent(version=2)
    assert one != AgentSummary.from_dict(one.to_dict())
    assert one != 1
    assert copy.copy(one) is one
    assert copy.deepcopy([one])[0] is one
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(one, protocol)) == one


def test_models_print_readably() -> None:
    got = agent(
        agentData={"models": [{"name": "a" * 200}], "llmConfig": {"sampling": {"temperature": 1.0, "topP": 0.25}}},
        isDraft=True,
        new=[None, "ü"],
        description="it's",
    )
    assert repr(got) == (
        "Agent(id='1', name='n', description=\"it's\", agent_data=AgentData("
        "llm_config=LlmConfig(sampling=Sampling(temperature=1, top_p=0.25)), "
        f"models=(ModelRef(name='{'a' * 80}…'),)), is_draft=True, extra={{'new': [None, 'ü']}})"
    )


@pytest.mark.parametrize(
    ("cls", "data", "why"),
    [
        (
            AgentDefinition,
            {"agentData": {"prompt": {"instructons": "x"}}},
            "AgentDefinition.agentData.prompt: unknown field `instructons`, did you mean `instructions`?",
        ),
        (AgentDefinition, {"agentDta": {}}, "unknown field `agentDta`, did you mean `agentData`?"),
        (IntegrationRequest, {"manifst": {}}, "IntegrationRequest: unknown field `manifst`, did you mean `manifest`?"),
        (ConfigParameter, {"key": "k", "valu": "v"}, "ConfigParameter: unknown field `valu`, did you mean `value`?"),
    ],
)
def test_a_misspelt_member_of_what_a_person_wrote_is_refused(cls: Any, data: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        cls.from_dict(data)
    assert why in str(caught.value)
    assert cls.from_dict(data, strict=False).to_dict() == data


def test_what_is_read_of_files_and_of_servers() -> None:
    text = {"agent_data": {"prompt": {"instructions": "x"}}, "extra": {"new": 1}}
    read = AgentDefinition.from_dict(text)
    assert read == AgentDefinition(agent_data={"prompt": {"instructions": "x"}}, extra={"new": 1})
    assert AgentDefinition.from_dict({"agentData": AgentData(extra={"new": 1})}).to_dict() == {"agentData": {"new": 1}}
    # What a server said is read as it came, and goes back.
    answer = Agent.from_dict({"id": "1", "name": "a", "agentData": {"prompt": {"tone": "kind"}}})
    assert answer.to_definition().to_dict() == {"name": "a", "agentData": {"prompt": {"tone": "kind"}}}


def test_a_changed_copy_is_made_by_what_python_3_13_calls() -> None:
    assert agent().__replace__(description="new") == agent().replace(description="new")


def test_models_are_tables_in_notebooks() -> None:
    html = agent(description="<script>")._repr_html_()
    assert ">description</th>" in html
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_numbers_keep_their_spelling() -> None:
    text = '{"id":"1","name":"n","version":1.0,"x":18446744073709551616,"y":1.10}'
    assert json.loads(json.dumps(Agent._from_json(text).to_dict())) == json.loads(text)
    assert Agent._from_json(text).__reduce__()[1] == (text,)


def test_reading_is_tolerant_where_the_contract_says_so() -> None:
    assert agent(agentData={"prompt": {"examples": {"inputData": "a"}}}).agent_data == AgentData(
        prompt=Prompt(examples=[PromptExample(input_data="a")])
    )
    lab = LabAgent.from_dict({"agentData": {"llmConfig": {"maxTokens": "5"}}})
    assert lab.to_dict() == {"agentData": {"LLMConfig": {"maxTokens": 5}}}


ODD = {
    "isReadonly": "false",
    "version": "",
    "publicName": 7,
    "agentData": {"models": ["gpt-4o"], "prompt": {"instructions": "Look.", "inputs": "none"}},
}


def test_a_number_beyond_all_bounds_is_unset_and_goes_back_as_it_came() -> None:
    odd = '"id":"1","name":"A","revision":1e400,"agentData":{"llmConfig":{"sampling":{"temperature":-1e999}}}'
    texts = {"/v4/agents": f'{{"agents":[{{{odd}}}],"information":{{"Total":1e400}}}}', "/v4/agents/A": f"{{{odd}}}"}
    with Scripted(lambda request: (200, texts[request["path"]].encode())) as server:
        client = Client(server.url, api_token="t")
        got = client.agents.get("A")
        kept = {"revision": inf, "agentData.llmConfig.sampling.temperature": -inf}
        assert (got.revision, got.malformed_members) == (None, kept)
        client.agents.update("A", got)
        assert server.requests[-1]["body"]["agentDefinition"]["agentData"]["llmConfig"] == {
            "sampling": {"temperature": -inf}
        }
        page = client.agents.list()
        assert [listed.malformed_members for listed in page.items] == [{"revision": inf}]
        assert page.total is None


def test_a_member_of_another_type_is_unset_and_goes_back_as_it_came() -> None:
    odd = agent(**ODD)
    assert (odd.is_readonly, odd.version, odd.public_name) == (None, None, None)
    assert odd.agent_data is not None
    assert odd.agent_data.models is None
    assert odd.malformed_members == {
        "isReadonly": "false",
        "version": "",
        "publicName": 7,
        "agentData.models": ["gpt-4o"],
        "agentData.prompt.inputs": "none",
    }
    assert odd.agent_data.malformed_members == {"models": ["gpt-4o"], "prompt.inputs": "none"}
    assert agent().malformed_members == {}
    assert "malformed_members={" in repr(odd)
    assert "version=" not in repr(odd)
    definition = odd.to_definition()
    assert definition.malformed_members.keys() == odd.malformed_members.keys() - {"isReadonly", "version"}
    changed = odd.replace(public_name="com.example.a", description="new")
    assert "publicName" not in changed.malformed_members
    assert changed.malformed_members["agentData.models"] == ["gpt-4o"]
    for copied in (pickle.loads(pickle.dumps(odd)), copy.deepcopy(odd), Agent.from_dict(odd.to_dict())):
        assert copied == odd
        assert copied.malformed_members == odd.malformed_members
    assert AgentDefinition.from_dict(definition.to_dict()) == definition
    with (
        Scripted([(200, REQUIRED | ODD), *[(200, REQUIRED)] * 4]) as server,
        Client(server.url, api_token="x") as client,
    ):
        answered = client.agents.get("1")
        assert answered == odd
        for given in (answered, definition, definition.to_dict(), answered.to_dict()):
            client.agents.update("1", given)
    for request in server.requests[1:]:
        assert request["body"]["agentDefinition"] == {
            "name": "n",
            "publicName": 7,
            "agentData": ODD["agentData"],
        }


def test_who_writes_a_definition_gives_the_types() -> None:
    with pytest.raises(InvalidRequestError, match="models"):
        AgentDefinition.from_dict({"agentData": {"models": ["gpt-4o"]}})
    with pytest.raises(InvalidRequestError, match="models"):
        AgentData.from_dict({"models": ["gpt-4o"]})


def test_a_member_of_another_type_shows_no_secret() -> None:
    odd = Integration.from_dict(
        {**REQUIRED, "securityScheme": {"flows": "canary"}, "parameters": [{"key": "k", "value": {"x": "canary"}}]}
    )
    assert odd.malformed_members["securityScheme.flows"] == "canary"
    assert "canary" not in repr(odd) + str(odd.to_dict())
    assert "canary" in str(odd.to_dict(reveal_secrets=True))


def test_twice_the_same_member_is_refused() -> None:
    with pytest.raises(GeaiError, match="twice"):
        AgentDefinition(access_scope="private", accessScope="public")

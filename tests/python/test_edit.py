"""`edit`: copies of models with changes at places. What a place means is the core's, and tested there."""

from __future__ import annotations

import pytest

from geai_client import NULL, Agent, AgentDefinition, IntegrationRequest, InvalidRequestError, ModelRef

AGENT = Agent.from_dict(
    {
        "id": "1",
        "name": "A",
        "new": 1.5,
        "agentData": {"prompt": {"instructions": "one"}, "models": [{"name": "m", "z": 1}], "x": {"y": 2}},
    }
)


def test_places_are_changed_and_the_rest_stays() -> None:
    changed = AGENT.edit(
        {
            "agent_data.prompt.instructions": "two",
            "agentData.llmConfig.maxTokens": 900,
            "agent_data.models[0].name": "n",
            "agent_data.extra.x.y": 3,
            "description": "d",
        }
    )
    assert type(changed) is Agent
    assert changed.to_dict() == {
        "id": "1",
        "name": "A",
        "new": 1.5,
        "description": "d",
        "agentData": {
            "prompt": {"instructions": "two"},
            "models": [{"name": "n", "z": 1}],
            "x": {"y": 3},
            "llmConfig": {"maxTokens": 900},
        },
    }
    assert AGENT.agent_data is not None
    assert AGENT.agent_data.prompt is not None
    assert AGENT.agent_data.prompt.instructions == "one"


def test_none_leaves_a_member_out_and_null_clears_it() -> None:
    definition = AgentDefinition(name="A", description="d", public_name="p", agent_data={"models": [{"name": "m"}]})
    changed = definition.edit({"description": None, "public_name": NULL, "agent_data.models[0]": None})
    assert changed.to_dict() == {"name": "A", "publicName": None, "agentData": {"models": []}}
    assert changed.public_name is NULL
    assert AGENT.edit({"agent_data.models": [ModelRef(name="o")]}).agent_data.models[0].name == "o"  # type: ignore[union-attr, index]


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (
            "agent_data.promt.instructions",
            "x",
            r"AgentDefinition\.agent_data: unknown field `promt`, did you mean `prompt`\?",
        ),
        ("agent_data.llm_config.max_tokens", "many", "max_tokens: expected"),
        ("agent_data.models[4].name", "x", r"models\[4\]: the list has 0 elements"),
        ("name.first", "x", "has no such part"),
    ],
)
def test_a_wrong_place_or_value_is_refused(place: str, value: object, why: str) -> None:
    with pytest.raises(InvalidRequestError, match=why):
        AgentDefinition(name="A").edit({place: value})


def test_secrets_are_changed_and_not_shown() -> None:
    request = IntegrationRequest(name="i", security_scheme={"type": "oauth2", "flows": {"client_credentials": {}}})
    changed = request.edit({"security_scheme.flows.client_credentials.client_secret": "canary"})
    assert "canary" not in repr(changed)
    assert (
        changed.to_dict(reveal_secrets=True)["securityScheme"]["flows"]["clientCredentials"]["clientSecret"] == "canary"
    )

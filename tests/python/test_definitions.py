"""Set-ups as code: what files define, and what is refused of them. What is read is the core's, and tested there."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import pytest

from geai_client import DefinitionFault, Definitions, DefinitionsError, GeaiError, InvalidRequestError, check

FILES = {
    "geai.yaml": "format: geai/1\nvalues: {model: small}\n"
    "environments: {dev: {publish: false}, prod: {values: {model: large}}}\n",
    "agents/a.yaml": "name: A\nid: 7\nagentData:\n  models: [{name: {$value: model}}]\n"
    "  prompt: {instructions: {$file: a.md}}\n",
    "agents/a.md": "Look it up.\n",
    "integrations/p.yaml": "name: p\nsecurityScheme: {flows: {clientCredentials: {clientSecret: {$env: SECRET}}}}\n",
}
WRONG = {**FILES, "agents/b.yaml": "nam: B\n", "agents/c.json": '{\n "name": 3}'}


def test_what_files_define() -> None:
    definitions = check(FILES, environment="prod")
    [agent], [integration] = definitions.agents, definitions.integrations
    assert agent.definition == {
        "name": "A",
        "agentData": {"models": [{"name": "large"}], "prompt": {"instructions": "Look it up."}},
    }
    assert (agent.kind, agent.name, agent.file, agent.only) == ("agent", "A", "agents/a.yaml", None)
    [source] = agent.sources
    assert (source.path, source.file) == ("/agentData/prompt/instructions", "agents/a.md")
    assert [secret.variable for secret in integration.secrets] == ["SECRET"]
    assert definitions.environment is not None
    assert (definitions.environment.name, definitions.environment.publish) == ("prod", True)
    assert list(definitions.files) == sorted(FILES)
    assert definitions.notes[0].file == "agents/a.yaml"
    assert "only the server sets it: id" in definitions.notes[0].text


def test_a_folder_is_given_by_its_path(tmp_path: Path) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    expected = check(FILES, environment="dev")
    assert check(tmp_path, environment="dev") == check(str(tmp_path), environment="dev") == expected


def test_every_fault_has_its_file_and_line() -> None:
    with pytest.raises(DefinitionsError) as raised:
        check(WRONG, environment="prod")
    error = raised.value
    assert isinstance(error, InvalidRequestError)
    assert [(fault.file, fault.line) for fault in error.faults] == [("agents/b.yaml", 1), ("agents/c.json", 2)]
    assert "did you mean `name`?" in error.faults[0].text
    assert (error.message, error.phase, error.executed) == ("2 faults in the files", "local", "no")
    first, *others = str(error).splitlines()
    assert (first, len(others)) == ("2 faults in the files", 2)
    assert others[0].startswith("  agents/b.yaml:1: unknown field `nam`")


def test_an_error_is_the_same_elsewhere() -> None:
    with pytest.raises(DefinitionsError) as raised:
        check(WRONG, environment="prod")
    error = raised.value
    again = DefinitionsError(str(error), json.loads(json.dumps(error.to_dict())))
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), again):
        assert (str(other), other.faults) == (str(error), error.faults)
    assert isinstance(again.faults[0], DefinitionFault)
    assert GeaiError("x").faults == ()


def test_definitions_are_values() -> None:
    definitions = check(FILES, environment="prod")
    assert pickle.loads(pickle.dumps(definitions)) == definitions
    assert Definitions.from_dict(definitions.to_dict()) == definitions


def test_what_is_no_source_is_refused() -> None:
    for source in ({"geai.yaml": 7}, [("geai.yaml", "")], "folder\ud800"):
        with pytest.raises((InvalidRequestError, TypeError)):
            check(source)  # type: ignore[arg-type]
    with pytest.raises(DefinitionsError, match=r"did you mean `prod`\?"):
        check(FILES, environment="prd")

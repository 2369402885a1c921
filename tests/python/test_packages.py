"""Packages: kept to the letter, made from what a caller has."""

from __future__ import annotations

import copy
import json
import os
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from geai_client import Client, InvalidRequestError, LabPackage, MalformedResponseError
from geai_client.testing import Emulator
from support import Scripted

TEXT = '{ "labPackage":{"agents":[{"id":"1","name":"A","importIndex":1,"n":18446744073709551616,"f":1.10}],\
"tools":[{"id":"t"}],"info":{"projectId":"p"},"toolGroups":[1]},"x":1 }'


def test_export_and_import_move_an_agent_between_projects(emulator: Emulator, client: Client) -> None:
    client.agents.create(
        name="Mover",
        agent_data={"prompt": {"instructions": "Move."}, "models": [{"name": "gpt-4o"}]},
        automatic_publish=True,
    )
    package = client.agents.export("Mover")
    assert package.agents[0].name == "Mover"
    with emulator.client("prod") as prod:
        for given in (package, package.to_json(), package.to_json().encode(), package.to_dict()):
            assert prod.agents.import_(given)[0].name == "Mover"
    # The same document arrived each time.
    arrived = [request["json"] for request in emulator.requests if request["path"] == "/v2/agents/import"]
    assert arrived == [package.to_dict()] * 4


def test_the_document_is_sent_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text(TEXT, encoding="utf-8")
    with Scripted(lambda _: (200, {"id": "1", "name": "A"})) as server:
        client = Client(server.url, api_token="x")
        for given in (LabPackage(TEXT), TEXT, TEXT.encode(), path, LabPackage(path)):
            assert client.agents.import_(given, automatic_publish=True)[0].name == "A"
        bodies = [request["body"] for request in server.requests]
    assert bodies == [json.loads(TEXT)] * 5
    assert LabPackage(TEXT).to_json() == TEXT


@pytest.mark.parametrize("form", ["text", "file"])
def test_yaml_is_taken_too(tmp_path: Path, form: str) -> None:
    text = "labPackage:\n  agents:\n    - name: Ünï\n      version: 1\n"
    path = tmp_path / "package.yaml"
    path.write_text(text, encoding="utf-8")
    package = LabPackage(text if form == "text" else path)
    assert (package.agents[0].name, package.agents[0].version) == ("Ünï", 1)


def test_one_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert LabPackage(path).to_json() == LabPackage("\ufeff" + TEXT).to_json() == TEXT
    assert LabPackage("\ufefflabPackage:\n  agents: []\n").to_json() == '{"labPackage":{"agents":[]}}'
    with pytest.raises(InvalidRequestError):
        LabPackage("\ufeff\ufeff" + TEXT)


#: What writers of YAML leave unquoted, or readers take for something else.
AWKWARD = [
    "", "- a", "a: b", "# a", "a\n b\n", " a ", "\u0085", "\u2028", "\ufeff", "\t",
    "y", "n", "no", "On", "08", "010", "0o7", "0x1F", "1_000", "12:30", "2024-01-01", ".5", "5.", "+1",
    "~", "null", "Null", "True", "1.10", "=", "<<", "'a'", "🚚", "&a", "*a", "!a", "%a", "@a",
]  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]))
#: `1e3` is a text to PyYAML and a number to others, so that it is refused.
PLAIN_TEXTS = TEXTS.filter(lambda text: not re.fullmatch(r"[-+]?[\d.]+[eE][-+]?\d+", text))
VALUES = st.recursive(SCALARS | PLAIN_TEXTS, lambda inner: st.lists(inner) | st.dictionaries(PLAIN_TEXTS, inner))
AGENTS = st.fixed_dictionaries({"name": TEXTS, "id": TEXTS, "x": VALUES}, optional={"version": SCALARS})


@settings(deadline=None)
@given(st.lists(AGENTS), st.sampled_from([True, False]), st.sampled_from([True, False]))
def test_what_is_exported_written_by_pyyaml_and_imported_is_the_same(agents: Any, flow: Any, unicode: Any) -> None:
    package = {"labPackage": {"agents": agents}}
    # Unescaped, they end a line in YAML 1.1, which PyYAML writes, and do not in YAML 1.2.
    unicode = unicode and not re.search("[\x85\u2028\u2029]", json.dumps(package, ensure_ascii=False))
    text = yaml.safe_dump(package, default_flow_style=flow, allow_unicode=unicode, sort_keys=False)
    assert json.loads(LabPackage(text).to_json()) == package


def test_what_readers_of_yaml_differ_about_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidRequestError, match=r"line 3 column 10, agents\[0\]\.x: `1e3` is a number to some"):
        LabPackage("agents:\n  - name: 1e3\n    x: [a, 1e3]\n".replace("[a, 1e3]", "  1e3"))


def test_what_a_package_knows() -> None:
    package = LabPackage(TEXT)
    assert package.agents is package.agents
    assert package.agents[0].extra == {"n": 2**64, "f": 1.1}
    assert package.tools[0].id == "t"
    assert package.info is not None
    assert package.info.project_id == "p"
    assert package.extra == {"toolGroups": [1]}
    assert repr(package) == "LabPackage(1 agent, 1 tool)"
    assert package.to_dict() == json.loads(TEXT)
    assert "<th>name</th>" in package._repr_html_()
    assert package == LabPackage(json.loads(TEXT))
    assert hash(package) == hash(LabPackage(json.loads(TEXT)))
    assert package != LabPackage({"labPackage": {}})
    assert copy.deepcopy(package) is package
    assert pickle.loads(pickle.dumps(package)).to_json() == TEXT


def test_one_agent_of_a_package_is_changed_and_nothing_else() -> None:
    package = LabPackage(TEXT).with_agent(0, name="B", public_name="", access_scope="public", drop_id=True)
    expected = json.loads(TEXT)
    expected["labPackage"]["agents"][0] |= {"name": "B", "publicName": "", "accessScope": "public"}
    del expected["labPackage"]["agents"][0]["id"]
    assert package.to_dict() == expected
    assert "1.10" in package.to_json()
    for index in (1, -1):
        with pytest.raises(InvalidRequestError):
            package.with_agent(index)


@pytest.mark.parametrize(
    ("document", "part"),
    [
        ("", "empty"),
        ("{", "JSON"),
        ("just words", "JSON"),
        ("[]", "JSON object"),
        ({"other": 1}, "labPackage"),
        ({"labPackage": 3}, "must be an object"),
        (b"\xff", "UTF-8"),
        (Path("/nonexistent/package.json"), "/nonexistent/package.json"),
        (3, "package"),
        ({"labPackage": {1}}, "package.labPackage: expected what JSON can hold"),
    ],
    ids=repr,
)
def test_what_is_no_package_is_refused_with_the_reason(document: Any, part: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        LabPackage(document)
    assert part in str(caught.value), str(caught.value)


def test_a_package_that_cannot_be_read_is_still_kept() -> None:
    package = LabPackage('{"labPackage":{"agents":[7]}}')
    with pytest.raises(MalformedResponseError, match=r"agents\[0\]"):
        _ = package.agents
    assert package.to_dict() == {"labPackage": {"agents": [7]}}
    assert "bytes" in repr(package)
    (agent,) = LabPackage('{"labPackage":{"agents":[{"id":[]}]}}').agents
    assert (agent.id, agent.malformed_members) == (None, {"id": []})


def test_any_path_like_is_a_path(tmp_path: Path) -> None:
    class Somewhere(os.PathLike[str]):
        def __fspath__(self) -> str:
            return str(tmp_path / "p.json")

    (tmp_path / "p.json").write_text(TEXT, encoding="utf-8")
    assert LabPackage(Somewhere()).to_json() == TEXT

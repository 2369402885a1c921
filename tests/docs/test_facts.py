"""What the page about reliability says of classes and defaults is what the library does."""

from __future__ import annotations

import re
import sys

import pytest
from pages import ROOT

from geai_client import Client

sys.path.insert(0, str(ROOT / "docs" / "_site"))

import operations

PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
SHOWN = {"67108864 bytes": "64 MiB", "by class of operation": "by class"}


def table(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading."""
    _, _, below = PAGE.partition(f"\n{heading}\n")
    rows = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert rows is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows[0].splitlines()]


@pytest.mark.parametrize(("name", "idempotency"), [(row["name"], row["idempotency"]) for row in operations.table(ROOT)])
def test_every_operation_stands_in_the_row_of_its_idempotency(name: str, idempotency: str) -> None:
    rows = {label: re.findall(r"`([\w.]+)`", names) for label, names, *_ in table("## What is repeated")}
    called = {name, name.rpartition(".")[2]}
    found = [label for label, names in rows.items() if called & set(names)]
    wanted = f"**{operations.IDEMPOTENCY[idempotency]}**"
    assert wanted in found
    # A short name in another row must be the whole name of another operation there.
    assert all(name in rows[wanted] or label == wanted for label in found)


def test_the_defaults_of_the_options() -> None:
    config = Client("https://geai.example.com", api_token="none", project_id="none").config
    known = {name: setting.value for name, setting in config.items() if setting.source == "default"}
    shown = {python.strip("`"): (node.strip("`"), default) for python, node, default, *_ in table("## Options")[2:]}
    elsewhere = {"agents_api", "proxy", "allow_http", "trust"}
    assert {name: SHOWN.get(value, value) for name, value in known.items() if name not in elsewhere} == {
        name: default for name, (_, default) in shown.items()
    }
    for python, (node, _) in shown.items():
        head, *rest = python.split("_")
        assert node == head + "".join(part.capitalize() for part in rest)


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "index.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("0*.md"))

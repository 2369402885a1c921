"""The plugin of pytest in the package: fixtures, no import before they are asked for, xdist, warnings as errors."""

from __future__ import annotations

import sys
from importlib import metadata

import pytest

pytest_plugins = ["pytester"]

# Where the package is not installed, as in a checkout, nothing loads the plugin.
INSTALLED = any(entry.value == "pytest_geai_client" for entry in metadata.entry_points(group="pytest11"))
LOADED = () if INSTALLED else ("-p", "pytest_geai_client")

FIXTURES = """
import asyncio

import pytest


def test_clients(geai_emulator, geai_client, async_geai_client):
    geai_client.agents.create(name="ParcelTracker")
    assert [request["path"] for request in geai_emulator.requests] == ["/v4/agents"]

    async def main():
        async with async_geai_client as client:
            return (await client.agents.list(allow_drafts=True)).total

    assert asyncio.run(main()) == 1


def test_each_test_has_an_emulator_of_its_own(geai_client):
    assert geai_client.agents.list(allow_drafts=True).total == 0


class TestOptions:
    @pytest.fixture
    def geai_emulator_options(self):
        return {"projects": ["dev", "prod"], "tempers": {"drafts": "newest"}}

    def test_they_are_overridden(self, geai_emulator):
        assert geai_emulator.projects == ["dev", "prod"]
        assert geai_emulator.tempers["drafts"] == "newest"
"""


def test_fixtures(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FIXTURES)
    pytester.runpytest_inprocess(*LOADED, "-W", "error", "-p", "no:cacheprovider").assert_outcomes(passed=3)


def test_nothing_is_imported_before_a_fixture_is_asked_for_and_xdist_has_the_fixtures(
    pytester: pytest.Pytester,
) -> None:
    # A process of its own: this one has the package. Workers of xdist are others again.
    pytester.makepyfile(
        test_none="""
        import sys

        def test_nothing_is_imported(request):
            assert "pytest_geai_client" in sys.modules
            assert not [name for name in sys.modules if name.startswith("geai_client")]
        """,
        test_some="""
        import pytest

        @pytest.mark.parametrize("number", range(4))
        def test_one(geai_client, number):
            assert geai_client.agents.create(name=f"agent-{number}").name
        """,
    )
    command = (sys.executable, "-m", "pytest", *LOADED, "-W", "error", "-p", "no:cacheprovider")
    pytester.run(*command, "test_none.py").assert_outcomes(passed=1)
    pytester.run(*command, "-n", "2", "test_some.py").assert_outcomes(passed=4)

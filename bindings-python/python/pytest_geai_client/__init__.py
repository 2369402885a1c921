"""Fixtures of pytest for code that uses `geai_client`: an emulator of its own for each test, and clients of it.

Installing the package makes them known to pytest. This module stands beside the package, since pytest loads it in every
run: of the package nothing is imported before one of the fixtures is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geai_client import AsyncClient, Client
    from geai_client.testing import Emulator

__all__ = ["async_geai_client", "geai_client", "geai_emulator", "geai_emulator_options"]


@pytest.fixture
def geai_emulator_options() -> Mapping[str, Any]:
    """Arguments of `geai_client.testing.Emulator` for the emulator of a test. To be overridden; default: none."""
    return {}


@pytest.fixture
def geai_emulator(geai_emulator_options: Mapping[str, Any]) -> Iterator[Emulator]:
    """An emulator of GEAI for one test: real HTTP on a port that the system chose, everything in memory."""
    from geai_client.testing import Emulator

    with Emulator(**geai_emulator_options) as emulator:
        yield emulator


@pytest.fixture
def geai_client(geai_emulator: Emulator) -> Iterator[Client]:
    """A `Client` of the first project of the emulator."""
    with geai_emulator.client() as client:
        yield client


@pytest.fixture
def async_geai_client(geai_emulator: Emulator) -> AsyncClient:
    """An `AsyncClient` of the first project of the emulator. It needs no plugin for `asyncio`, and goes with any."""
    return geai_emulator.async_client()

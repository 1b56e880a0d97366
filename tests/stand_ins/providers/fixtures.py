"""Fixtures that lend each test a fresh stand-in; import them into a conftest to use them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stand_ins.providers.openai_api import OpenAIServer
from tests.stand_ins.providers.runway_api import RunwayServer


@pytest.fixture
def runway() -> Iterator[RunwayServer]:
    """A Runway of one's own, with short tasks."""
    with RunwayServer() as server:
        yield server


@pytest.fixture
def openai_api() -> Iterator[OpenAIServer]:
    """An OpenAI of one's own, that answers at once."""
    with OpenAIServer() as server:
        yield server

"""The stand-ins' own tests use the stand-ins' own fixtures."""

from __future__ import annotations

import openai
import pytest

from tests.stand_ins.providers.fixtures import openai_api, runway
from tests.stand_ins.providers.openai_api import OpenAIServer

__all__ = ["openai_api", "runway", "sdk"]


@pytest.fixture
def sdk(openai_api: OpenAIServer) -> openai.OpenAI:
    """The genuine client, told to judge every answer by its own types."""
    return openai.OpenAI(
        api_key=openai_api.key,
        base_url=openai_api.base_url,
        max_retries=0,
        _strict_response_validation=True,
    )

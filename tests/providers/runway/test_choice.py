"""The settings make a Runway that works."""

from __future__ import annotations

import pytest

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import Animator, Narrator, Painter, ProviderError
from adgen_dagster.providers.runway import Runway, runway_from
from adgen_dagster.settings import load_settings
from tests.providers.runway.bench import Bench
from tests.stand_ins.providers.runway_api import RunwayServer


@pytest.fixture
def environment(runway: RunwayServer, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("RUNWAYML_API_SECRET", runway.key)
    monkeypatch.setenv("ADGEN_RUNWAY_BASE_URL", runway.url)
    return monkeypatch


def test_the_settings_are_enough_to_paint(bench: Bench, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ADGEN_RUNWAY_POLL_S", "0.05")
    environment.setenv("ADGEN_RUNWAY_RETRY_WAITS_S", "0.01, 0.02")
    environment.setenv("ADGEN_AT_ONCE", "3")

    made = runway_from(load_settings())

    painter: Painter = made.painter
    animator: Animator = made.animator
    narrator: Narrator = made.narrator
    assert {painter.at_once, animator.at_once, narrator.at_once} == {3}
    assert (painter.price_usd(Ratio.WIDE), animator.price_usd(), narrator.price_usd("Hello")) == (
        0.05,
        0.25,
        0.01,
    )
    painter.require_funds(1.0)
    assert bench.server.ledger.requests[0].path == "/v1/organization"


def test_the_models_are_those_of_the_settings(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ADGEN_RUNWAY_VIDEO_MODEL", "gen4.5")

    made = runway_from(load_settings())

    assert made.animator.price_usd() == 0.60


def test_a_model_that_is_not_known_is_refused_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ADGEN_RUNWAY_SPEECH_MODEL", "eleven_v99")

    with pytest.raises(ProviderError, match="eleven_v4") as refused:
        runway_from(load_settings())

    assert refused.value.kind is ErrorKind.UNSUPPORTED


def test_without_a_key_it_is_said_which_to_set(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("RUNWAYML_API_SECRET")

    with pytest.raises(ProviderError, match="RUNWAYML_API_SECRET") as refused:
        runway_from(load_settings())

    assert refused.value.kind is ErrorKind.UNAUTHORIZED


def test_the_defaults_are_runways_own_address_and_its_slow_clock(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.delenv("ADGEN_RUNWAY_BASE_URL")

    settings = load_settings()

    assert settings.runway_base_url == "https://api.dev.runwayml.com"
    assert (settings.runway_poll_s, settings.runway_task_limit_s) == (5.0, 300.0)
    assert settings.runway_retry_waits_s == (5.0, 10.0)
    assert isinstance(runway_from(settings), Runway)

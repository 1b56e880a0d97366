"""Settings come typed from the environment, and a wrong one is named without its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from adgen_dagster.domain.brief import Act, FilmFormat
from adgen_dagster.settings import (
    ProviderChoice,
    Settings,
    SettingsError,
    dagster_home,
    load_settings,
)

BAD = [
    ("ADGEN_PROVIDER", "hollywood-secret"),
    ("ADGEN_SPOT_ACTS", "3+secret+2"),
    ("ADGEN_SPOT_ACTS", "0+5+2"),
    ("ADGEN_SPOT_ACTS", "7+7"),
    ("ADGEN_FILM_ACTS", "40+40+40"),
    ("ADGEN_FPS", "12345"),
    ("ADGEN_FPS", "twenty-secret"),
    ("ADGEN_FILM_MAX_MB", "-7731"),
    ("ADGEN_AT_ONCE", "0"),
    ("ADGEN_AT_ONCE", "7731"),
    ("ADGEN_APPROVAL_TIMEOUT_S", "soon-secret"),
    ("ADGEN_APPROVAL_TIMEOUT_S", "nan"),
    ("ADGEN_BRIEF_MAX_CHARS", "7731"),
    ("ADGEN_JOB_BUDGET_USD", "inf"),
    ("ADGEN_MONTHLY_BUDGET_USD", "nan"),
    ("ADGEN_MONTHLY_BUDGET_USD", "1e999"),
    ("ADGEN_MIN_FREE_MB", "-inf"),
    ("ADGEN_RUNWAY_RETRY_WAITS_S", "1,inf"),
    ("ADGEN_FILM_KEEP_DAYS", "-7731"),
    ("MAX_CONCURRENT_JOBS", "-7731"),
    ("FILE_CLEANUP_HOURS", "never-secret"),
    ("ADGEN_ARTIFACTS_URL", "s3://key:secret@bucket/films"),
    ("ADGEN_ARTIFACTS_URL", "s3:///secret"),
]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the developer's own settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ADGEN_{name.upper()}", raising=False)
    for name in ("OPENAI_API_KEY", "RUNWAYML_API_SECRET", "MAX_CONCURRENT_JOBS"):
        monkeypatch.delenv(name, raising=False)


def test_without_any_setting_the_defaults_stand() -> None:
    found = load_settings()

    assert found.provider is ProviderChoice.AUTO
    assert found.openai_api_key is None
    assert found.acts_of(FilmFormat.SPOT) == ((Act.INTRO, 3), (Act.MAIN, 5), (Act.OUTRO, 2))
    assert sum(count for _, count in found.acts_of(FilmFormat.FILM)) == 48
    assert found.max_concurrent_jobs == 5
    assert found.approval_timeout_s == 600


def test_each_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADGEN_PROVIDER", "offline")
    monkeypatch.setenv("ADGEN_SPOT_ACTS", "3+4+3")
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "2")
    monkeypatch.setenv("FILE_CLEANUP_HOURS", "0.5")

    found = load_settings()

    assert found.provider is ProviderChoice.OFFLINE
    assert found.spot_acts == ((Act.INTRO, 3), (Act.MAIN, 4), (Act.OUTRO, 3))
    assert found.max_concurrent_jobs == 2
    assert found.file_cleanup_hours == 0.5


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADGEN_FPS", "")
    monkeypatch.setenv("OPENAI_API_KEY", "")

    found = load_settings()

    assert found.fps == 24
    assert found.openai_api_key is None


@pytest.mark.parametrize(("variable", "value"), BAD)
def test_a_wrong_setting_is_named_and_its_value_is_not(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert f" {variable}: " in str(refused.value)
    assert value not in str(refused.value)
    assert refused.value.__suppress_context__


def test_every_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADGEN_FPS", "x")
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "y")

    with pytest.raises(SettingsError, match=r"ADGEN_FPS.*MAX_CONCURRENT_JOBS"):
        load_settings()


def test_a_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("RUNWAYML_API_SECRET", "key-very-secret")

    found = load_settings()

    assert found.openai_api_key is not None
    assert found.openai_api_key.get_secret_value() == "sk-very-secret"
    assert "very-secret" not in repr(found)
    assert "very-secret" not in found.model_dump_json()


def test_artifacts_lie_beside_the_instance_unless_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    beside = load_settings().artifacts
    monkeypatch.setenv("ADGEN_ARTIFACTS_URL", "s3://bucket/films")
    elsewhere = load_settings().artifacts

    assert beside == str(tmp_path / "artifacts")
    assert elsewhere == "s3://bucket/films"


def test_without_an_instance_folder_it_is_said_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)

    with pytest.raises(SettingsError, match="DAGSTER_HOME"):
        dagster_home()

"""Jobs by a few letters of their id, facts for programs, settings in a `.env`."""

import json
import os
from pathlib import Path

import pytest

from adgen_dagster.domain.words import JobState
from adgen_dagster.settings import SettingsError
from adgen_dagster.stack.env_file import ENV_FILE, load_env_file
from tests.terminal.conftest import AdgenHere
from tests.terminal.test_command import state, submit


@pytest.mark.parametrize("named", [str, lambda job: job[-6:].lower(), lambda job: job[:25]])
def test_a_job_is_named_by_some_letters_of_its_id(
    adgen_here: AdgenHere, home: Path, named: object
) -> None:
    job = submit(home)
    said = adgen_here("cancel", named(job), DAGSTER_HOME=str(home))  # type: ignore[operator]
    assert said.returncode == 0
    assert f"job {job}: cancelled" in said.stdout
    assert state(home, job) is JobState.CANCELLED


def test_last_is_the_newest_job(adgen_here: AdgenHere, home: Path) -> None:
    none = adgen_here("cancel", "last", DAGSTER_HOME=str(home))
    older, newest = submit(home), submit(home)
    said = adgen_here("cancel", "last", DAGSTER_HOME=str(home))

    assert (none.returncode, none.stderr) == (2, "There are no jobs yet.\n")
    assert f"job {newest}: cancelled" in said.stdout
    assert state(home, older) is JobState.PENDING


def test_letters_that_several_jobs_share_decide_nothing(adgen_here: AdgenHere, home: Path) -> None:
    some = {submit(home), submit(home)}
    said = adgen_here("cancel", min(some)[:5], DAGSTER_HOME=str(home))

    assert said.returncode == 2
    assert "could be several jobs" in said.stderr
    assert {state(home, job) for job in some} == {JobState.PENDING}


def test_what_is_listed_can_be_had_as_json(adgen_here: AdgenHere, home: Path) -> None:
    job = submit(home)
    here = {"DAGSTER_HOME": str(home)}

    listed = json.loads(adgen_here("status", "--json", **here).stdout)
    one = json.loads(adgen_here("status", job, "--json", **here).stdout)
    assert listed == [one]
    assert (one["job"], one["state"], one["segments"]) == (job, "pending", 10)
    assert json.loads(adgen_here("takes", job, "images", "1", "--json", **here).stdout) == []
    assert "female" in json.loads(adgen_here("voices", "--json", **here).stdout)


def test_the_version_is_told_without_a_job(adgen_here: AdgenHere) -> None:
    said = adgen_here("--version")
    assert said.returncode == 0
    assert said.stdout.startswith("adgen 0.")


def test_an_env_file_sets_what_the_environment_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings"
    file.write_text("ADGEN_FPS=25\nADGEN_SEED_TEST='a $b'\n", encoding="utf-8")
    for name in ("ADGEN_FPS", "ADGEN_SEED_TEST"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("ADGEN_FPS", "30")
    monkeypatch.setenv(ENV_FILE, str(file))

    load_env_file()

    assert (os.environ["ADGEN_FPS"], os.environ["ADGEN_SEED_TEST"]) == ("30", "a $b")


@pytest.mark.parametrize("content", [None, b"ADGEN_FPS=\xff"])
def test_an_env_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    file = tmp_path / "settings"
    if content:
        file.write_bytes(content)
    monkeypatch.setenv(ENV_FILE, str(file))
    with pytest.raises(SettingsError, match="settings cannot be read"):
        load_env_file()


def test_the_current_folders_env_file_is_a_strangers(
    adgen_here: AdgenHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("ADGEN_FPS=nonsense\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(ENV_FILE)
    assert adgen_here("status").returncode == 0

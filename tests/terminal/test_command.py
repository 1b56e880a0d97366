"""The `adgen` command: what it refuses, what it explains, what it decides."""

import io
import json
import re
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import JobState
from adgen_dagster.settings import Settings
from adgen_dagster.stack import stack
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.terminal.conftest import Adgen, AdgenHere

COMMANDS = [
    "make",
    "status",
    "approve",
    "cancel",
    "redo",
    "takes",
    "retry",
    "voices",
    "doctor",
    "up",
]
NO_JOB = "01JD0000000000000000000009"


def submit(home: Path, text: str = "A bakery that opens at five") -> str:
    """A job of somebody else's, which nobody works on."""
    home.mkdir(exist_ok=True)
    with dg.DagsterInstance.from_ref(_ref(home)) as instance:
        store = ArtifactStore(str(home / "artifacts"), home / "scratch")
        owner = Person(gateway="chat", id="7", name="Bo")
        return Studio(instance, store, Settings()).submit(Order(owner=owner, text=text))


def state(home: Path, job: str) -> JobState:
    with dg.DagsterInstance.from_ref(_ref(home)) as instance:
        store = ArtifactStore(str(home / "artifacts"), home / "scratch")
        return Studio(instance, store, Settings()).status(job).state


def _ref(home: Path) -> dg._core.instance.ref.InstanceRef:
    return dg._core.instance.ref.InstanceRef.from_dir(str(home))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(adgen_here: AdgenHere, command: str) -> None:
    said = adgen_here(command, "--help")

    assert said.returncode == 0
    assert f"Usage: adgen {command}" in said.stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["make", ""], "give a brief"),
        (["make", "!!!"], "describe the advertisement"),
        (["make", "x" * 5000], "at most 4000"),
        (["make", "Bread", "--ratio", "3:1"], "16:9, 9:16, 1:1"),
        (["make", "Bread", "--format", "epic"], "spot, film"),
        (["make", "Bread", "--lang", "xx"], "ru, en"),
        (["make", "Bread", "--music", "/nowhere.mp3"], "nowhere.mp3"),
        (["make", "Bread", "--out", "/nowhere/film.mp4"], "existing folder"),
        (["make", "Bread", "--job", NO_JOB], "not both"),
        (["make", NO_JOB], "There is no job"),
        (["make", "--job", "../../etc"], "There is no job"),
        (["status", "nonsense"], "There is no job"),
        (["approve", NO_JOB], "There is no job"),
        (["approve", NO_JOB, "nonsense"], "nonsense"),
        (["redo", NO_JOB, "images", "5-3"], "is not a segment number"),
        (["takes", NO_JOB, "images", "0"], "greater than or equal to 1"),
        (["takes", NO_JOB, "images", "2"], "There is no job"),
        (["takes", NO_JOB, "images", "2", "--use", "1"], "There is no job"),
        (["retry"], "JOB"),
        (["nonsense"], "nonsense"),
    ],
)
def test_bad_input_is_refused_in_one_clear_line(
    adgen_here: AdgenHere, arguments: list[str], hint: str
) -> None:
    said = adgen_here(*arguments)

    assert said.returncode == 2
    assert said.stdout == ""
    assert hint in " ".join(said.stderr.replace("│", " ").split())
    assert "Traceback" not in said.stderr


def test_a_wrong_setting_is_named_without_its_value(adgen_here: AdgenHere) -> None:
    said = adgen_here("status", ADGEN_FPS="secret")

    assert said.returncode == 2
    assert "ADGEN_FPS" in said.stderr
    assert "secret" not in said.stderr
    assert len(said.stderr.splitlines()) == 1


def test_a_home_that_cannot_be_opened_is_told_without_a_traceback(
    adgen_here: AdgenHere, home: Path
) -> None:
    home.mkdir()
    (home / "dagster.yaml").write_text("storage: nonsense\n", encoding="utf-8")

    said = adgen_here("status", DAGSTER_HOME=str(home))

    assert said.returncode == 1
    assert "cannot be opened" in said.stderr
    assert "Traceback" not in said.stderr


def test_before_the_first_job_there_are_none(adgen_here: AdgenHere) -> None:
    said = adgen_here("status")

    assert said.returncode == 0
    assert "There are no jobs yet." in said.stdout


def test_recent_jobs_are_listed_and_one_is_shown_in_detail(
    adgen_here: AdgenHere, home: Path
) -> None:
    job = submit(home)

    listed, one = (
        adgen_here("status", DAGSTER_HOME=str(home)),
        adgen_here("status", job, DAGSTER_HOME=str(home)),
    )

    assert job[-6:] in listed.stdout
    assert "pending" in listed.stdout
    assert "A bakery that opens at five" in one.stdout
    assert "Bo (chat)" in one.stdout


def test_the_terminal_cancels_a_job_of_somebody_else_once(
    adgen_here: AdgenHere, home: Path
) -> None:
    job = submit(home)

    first, second, late = (
        adgen_here("cancel", job, DAGSTER_HOME=str(home)),
        adgen_here("cancel", job, DAGSTER_HOME=str(home)),
        adgen_here("retry", job, DAGSTER_HOME=str(home)),
    )

    assert state(home, job) is JobState.CANCELLED
    assert "cancelled" in first.stdout
    assert f"was cancelled before. Go on where it was: adgen make {job}" in second.stdout
    assert f"was cancelled. Go on where it was: adgen make {job}" in late.stderr
    assert "No stack is running" not in first.stdout + second.stdout
    assert first.returncode == second.returncode == 0


def test_a_stage_that_does_not_wait_cannot_be_approved(adgen_here: AdgenHere, home: Path) -> None:
    job = submit(home)

    said = adgen_here("approve", job, "images", DAGSTER_HOME=str(home))

    assert said.returncode == 1
    assert "not open for a decision" in said.stderr


def test_nothing_that_did_not_fail_is_tried_again(adgen_here: AdgenHere, home: Path) -> None:
    job = submit(home)

    said = adgen_here("retry", job, DAGSTER_HOME=str(home))

    assert said.returncode == 1
    assert "Nothing of job" in said.stderr


def test_a_cancelled_job_waits_for_somebody_who_wants_it_to_go_on(
    adgen_here: AdgenHere, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    job = submit(home)
    adgen_here("cancel", job, DAGSTER_HOME=str(home))

    said = adgen_here("make", job, DAGSTER_HOME=str(home))

    assert said.returncode == 1
    assert f"Job {job} was cancelled on" in said.stdout
    assert f"No input. Go on with it: adgen make {job} --yes" in said.stderr
    assert state(home, job) is JobState.CANCELLED


def test_the_voices_are_listed_and_no_other_is_taken(adgen_here: AdgenHere, home: Path) -> None:
    listed = adgen_here("voices", DAGSTER_HOME=str(home)).stdout.split("\n")
    said = adgen_here("make", "A coffee bar", "--voice", "nobody", DAGSTER_HOME=str(home))

    assert {"female", "male", "Andrea"} <= set(listed)
    assert said.returncode == 2
    assert "There is no voice 'nobody'; choose one of: female, male" in said.stderr


def test_the_doctor_finds_a_checkout_in_good_health(adgen: Adgen) -> None:
    said = adgen("doctor")

    assert said.returncode == 0, said.stdout
    assert "✗" not in said.stdout
    assert "OPENAI_API_KEY: not set" in said.stdout
    assert "– stack: not running" in said.stdout


def test_the_doctor_names_what_is_wrong(adgen_here: AdgenHere, tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("", encoding="utf-8")

    said = adgen_here(
        "doctor", FFMPEG_PATH="/nowhere/ffmpeg", ADGEN_ARTIFACTS_URL=str(tmp_path / "no-folder")
    )

    assert said.returncode == 1
    assert "✗ FFmpeg: FFMPEG_PATH names /nowhere/ffmpeg" in said.stdout
    assert "✗ artifact store" in said.stdout


def test_the_doctor_finds_an_ffmpeg_that_is_too_old(adgen_here: AdgenHere, tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho 'ffmpeg version 4.2.2 Copyright (c) 2000'\n")
    program.chmod(0o755)

    said = adgen_here("doctor", FFMPEG_PATH=str(program))

    assert f"✗ FFmpeg: 4.2.2 ({program}); 6 or newer is needed" in said.stdout


def test_the_doctor_never_prints_a_key(adgen_here: AdgenHere) -> None:
    keys = {"OPENAI_API_KEY": "sk-secret", "RUNWAYML_API_SECRET": "key-secret"}

    said = adgen_here("doctor", **keys)

    assert "OPENAI_API_KEY: set" in said.stdout
    assert "secret" not in re.sub("RUNWAYML_API_SECRET", "", said.stdout + said.stderr)


def test_a_webserver_that_is_not_there_is_a_finding(adgen_here: AdgenHere) -> None:
    said = adgen_here("doctor", ADGEN_WEBSERVER_URL="http://127.0.0.1:9")

    assert said.returncode == 1
    assert "✗ stack" in said.stdout


def test_no_stack_is_started_beside_one_that_runs_elsewhere(adgen_here: AdgenHere) -> None:
    said = adgen_here("up", ADGEN_WEBSERVER_URL="http://127.0.0.1:9")

    assert said.returncode == 1
    assert "ADGEN_WEBSERVER_URL" in said.stderr


@pytest.mark.parametrize(
    ("brief", "options", "ratio", "told"),
    [
        ("A vertical ad for a bakery", (), "9:16", "9:16, as the brief says"),
        ("A vertical ad for a bakery", ("--ratio", "16:9"), "16:9", "the brief says 9:16"),
        ("Нужна реклама кофейни для сторис", (), "9:16", "9:16, as the brief says"),
        ("A bakery that opens at five", (), "16:9", ""),
    ],
)
def test_the_shape_that_a_brief_asks_for_is_heard_and_said(
    adgen_here: AdgenHere,
    monkeypatch: pytest.MonkeyPatch,
    brief: str,
    options: tuple[str, ...],
    ratio: str,
    told: str,
) -> None:
    monkeypatch.setattr(stack, "READY_LIMIT_S", 0.1)

    said = adgen_here("make", brief, *options, ADGEN_WEBSERVER_URL="http://127.0.0.1:9")

    assert said.returncode == 1, "no stack answers there: the order is kept, and goes no further"
    assert ("the film will be" in said.stdout) == bool(told)
    assert told in said.stdout
    newest = json.loads(adgen_here("status", "last", "--json").stdout)
    assert (newest["brief"], newest["ratio"]) == (brief, ratio)

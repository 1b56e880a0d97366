"""A server that repeats our key, whole, encoded or cut, where it ends up in Dagster's storage."""

import base64
import html
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from adgen_dagster.domain.words import JobState
from adgen_dagster.logs import LogFormat, LogLevel, set_up_logging
from adgen_dagster.partitions import RANGE_END_TAG, RANGE_START_TAG, segment_partition
from adgen_dagster.resources import Workshop
from adgen_dagster.secrecy import HIDDEN, Scrubber, secrets_of
from adgen_dagster.sensors.ticks import TickFailedError, without_secrets
from adgen_dagster.settings import settings
from tests.assets.sketches import Sketches
from tests.assets.stage import InProcessStage
from tests.security.traces import forms, in_files
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.openai_api import OpenAIServer
from tests.stand_ins.providers.runway_api import RunwayServer

STATUSES = (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)
KEY = "sk-proj-Zq81mPx7+Lw/93Tn5Rb2c"


def echo(key: str) -> str:
    """The ways in which a server may repeat a key."""
    basic = base64.b64encode(f"user:{key}".encode()).decode()
    return (
        f"Bearer {key} / {quote(key, safe='')} / {basic} / {key.encode().hex()} is not allowed;"
        f" it begins with {key[:8]}… and ends with …{key[-8:]}"
    )


@pytest.mark.parametrize("around", ["", "x", "xy", "user:"])
def test_no_form_of_a_key_is_left_in_a_text(around: str) -> None:
    scrub = Scrubber([KEY]).scrub
    encoded = base64.b64encode(f"{around}{KEY}".encode()).decode()
    safe = base64.urlsafe_b64encode(f"{around}{KEY}".encode()).decode()

    shown = scrub(f"{echo(KEY)} {encoded} {safe} {quote(quote(KEY, safe=''), safe='')}")

    assert [form for form in forms(KEY) if form in shown.encode()] == []
    assert shown.endswith(f"{HIDDEN}") or HIDDEN in shown
    assert "is not allowed; it begins with" in shown


@pytest.mark.parametrize("around", ["", "x", "user:", "Bearer "])
@pytest.mark.parametrize("inside", ["", "ab", '{"token":'])
def test_a_key_that_was_encoded_twice_or_in_base32_is_hidden(around: str, inside: str) -> None:
    scrub = Scrubber([KEY]).scrub
    plain = f"{around}{KEY}".encode()
    ways = (base64.b64encode, base64.urlsafe_b64encode)
    twice = [outer(inside.encode() + inner(plain)).decode() for outer in ways for inner in ways]
    base32 = base64.b32encode(plain).decode()

    for encoded in (*twice, base32, base32.lower()):
        shown = scrub(f"said {encoded} today").replace(HIDDEN, "")
        # A letter or two at either end belong to its neighbours as well.
        assert len(shown) < len("said  today") + 2 * len(around + inside) + 12


@pytest.mark.parametrize("length", range(8, len(KEY)))
def test_a_key_that_is_cut_off_anywhere_is_hidden(length: int) -> None:
    scrub = Scrubber([KEY]).scrub

    assert scrub(f"said: {KEY[:length]}") == f"said: {HIDDEN}"
    assert scrub(f"{KEY[-length:]} was said") == f"{HIDDEN} was said"


def test_words_that_begin_like_a_password_made_of_words_stay() -> None:
    scrub = Scrubber(["postgres-secret", "/run/secrets/of/the/database"]).scrub

    assert scrub("postgres is at /run/secrets of this machine") == (
        "postgres is at /run/secrets of this machine"
    )


def test_a_key_in_the_path_of_an_address_is_a_secret_and_its_other_words_are_not() -> None:
    address = "https://gateway.example/team7f3a9c1be2d4/openai/v1"

    secrets = secrets_of({"OPENAI_BASE_URL": address, "ADGEN_RUNWAY_BASE_URL": "https://a/v1"})

    assert secrets == {"team7f3a9c1be2d4", "/team7f3a9c1be2d4/openai/v1"}


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[OpenAIServer, RunwayServer]]:
    with OpenAIServer() as openai, RunwayServer() as runway:
        for name, value in {**openai.environment, **runway.environment}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("ADGEN_PROVIDER", "auto")
        monkeypatch.setenv("ADGEN_OPENAI_RETRY_WAITS_S", "0")
        monkeypatch.setenv("ADGEN_RUNWAY_RETRY_WAITS_S", "0")
        monkeypatch.setenv("ADGEN_RUNWAY_POLL_S", "0.05")
        settings.cache_clear()
        begin_as_a_process_does()
        yield openai, runway


def begin_as_a_process_does() -> None:
    log = logging.getLogger("adgen_dagster")
    set_up_logging(log, LogFormat.TEXT, LogLevel.INFO, secrets_of(os.environ))


def test_no_form_of_openais_key_reaches_dagsters_storage_at_any_status(
    stage: InProcessStage, servers: tuple[OpenAIServer, RunwayServer], tmp_path: Path
) -> None:
    openai, _ = servers
    stage.workshop = Workshop()
    job = stage.submit("Lemonade of oranges pressed this morning")
    assert stage.run(["transcript"], partition=job).success

    for status in STATUSES:
        said = echo(openai.key)
        fault = Fault(kind="status", path="/v1/responses", status=status, message=said, times=9)
        openai.faults.add(fault)
        assert not stage.run(["script"], partition=job).success
        openai.faults.clear()

    assert found_in(tmp_path, openai.key) == set()


def test_no_form_of_runways_key_reaches_storage_at_any_status(
    stage: InProcessStage,
    sketches: Sketches,
    servers: tuple[OpenAIServer, RunwayServer],
    tmp_path: Path,
) -> None:
    _, runway = servers
    job = stage.submit()
    stage.bring_to(job, JobState.SCRIPT_APPROVED)
    stage.workshop = Workshop()
    said = echo(runway.key)
    faults = [
        Fault(kind="status", path="/v1/text_to_image", status=status, message=said, times=9)
        for status in STATUSES
    ]
    faults.append(Fault(kind="task_fails", path="/v1/text_to_image", code="ASSET", message=said))
    faults.append(Fault(kind="status", method="GET", path="/v1/tasks/*", status=400, message=said))
    tags = {
        RANGE_START_TAG: segment_partition(job, 1),
        RANGE_END_TAG: segment_partition(job, 1),
    }

    for fault in faults:
        runway.faults.add(fault)
        assert not stage.run(["images"], tags=tags).success
        runway.faults.clear()

    assert found_in(tmp_path, runway.key) == set()


def test_an_error_that_nobody_foresaw_leaves_no_secret_either(
    stage: InProcessStage, sketches: Sketches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    begin_as_a_process_does()
    job = stage.submit()
    monkeypatch.setattr(sketches, "write_script", broken)

    result = stage.run(["transcript", "script"], partition=job)

    assert not result.success
    (failure,) = result.get_step_failure_events()
    told = failure.step_failure_data.user_failure_data
    assert told is not None
    assert "broken" in str(told.metadata["traceback"].value)
    assert found_in(tmp_path, KEY) == set()


def test_a_sensor_that_fails_tells_its_trace_without_a_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    with pytest.raises(TickFailedError) as failed:
        without_secrets(broken)("a context")

    assert "in broken" in str(failed.value)
    assert KEY not in str(failed.value)
    assert failed.value.__suppress_context__


def broken(*_: object) -> None:
    try:
        int(f"Authorization: Bearer {KEY}")
    except ValueError as error:
        raise KeyError(echo(KEY)) from error


def found_in(folder: Path, key: str) -> set[str]:
    """In which files a form of the key stands."""
    return {
        Path(path).name
        for path, content in in_files(folder)
        if any(form in content for form in forms(key))
    }


def test_a_secret_on_a_page_of_a_server_s_is_hidden() -> None:
    written = 'p@ss&word"<1>'

    told = Scrubber([written]).scrub(f"<pre>{html.escape(written)}</pre>")

    assert told == f"<pre>{HIDDEN}</pre>"

"""A job with trouble on the way, on all that a production stands on: PostgreSQL, a bucket, a chat.

The film is whole, and no secret is found afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import TypeVar

import pytest
from dagster_postgres import PostgresEventLogStorage
from PIL import Image

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.probe import probe
from adgen_dagster.stack.home import INSTANCE_FILE, checkout
from adgen_dagster.stack.stack import running_on
from tests.journeys.chat import ChatStack, chat_stack
from tests.journeys.paid import paid_providers
from tests.production.object_store import ObjectStoreServer
from tests.production.postgres import PostgresServer
from tests.security.traces import forms, in_files, in_objects, in_tables, in_the_ui
from tests.stand_ins.providers.faults import Fault

OPERATOR = Person(gateway="terminal", id="root", is_operator=True)
OF_OURS = {
    "TELEGRAM_WEBHOOK_SECRET": "webhook-4cB81fQ2",
    "TELEGRAM_METRICS_TOKEN": "metrics-93Kd0aVx",
    "HTTP_PROXY": "http://studio:proxy-pass-77Zq@127.0.0.1:9",
    "HTTPS_PROXY": "http://studio:proxy-pass-77Zq@127.0.0.1:9",
    "ADGEN_BROKER_URL": "redis://:broker-pass-51Lm@127.0.0.1:9/0",
}
QUICK = {
    "ADGEN_SPOT_ACTS": "1+1+1",
    "ADGEN_RUNWAY_POLL_S": "0.3",
    "ADGEN_RUNWAY_RETRY_WAITS_S": "0.1",
    "ADGEN_OPENAI_RETRY_WAITS_S": "0.1",
    "NO_PROXY": "127.0.0.1,localhost",
}
LIMIT_S = 150.0

Found = TypeVar("Found")


@pytest.mark.slow
@pytest.mark.timeout(600)  # four minutes where the machine has ten times as much to do
def test_a_film_is_made_on_postgresql_and_s3_and_no_secret_is_found_in_what_it_leaves(
    tmp_path: Path, empty_database: PostgresServer, bucket: ObjectStoreServer
) -> None:
    (tmp_path / "home").mkdir()
    shutil.copy(checkout() / "deploy" / INSTANCE_FILE, tmp_path / "home")
    with paid_providers(3) as (runway, openai, paid):
        given = {**paid, **OF_OURS, **QUICK, **empty_database.environment, **bucket.environment}
        said = f"The key {openai.key} may not do this."
        openai.faults.add(Fault(kind="status", path="/v1/responses", status=403, message=said))
        said = f"Bearer {runway.key} is over its limit."
        runway.faults.add(Fault(kind="status", path="/v1/text_to_image", status=400, message=said))
        with chat_stack(tmp_path, given) as stack:
            _, chat = stack.person()
            job = order_a_film(stack)
            look_at_the_film(stack, job, tmp_path)
            running = running_on(stack.home)
            assert running
            told = [("the chat", chat.transcript().encode()), *in_the_ui(running.url)]
            told += [("the terminal", in_the_dark(given))]
        # The gateway and the stack have ended, and written their last words.
        traces = chain(
            told, in_files(tmp_path), in_tables(empty_database.environment), in_objects()
        )
        secrets = {
            "OpenAI's key": openai.key,
            "Runway's key": runway.key,
            "the bot's token": stack.tg.token.partition(":")[2],
            "the database's password": empty_database.environment["PGPASSWORD"],
            "the bucket's key": bucket.environment["AWS_SECRET_ACCESS_KEY"],
            **{name: value.rpartition(":")[0] or value for name, value in OF_OURS.items()},
            "the proxy's password": "proxy-pass-77Zq",
            "the broker's password": "broker-pass-51Lm",
        }

        found = set(leaks(traces, secrets))

    assert found == set()


def look_at_the_film(stack: ChatStack, job: str, tmp_path: Path) -> None:
    """Check that the film and all that was made for it are where a production keeps them."""
    assert isinstance(stack.instance.event_log_storage, PostgresEventLogStorage)
    studio = stack.studio
    pictures = studio.showing(job, Stage.IMAGES).files
    sizes = [Image.open(picture.open("rb")).size for picture in pictures.values()]
    assert sizes == [(1280, 720)] * 3
    film = studio.film(job)
    assert film is not None
    assert film.as_uri().startswith("s3://")
    assert studio.recent_jobs(1) == [job]
    fetched = tmp_path / "film.mp4"
    fetched.write_bytes(film.read_bytes())
    facts = probe(find_ffmpeg(), fetched)
    assert facts.duration_s == pytest.approx(15.0, abs=0.1)
    assert (facts.width, facts.height, facts.audio_codec) == (1280, 720, "aac")
    assert not (stack.home / "artifacts").exists()
    # The run that cut the film ends a moment after the film is there.
    until(lambda: not list((tmp_path / "scratch").iterdir()))


def order_a_film(stack: ChatStack) -> str:
    """Order a film, and try again whatever fails, until it is there; its job."""
    person, chat = stack.person()
    person.says("Ad: lemonade of oranges pressed this morning")
    (job,) = until(stack.studio.recent_jobs)
    failures = 0
    while (status := stack.studio.status(job)).state is not JobState.COMPLETED:
        if status.state is JobState.FAILED:
            failures += 1
            stack.studio.retry(job, OPERATOR)
        elif status.open_stage:
            stack.studio.approve(job, status.open_stage, OPERATOR)
        until(lambda was=status.state: stack.studio.status(job).state is not was)
    chat.wait_for_video(timeout_s=LIMIT_S)
    assert failures == 2
    return job


def until(look: Callable[[], Found]) -> Found:
    """Look until something is there."""
    deadline = time.monotonic() + LIMIT_S
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def in_the_dark(given: dict[str, str]) -> bytes:
    """What the terminal says where the database cannot be reached."""
    ran = subprocess.run(
        [sys.executable, "-m", "adgen_dagster.terminal", "status"],
        check=False,
        capture_output=True,
        env={**os.environ, **given, "PGPORT": "9"},
    )
    assert ran.returncode
    return ran.stdout + ran.stderr


def leaks(
    traces: Iterator[tuple[str, bytes]] | chain[tuple[str, bytes]], secrets: dict[str, str]
) -> Iterator[str]:
    """Which secret stands where."""
    looked_at = 0
    for place, content in traces:
        looked_at += 1
        for name, secret in secrets.items():
            if any(form in content for form in forms(secret)):
                yield f"{name} in {place}"
    assert looked_at > 50

"""The main job again, on what a production stands on: PostgreSQL and a bucket."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from dagster_postgres import PostgresEventLogStorage
from PIL import Image

from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.probe import probe
from adgen_dagster.stack.home import INSTANCE_FILE, checkout
from tests.journeys.running import RunningStudio
from tests.production.object_store import ObjectStoreServer
from tests.production.postgres import PostgresServer


@pytest.mark.slow
def test_a_film_is_made_on_postgresql_and_s3(
    start: Callable[..., RunningStudio],
    empty_database: PostgresServer,
    bucket: ObjectStoreServer,
    tmp_path: Path,
) -> None:
    (tmp_path / "home").mkdir()
    shutil.copy(checkout() / "deploy" / INSTANCE_FILE, tmp_path / "home")
    running = start(**empty_database.environment, **bucket.environment, ADGEN_SPOT_ACTS="1+1+1")
    assert isinstance(running.instance.event_log_storage, PostgresEventLogStorage)
    job = running.submit()

    running.bring_to(job, JobState.AWAITING_VIDEOS_APPROVAL, limit_s=200)
    pictures = running.studio.showing(job, Stage.IMAGES).files
    sizes = [Image.open(picture.open("rb")).size for picture in pictures.values()]
    running.bring_to(job, JobState.COMPLETED)

    assert sizes == [(1280, 720)] * 3
    film = running.studio.film(job)
    assert film is not None
    assert film.as_uri().startswith("s3://")
    assert running.studio.recent_jobs(1) == [job]
    fetched = tmp_path / "film.mp4"
    fetched.write_bytes(film.read_bytes())
    facts = probe(find_ffmpeg(), fetched)
    assert facts.duration_s == pytest.approx(15.0, abs=0.1)
    assert (facts.width, facts.height, facts.audio_codec) == (1280, 720, "aac")
    assert not (tmp_path / "home" / "artifacts").exists()
    assert list((tmp_path / "scratch").iterdir()) == []

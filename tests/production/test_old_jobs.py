"""On PostgreSQL and S3, too, old jobs are emptied, and what they were adds up."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest

from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.exporter.serving import Numbers
from adgen_dagster.sensors.retention import retention
from adgen_dagster.settings import Settings, settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import FilesGoneError, Studio
from tests.graph import Graph
from tests.production.object_store import BUCKET, ObjectStoreServer
from tests.story import OWNER


def test_an_old_job_is_emptied_but_for_its_film_and_is_still_counted(
    instance: dg.DagsterInstance,
    bucket: ObjectStoreServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"s3://{BUCKET}/{uuid4().hex}"
    monkeypatch.setenv("ADGEN_ARTIFACTS_URL", url)
    monkeypatch.setenv("ADGEN_SCRATCH_DIR", str(tmp_path / "scratch"))
    monkeypatch.setenv("FILE_CLEANUP_HOURS", "1e-12")
    settings.cache_clear()
    store = ArtifactStore(url, tmp_path / "scratch")
    chosen = Settings(spot_acts="1+1+1")  # type: ignore[arg-type]
    studio = Studio(instance, store, chosen)
    job = studio.submit(Order(OWNER, "A cup of coffee"))
    graph = Graph(instance, store, studio, job, OWNER).to_the_end()
    graph.studio.redo(job, Stage.VIDEOS, [2], "", OWNER)
    graph.animates(2, take=2).approves(Stage.VIDEOS).makes(Product.FINAL_MP4, take=2)

    try:
        retention(dg.build_sensor_context(instance=instance))
    finally:
        settings.cache_clear()

    assert store.names(f"jobs/{job}") == ["final_mp4"]
    assert store.names(f"jobs/{job}/final_mp4") == ["take-02"]
    assert studio.film(job) is not None
    with pytest.raises(FilesGoneError):
        studio.redo(job, Stage.IMAGES, [1], "", OWNER)
    numbers = Numbers(instance, store, chosen)
    while numbers.read_on():
        pass
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in numbers.collect()
        for sample in family.samples
    }
    assert samples["adgen_jobs", "completed"] >= 1
    assert samples["adgen_cost_usd_total", "clips", "test", "none"] >= 1.0
    assert samples["adgen_instance_up",] == 1

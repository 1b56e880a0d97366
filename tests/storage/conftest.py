"""The same store on a path, a URL and a bucket."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from adgen_dagster.storage.artifacts import ArtifactStore
from tests.production.object_store import BUCKET, ObjectStoreServer


@pytest.fixture(params=["folder", "file URL", "bucket"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, bucket: ObjectStoreServer
) -> ArtifactStore:
    """The same store on a plain path, a file URL, and a real S3 server."""
    urls = {
        "folder": str(tmp_path / "store"),
        "file URL": f"file://{tmp_path}/store",
        "bucket": f"s3://{BUCKET}/{uuid4().hex}",
    }
    return ArtifactStore(urls[request.param], tmp_path / "scratch")


@pytest.fixture
def folder_store(tmp_path: Path) -> ArtifactStore:
    return ArtifactStore(str(tmp_path / "store"), tmp_path / "scratch")

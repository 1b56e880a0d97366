"""What a bucket has to promise as a folder does: whole files, one beginner, few questions."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from s3fs import S3FileSystem

from adgen_dagster.storage.artifacts import ArtifactError, ArtifactStore
from tests.production.object_store import BUCKET, ObjectStoreServer
from tests.production.relay import Relay, relay

JOB = "01JADGENADGENADGENADGENADG"
PLACE = f"jobs/{JOB}/images/04"
LIMIT_S = 60

BEGINNERS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from adgen_dagster.storage.artifacts import ArtifactStore

url, scratch, place, who = sys.argv[1:]
store = ArtifactStore(url, Path(scratch))
store.names(place)
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(4) as pool:
    for take in pool.map(lambda n: store.take(place, f"{who}-{n}"), range(4)):
        print(take.folder, take.read("take")["owner"] == take.owner, flush=True)
"""

UPLOAD = """
import sys
from pathlib import Path
from adgen_dagster.storage.artifacts import ArtifactStore

url, scratch, film = sys.argv[1:]
store = ArtifactStore(url, Path(scratch))
store.names("films")
print("ready", flush=True)
store.keep(Path(film), "films/film.mp4")
"""


@pytest.fixture
def way(bucket: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """The S3 server by way of a relay; clients that go straight to it are kept out."""
    S3FileSystem.clear_instance_cache()
    with relay(bucket.port) as standing:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", standing.url)
        yield standing
    S3FileSystem.clear_instance_cache()


def begin(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    assert process.stdout.readline() == "ready\n"


def test_of_several_who_begin_a_take_at_the_same_moment_each_has_its_own(
    store: ArtifactStore, tmp_path: Path
) -> None:
    url = str(store.root)
    processes = [begin(BEGINNERS, url, str(tmp_path), PLACE, who) for who in ("ann", "bob")]
    for process in processes:
        wait_ready(process)

    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=LIMIT_S)[0].split() for process in processes]

    folders = [folder for each in said for folder in each[::2]]
    assert {is_own for each in said for is_own in each[1::2]} == {"True"}
    assert sorted(folders) == [f"{PLACE}/take-{number:02d}" for number in range(1, 9)]
    assert store.names(PLACE) == [folder.rpartition("/")[2] for folder in sorted(folders)]


def test_what_another_process_wrote_is_seen_at_once(
    bucket: ObjectStoreServer, tmp_path: Path
) -> None:
    ours, theirs = (ArtifactStore(f"s3://{BUCKET}/seen", tmp_path) for _ in range(2))
    assert ours.names("jobs") == []

    theirs.write_json("jobs/a.json", {"n": 1})

    assert ours.names("jobs") == ["a.json"]
    theirs.delete_tree("jobs")
    assert ours.names("jobs") == []
    assert ours.read_json("jobs/a.json") is None


def test_an_upload_that_a_kill_cuts_off_leaves_nothing_that_counts(
    way: Relay, tmp_path: Path
) -> None:
    url = f"s3://{BUCKET}/cut-off"
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\x00" * 30_000_000)
    way.most_bytes_in = 1_000_000
    process = begin(UPLOAD, url, str(tmp_path), str(film))
    wait_ready(process)

    assert way.is_full.wait(LIMIT_S)
    process.kill()
    process.wait(LIMIT_S)
    way.most_bytes_in = None

    store = ArtifactStore(url, tmp_path)
    assert store.names("films") == []
    with pytest.raises(ArtifactError, match="is not in the artifact store"):
        store.local("films/film.mp4", tmp_path)


def test_a_bucket_that_is_away_for_a_while_is_waited_for(way: Relay, tmp_path: Path) -> None:
    store = ArtifactStore(f"s3://{BUCKET}/away", tmp_path)
    store.write_json("task-1.json", {"id": 1})
    way.end()
    back = threading.Timer(3.0, way.begin)
    back.start()

    store.write_json("task-1.json", {"id": 2})

    assert store.read_json("task-1.json") == {"id": 2}
    back.join()


def test_a_bucket_that_does_not_exist_is_told_at_once(
    bucket: ObjectStoreServer, tmp_path: Path
) -> None:
    store = ArtifactStore("s3://no-such-bucket/films", tmp_path)

    with pytest.raises(ArtifactError, match=r"a\.json cannot be stored"):
        store.write_json("a.json", {})


def test_nobody_lists_more_than_the_folder_that_is_asked_for(
    bucket: ObjectStoreServer, tmp_path: Path
) -> None:
    store = ArtifactStore(f"s3://{BUCKET}/asked", tmp_path)
    store.take(PLACE, "ann").write("result", {"path": "x"})
    before = len(bucket.requests())

    assert store.take(PLACE, "ann").result == {"path": "x"}

    asked = bucket.requests()[before:]
    listed = [each for each in asked if "list-type" in each]
    assert len(asked) == 4, asked
    assert [f"prefix=asked/{PLACE}/&delimiter=/" in each for each in listed] == [True]

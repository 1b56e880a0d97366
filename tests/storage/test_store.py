"""The artifact store: whole files or none, and never outside its root."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ulid import ULID

from adgen_dagster.errors import ErrorKind
from adgen_dagster.storage.artifacts import (
    JOB_ID,
    ArtifactError,
    ArtifactStore,
    job_folder,
    segment_folder,
)

JOB = "01JADGENADGENADGENADGENADG"

SIZE = 20_000_000

ROUNDS = 8

WRITER = """
import itertools, sys
from pathlib import Path
from adgen_dagster.storage.artifacts import ArtifactStore

root, scratch, what, size, rounds = Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]
store = ArtifactStore(str(root), scratch)
for digit in itertools.islice(itertools.cycle("123456789"), int(rounds)):
    if what == "document":
        store.write_json("jobs/a/written", {"filling": digit * int(size)})
    else:
        scratch.write_text(digit * int(size))
        store.keep(scratch, "jobs/a/written")
    print(digit, flush=True)
"""


def test_a_document_comes_back_as_it_was_written(store: ArtifactStore) -> None:
    store.write_json("jobs/a/script.json", {"title": "Утро", "n": 1})
    store.write_json("jobs/a/script.json", {"title": "Вечер", "n": 2})

    assert store.read_json("jobs/a/script.json") == {"title": "Вечер", "n": 2}
    assert store.read_json("jobs/a/other.json") is None


def test_a_store_named_by_a_file_url_lies_where_the_url_says(tmp_path: Path) -> None:
    store = ArtifactStore(f"file://{tmp_path}/films", tmp_path / "scratch")

    store.write_json("jobs/a.json", {})

    assert (tmp_path / "films" / "jobs" / "a.json").is_file()
    assert store.is_local


def test_a_kept_file_is_found_again(store: ArtifactStore, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x00\xff" * 1000)

    kept = store.keep(tmp_path / "picture.png", "jobs/a/picture.png")

    assert kept == "jobs/a/picture.png"
    assert store.local(kept, tmp_path).read_bytes() == b"\x00\xff" * 1000
    assert store.path(kept).read_bytes() == b"\x00\xff" * 1000


def test_a_file_that_is_not_there_is_named(store: ArtifactStore, tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"jobs/a/gone\.png") as missing:
        store.local("jobs/a/gone.png", tmp_path)
    with pytest.raises(ArtifactError, match=r"jobs/a/kept\.png"):
        store.keep(tmp_path / "never-made.png", "jobs/a/kept.png")

    assert missing.value.kind is ErrorKind.STORAGE
    assert not store.path("jobs/a/kept.png").exists()


def test_a_document_that_is_no_json_is_an_error_of_the_store(store: ArtifactStore) -> None:
    store.write_json("jobs/a/script.json", {})
    store.path("jobs/a/script.json").write_bytes(b'{"title": "\xd0')

    with pytest.raises(ArtifactError, match=r"jobs/a/script\.json cannot be read"):
        store.read_json("jobs/a/script.json")


def test_a_store_that_cannot_be_written_says_so(
    folder_store: ArtifactStore, tmp_path: Path
) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")

    with pytest.raises(ArtifactError, match=r"jobs/a\.json cannot be stored"):
        folder_store.write_json("jobs/a.json", {})


def test_a_tree_is_deleted_with_all_below_it_and_nothing_beside_it(store: ArtifactStore) -> None:
    store.write_json("jobs/a/images/04/take-01/result.json", {})
    store.write_json("jobs/ab/result.json", {})

    store.delete_tree("jobs/a")
    store.delete_tree("jobs/a")

    assert store.read_json("jobs/a/images/04/take-01/result.json") is None
    assert store.read_json("jobs/ab/result.json") == {}


def test_an_artifact_can_be_read_by_whoever_may_read_the_folder(
    folder_store: ArtifactStore, tmp_path: Path
) -> None:
    (tmp_path / "plain").write_text("made by hand")

    folder_store.keep(tmp_path / "plain", "jobs/film.mp4")

    kept = Path(str(folder_store.path("jobs/film.mp4")))
    assert kept.stat().st_mode == (tmp_path / "plain").stat().st_mode


# A crash


def writer(tmp_path: Path, what: str, rounds: int) -> subprocess.Popen[str]:
    """A process that writes the same file of `SIZE` again and again."""
    places = (str(tmp_path / "store"), str(tmp_path / "scratch"))
    command = [sys.executable, "-c", WRITER, *places, what, str(SIZE), str(rounds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def sizes(folder: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            found[path.name] = path.stat().st_size
    return found


def kill_while_writing(process: subprocess.Popen[str], folder: Path) -> None:
    """End the process at a moment when a file stands half written."""
    assert process.stdout
    process.stdout.readline()
    give_up_at = time.monotonic() + 60
    while not any(0 < size < SIZE for size in sizes(folder).values()):
        assert time.monotonic() < give_up_at, "no half file was ever seen"
    process.kill()


@pytest.mark.parametrize("what", ["document", "file"])
def test_a_process_killed_in_the_middle_of_a_write_leaves_no_half_file_that_counts(
    folder_store: ArtifactStore, tmp_path: Path, what: str
) -> None:
    written = folder_store.path("jobs/a/written")

    with writer(tmp_path, what, rounds=10_000) as process:
        kill_while_writing(process, Path(str(written.parent)))

    if what == "document":
        document = folder_store.read_json("jobs/a/written")
        assert document is not None
        text = str(document["filling"])
    else:
        text = written.read_text()
    assert text == text[0] * SIZE


@pytest.mark.parametrize("what", ["document", "file"])
def test_nobody_who_reads_meanwhile_sees_half_a_file(
    folder_store: ArtifactStore, tmp_path: Path, what: str
) -> None:
    folder = Path(str(folder_store.path("jobs/a")))
    seen: set[int] = set()

    with writer(tmp_path, what, ROUNDS) as process:
        while process.poll() is None:
            if folder.exists():
                seen.add(sizes(folder).get("written", SIZE))

    assert process.returncode == 0
    assert min(seen) >= SIZE


def test_what_a_crash_left_behind_cannot_be_addressed(
    folder_store: ArtifactStore, tmp_path: Path
) -> None:
    with pytest.raises(ArtifactError):
        folder_store.path("jobs/a/.half-0123")


def test_a_write_that_fails_leaves_the_old_document(
    folder_store: ArtifactStore, tmp_path: Path
) -> None:
    folder_store.write_json("jobs/a/take.json", {"n": 1})

    with pytest.raises(ArtifactError):
        folder_store.keep(tmp_path, "jobs/a/take.json")

    assert folder_store.read_json("jobs/a/take.json") == {"n": 1}
    assert [child.name for child in folder_store.path("jobs/a").iterdir()] == ["take.json"]


# Ways out of the root


@pytest.mark.parametrize(
    "wrong",
    [
        *("", ".", "..", "/etc/passwd", "jobs/../../x", "jobs//x", "jobs/", "jobs/./x", "~/x"),
        *("jobs/a\\b", "jobs/a\x00b", "jobs/a\nb", "a b", "jobs/é", "s3://bucket/x", "jobs/a..b"),
        *("-rf", "jobs/" + "x" * 101),
    ],
)
def test_a_path_of_anything_but_plain_names_is_refused(store: ArtifactStore, wrong: str) -> None:
    with pytest.raises(ArtifactError, match="cannot be a name"):
        store.path(wrong)
    with pytest.raises(ArtifactError, match="cannot be a name"):
        store.delete_tree(wrong)


@given(st.text(st.sampled_from("ab./\\~%:\x00\n -") | st.characters(), max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_leads_out_of_the_store(folder_store: ArtifactStore, relative: str) -> None:
    root = Path(str(folder_store.root)).resolve()

    try:
        place = Path(str(folder_store.path(relative)))
    except ArtifactError:
        return

    assert root in place.resolve().parents


@given(st.text(max_size=30) | st.from_regex(r"[0-9A-Za-z]{26}", fullmatch=True))
def test_only_a_ulid_is_a_job(job: str) -> None:
    if JOB_ID.fullmatch(job):
        assert job_folder(job) == f"jobs/{job}"
    else:
        with pytest.raises(ArtifactError, match="not a job id"):
            job_folder(job)


def test_a_new_ulid_is_a_job() -> None:
    job = str(ULID())

    assert segment_folder(job, "images", 4) == f"jobs/{job}/images/04"


@pytest.mark.parametrize("job", [f"{JOB}\n", JOB.lower(), JOB[:-1], f"{JOB}0", "../" * 8 + "ab"])
def test_what_only_looks_like_a_ulid_is_no_job(job: str) -> None:
    with pytest.raises(ArtifactError, match="not a job id"):
        job_folder(job)


def test_a_scratch_folder_is_gone_afterwards(folder_store: ArtifactStore) -> None:
    with folder_store.scratch_folder(JOB) as folder:
        (folder / "half.mp4").write_text("half")

    assert folder.parent == folder_store.scratch
    assert not folder.exists()
    with pytest.raises(ArtifactError), folder_store.scratch_folder("../x"):
        pass


def test_an_address_of_a_kind_that_nobody_knows_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="behind nosuch://: set ADGEN_ARTIFACTS_URL"):
        ArtifactStore("nosuch://films", tmp_path)

"""Takes: begun by an owner, paid once, never lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.storage.artifacts import ArtifactStore, StoppedError

PLACE = "jobs/01JADGENADGENADGENADGENADG/images/04"


def test_the_same_owner_goes_on_with_its_take(store: ArtifactStore) -> None:
    begun = store.take(PLACE, "run-1")
    begun.write("task", {"id": "t-1"})

    again = store.take(PLACE, "run-1")

    assert again.folder == begun.folder == f"{PLACE}/take-01"
    assert again.read("task") == {"id": "t-1"}
    assert again.result is None


def test_the_same_owner_finds_its_finished_take(store: ArtifactStore) -> None:
    store.take(PLACE, "run-1").write("result", {"path": "x"})

    assert store.take(PLACE, "run-1").result == {"path": "x"}


def test_another_owner_begins_a_new_take_and_the_older_stays(store: ArtifactStore) -> None:
    store.take(PLACE, "run-1").write("result", {"path": "old"})

    new = store.take(PLACE, "run-2")

    assert (new.number, new.result) == (2, None)
    assert [(take.number, take.owner) for take in store.takes(PLACE)] == [
        (1, "run-1"),
        (2, "run-2"),
    ]
    assert store.takes(PLACE)[0].result == {"path": "old"}


def test_an_owner_is_found_among_newer_takes_of_others(store: ArtifactStore) -> None:
    for owner in ("run-1", "run-2", "run-3"):
        store.take(PLACE, owner)

    assert store.take(PLACE, "run-1").number == 1


def test_a_failed_take_is_not_taken_up_again(store: ArtifactStore) -> None:
    store.take(PLACE, "run-1", "7").fail(ErrorKind.REJECTED, "No.")

    again = store.take(PLACE, "run-1", "7")

    assert (again.number, again.read("failure")) == (2, None)
    assert store.take(PLACE, "run-1", "7").number == 2


def test_a_take_that_may_have_been_paid_waits_for_a_person(store: ArtifactStore) -> None:
    store.take(PLACE, "run-1", "7").fail(ErrorKind.UNKNOWN_OUTCOME, "No answer.")

    by_itself = store.take(PLACE, "run-1", "7")
    asked_again = store.take(PLACE, "run-1", "9")

    assert (by_itself.number, asked_again.number) == (1, 2)


def test_a_folder_that_a_crash_left_without_its_owner_is_passed_over(
    store: ArtifactStore, tmp_path: Path
) -> None:
    (tmp_path / "half").write_text("")
    store.keep(tmp_path / "half", f"{PLACE}/take-03/picture.png")

    take = store.take(PLACE, "run-1")

    assert take.number == 4
    assert store.takes(PLACE)[0].owner == ""


def test_other_files_beside_the_takes_do_not_disturb(store: ArtifactStore, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("")
    for name in ("notes.txt", "take-1", "take-xx", "mistake-07"):
        store.keep(tmp_path / "note", f"{PLACE}/{name}")

    assert store.take(PLACE, "run-1").number == 1


def test_there_can_be_more_than_ninety_nine_takes(store: ArtifactStore) -> None:
    store.write_json(f"{PLACE}/take-99/take.json", {"owner": "run-99"})

    assert store.take(PLACE, "run-100").folder == f"{PLACE}/take-100"
    assert store.take(PLACE, "run-101").folder == f"{PLACE}/take-101"


def test_a_take_keeps_files_in_its_folder(store: ArtifactStore, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"clip")

    kept = store.take(PLACE, "run-1").keep(tmp_path / "clip.mp4", "clip.mp4")

    assert kept == f"{PLACE}/take-01/clip.mp4"
    assert store.path(kept).read_bytes() == b"clip"


def test_waiting_for_a_provider_ends_when_the_run_does(folder_store: ArtifactStore) -> None:
    take = folder_store.take(PLACE, "run-1")
    threading.Timer(0.05, take.stop.set).start()

    with pytest.raises(StoppedError):
        take.wait(60)
    take.stop.clear()
    take.wait(0)

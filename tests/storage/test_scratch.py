"""Scratch files of killed processes are swept; those of a process at work never are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.storage.scratch import ABANDONED_AFTER_S, ScratchError, scratch_folder, sweep

JOB = "01JADGENADGENADGENADGENADG"
HOLDER = """
import sys, time
from pathlib import Path
from adgen_dagster.storage.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1]), sys.argv[2]) as folder:
    (folder / "clip.mp4").write_bytes(b"half a clip")
    print(folder, flush=True)
    time.sleep(600)
"""


def age(folder: Path) -> None:
    """Let a folder look as if nothing had happened in it for long."""
    long_ago = time.time() - ABANDONED_AFTER_S - 1
    os.utime(folder, (long_ago, long_ago))


def test_a_folder_is_swept_once_its_process_was_killed(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path, JOB], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    folder = Path(holder.stdout.readline().strip())
    age(folder)

    swept_at_work = sweep(tmp_path)
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    swept_afterwards = sweep(tmp_path)

    assert (swept_at_work, swept_afterwards) == ([], [folder.name])
    assert not folder.exists()


def test_a_young_folder_and_what_is_not_ours_stay(tmp_path: Path) -> None:
    young, foreign = tmp_path / f"{JOB}-abcdefgh", tmp_path / "somebody-elses"
    young.mkdir()
    foreign.mkdir()
    age(foreign)

    swept = sweep(tmp_path)

    assert swept == []
    assert {child.name for child in tmp_path.iterdir()} == {young.name, foreign.name}


def test_a_folder_in_use_survives_in_its_own_process(tmp_path: Path) -> None:
    with scratch_folder(tmp_path, JOB) as folder:
        age(folder)

        swept = sweep(tmp_path)

        assert swept == []
        assert folder.is_dir()
    assert not folder.exists()


def test_a_full_disk_is_told_whatever_was_being_written(tmp_path: Path) -> None:
    with pytest.raises(ScratchError, match=r"is full: make room, or name another") as told:
        fill(tmp_path / "scratch")

    assert told.value.kind is ErrorKind.STORAGE
    assert list((tmp_path / "scratch").iterdir()) == []


def fill(root: Path) -> None:
    with scratch_folder(root, JOB) as folder:
        (folder / "clip.mp4").symlink_to("/dev/full")
        (folder / "clip.mp4").write_bytes(b"more than there is room for")

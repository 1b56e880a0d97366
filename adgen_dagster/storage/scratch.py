"""Local folders for unfinished files: locked while their process lives, swept once it is gone."""

import errno
import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from adgen_dagster.errors import AdgenError, ErrorKind

ABANDONED_AFTER_S = 3600.0
_OURS = re.compile(r"[0-9A-Z]{26}-[a-z0-9_]{8}")
"""A job's id and what `mkdtemp` adds: an operator may let us share a folder with others."""


class ScratchError(AdgenError):
    """Unfinished files cannot be kept in the scratch folder."""

    kind = ErrorKind.STORAGE


@contextmanager
def scratch_folder(root: Path, job: str) -> Generator[Path]:
    """Provide a folder in `root` for a job's unfinished files; it is deleted afterwards.

    Raises:
        ScratchError: none can be made there, or what was written into it found no room.
    """
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_trusted(root)
        folder = Path(tempfile.mkdtemp(prefix=f"{job}-", dir=root))
    except OSError as error:
        raise ScratchError(
            f"No scratch file can be made in {root} ({error.strerror}): free it, or name another"
            " folder in ADGEN_SCRATCH_DIR."
        ) from error
    # The system lets go of the lock when the process ends, however it ends.
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise ScratchError(
                f"The scratch folder {root} is full: make room, or name another folder in"
                " ADGEN_SCRATCH_DIR."
            ) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _require_trusted(root: Path) -> None:
    """Refuse a folder that another user made: they could put files of theirs under ours.

    Raises:
        ScratchError: it is neither this user's nor the system's.
    """
    if {root.lstat().st_uid, root.stat().st_uid} - {os.geteuid(), 0}:
        raise ScratchError(
            f"The scratch folder {root} belongs to another user: name one of your own in"
            " ADGEN_SCRATCH_DIR."
        )


def sweep(root: Path, older_than_s: float = ABANDONED_AFTER_S) -> list[str]:
    """Delete folders in `root` that killed processes left behind; their names."""
    try:
        found = [child for child in root.iterdir() if _OURS.fullmatch(child.name)]
    except OSError:
        return []
    before = time.time() - older_than_s
    return [child.name for child in found if _is_abandoned(child, before) and _delete(child)]


def _is_abandoned(folder: Path, before: float) -> bool:
    try:
        if folder.stat().st_mtime > before:
            return False
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _delete(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()

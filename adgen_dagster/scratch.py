"""Local folders for unfinished files: locked while their process lives, swept once it is gone."""

import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ABANDONED_AFTER_S = 3600.0
_OURS = re.compile(r"[0-9A-Z]{26}-[a-z0-9_]{8}")
"""A job's id and what `mkdtemp` adds: an operator may let us share a folder with others."""


@contextmanager
def scratch_folder(root: Path, job: str) -> Generator[Path]:
    """A folder in `root` for a job's unfinished files, gone afterwards."""
    root.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{job}-", dir=root))
    # The system lets go of the lock when the process ends, however it ends.
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep(root: Path, older_than_s: float = ABANDONED_AFTER_S) -> list[str]:
    """Delete folders in `root` that killed processes left behind; their names."""
    if not root.is_dir():
        return []
    before = time.time() - older_than_s
    found = [child for child in root.iterdir() if _OURS.fullmatch(child.name)]
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

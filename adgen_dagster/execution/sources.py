"""Tells whether the code on the disk is still the code in memory."""

import os
from pathlib import Path

import adgen_dagster

_ROOT = Path(adgen_dagster.__file__).parent

Sources = frozenset[tuple[str, int, int]]
"""Every file of the package, with its size in bytes and when it was changed, in nanoseconds."""


def sources() -> Sources:
    """Look at the package as it lies on the disk now."""
    found: set[tuple[str, int, int]] = set()
    for folder, folders, names in os.walk(_ROOT):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - of 400 files, before every run
            stat = os.stat(path)  # noqa: PTH116
            found.add((path, stat.st_size, stat.st_mtime_ns))
    return frozenset(found)

"""Free disk space: new jobs are rejected before running ones run out."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from adgen_dagster.domain.sizes import MEGABYTE
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.logs import log_of
from adgen_dagster.storage.artifacts import ArtifactStore

_LOG = log_of(__name__)


class NoRoomError(AdgenError):
    """A disk is nearly full: no new job is taken. Those under way go on."""

    kind = ErrorKind.STORAGE

    def __init__(self, disk: "Disk", min_free_mb: float) -> None:
        super().__init__(
            f"No new advertisement is taken: the disk of the {disk.name} has {disk.free_mb:.0f} MB"
            f" left, and {min_free_mb:.0f} MB are to stay free (ADGEN_MIN_FREE_MB)."
        )
        self.disk = disk


@dataclass(frozen=True)
class Disk:
    """What is left of a disk that we write to."""

    name: str
    total_mb: float
    free_mb: float


def disks(store: ArtifactStore) -> list[Disk]:
    """Return the disks of scratch files and, if they are kept on this machine, of artifacts."""
    folders = {"scratch files": store.scratch}
    if store.is_local:
        folders["artifact store"] = Path(str(store.root))
    return [_disk(name, folder.absolute()) for name, folder in folders.items()]


def require_room(store: ArtifactStore, min_free_mb: float) -> None:
    """Let a new job begin only where its films will find room; 0 MB asks for none.

    Raises:
        NoRoomError: a disk is nearly full.
    """
    for disk in disks(store) if min_free_mb else ():
        if disk.free_mb < min_free_mb:
            _LOG.warning("disk_space_short", disk=disk.name, free_mb=round(disk.free_mb))
            raise NoRoomError(disk, min_free_mb)


def _disk(name: str, folder: Path) -> Disk:
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return Disk(name, usage.total / MEGABYTE, usage.free / MEGABYTE)

"""The storage back ends of artifacts: a folder of this machine, or a bucket.

Both keep the same promises: a file is there whole or not at all, also after a crash, and of
several who create the same one a single one succeeds.
"""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar, cast

from botocore.exceptions import BotoCoreError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed
from upath import UPath

from adgen_dagster.storage.unfinished import unfinished

PATIENCE_S = 60.0
"""How long to wait for an unreachable bucket; a write lost after that may mean paying twice."""
_PAUSE_S = 0.5

_AWAY = (NoConnectionError, HTTPClientError)
_PASSING = {errno.EBUSY, errno.EIO, errno.EREMOTEIO, errno.ETIMEDOUT}
"""`SlowDown`, `InternalError` and the like, as s3fs translates them."""

_Answer = TypeVar("_Answer")


class Backend(Protocol):
    """Holds files by their place; raises `OSError` where something cannot be done."""

    def read(self, place: UPath) -> bytes:
        """Read a file."""
        ...

    def write(self, place: UPath, content: bytes) -> None:
        """Write a file anew, in one step."""
        ...

    def create(self, place: UPath, content: bytes) -> bool:
        """Write a file, unless it is there already: of several who try, one is told True."""
        ...

    def put(self, local: Path, place: UPath) -> None:
        """Copy a local file in, in one step."""
        ...

    def fetch(self, place: UPath, target: Path) -> Path:
        """Return a local path of a file: where it is, or a copy at `target`."""
        ...

    def names(self, place: UPath) -> list[str]:
        """List the entries directly in a folder; nothing if there is no such folder."""
        ...

    def delete(self, place: UPath) -> None:
        """Delete a file, or a folder and all below it, if it is there."""
        ...


class LocalBackend:
    """A shelf on a disk of this machine."""

    def read(self, place: UPath) -> bytes:
        """Read a file."""
        return place.read_bytes()

    def write(self, place: UPath, content: bytes) -> None:
        """Write a file anew, in one step."""
        target = Path(str(place))
        with unfinished(target) as half:
            half.write_bytes(content)
            _sync(half)
            half.replace(target)

    def create(self, place: UPath, content: bytes) -> bool:
        """Write a file, unless it is there already."""
        target = Path(str(place))
        with unfinished(target) as half:
            half.write_bytes(content)
            _sync(half)
            try:
                target.hardlink_to(half)
            except FileExistsError:
                return False
        return True

    def put(self, local: Path, place: UPath) -> None:
        """Copy a local file in, in one step."""
        target = Path(str(place))
        with unfinished(target) as half:
            shutil.copyfile(local, half)
            _sync(half)
            half.replace(target)

    def fetch(self, place: UPath, target: Path) -> Path:  # noqa: ARG002 - the protocol's
        """Return where the file is."""
        source = Path(str(place))
        source.stat()
        return source

    def names(self, place: UPath) -> list[str]:
        """List the entries directly in a folder."""
        try:
            return sorted(child.name for child in Path(str(place)).iterdir())
        except FileNotFoundError:
            return []

    def delete(self, place: UPath) -> None:
        """Delete a file, or a folder and all below it, if it is there."""
        target = Path(str(place))
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)


class BucketBackend:
    """A shelf in an object store, by way of fsspec.

    A PUT is all or nothing there, and what was written is seen by everybody at once.
    """

    def __init__(self, root: UPath) -> None:
        # Asked for here, it is shared by all paths below: a client of its own for every thread
        # would cost each a quarter of a second.
        self._fs = root.fs

    def read(self, place: UPath) -> bytes:
        """Read a file."""
        # Otherwise s3fs first asks for its size, to fetch large ones in parts.
        return cast("bytes", _patiently(lambda: self._fs.cat_file(place.path, max_concurrency=1)))

    def write(self, place: UPath, content: bytes) -> None:
        """Write a file anew, in one step."""
        _patiently(lambda: self._fs.pipe_file(place.path, content))

    def create(self, place: UPath, content: bytes) -> bool:
        """Write a file, unless it is there already."""
        try:
            _patiently(lambda: self._fs.pipe_file(place.path, content, mode="create"))
        except FileExistsError:
            return False
        except OSError as error:
            # Not every server names the condition, by which s3fs knows that the file exists.
            if "PreconditionFailed" not in str(error.__cause__):
                raise
            return False
        return True

    def put(self, local: Path, place: UPath) -> None:
        """Copy a local file in, in one step."""
        _patiently(lambda: self._fs.put_file(str(local), place.path))

    def fetch(self, place: UPath, target: Path) -> Path:
        """Copy a file to `target`."""
        _patiently(lambda: self._fs.get_file(place.path, str(target)))
        return target

    def names(self, place: UPath) -> list[str]:
        """List the entries directly in a folder, with one request to the server."""

        def ask() -> list[str]:
            return cast("list[str]", self._fs.ls(place.path, detail=False))

        try:
            found = _patiently(ask)
        except FileNotFoundError:
            return []
        return sorted(each.rstrip("/").rpartition("/")[2] for each in found)

    def delete(self, place: UPath) -> None:
        """Delete a file, or a folder and all below it, if it is there."""
        try:
            _patiently(lambda: self._fs.rm(place.path, recursive=True))
        except FileNotFoundError:
            return


def shelf_of(root: UPath, *, is_local: bool) -> Backend:
    """Return the backend for a root."""
    return LocalBackend() if is_local else BucketBackend(root)


def _patiently(ask: Callable[[], _Answer]) -> _Answer:
    """Ask a server that may be away for a while.

    Raises:
        OSError: it says no, or is away for too long.
    """
    asking = Retrying(
        retry=retry_if_exception(_is_passing),
        stop=stop_after_delay(PATIENCE_S),
        wait=wait_fixed(_PAUSE_S),
        reraise=True,
    )
    try:
        return asking(ask)
    except _AWAY as error:
        raise OSError(errno.ETIMEDOUT, f"the object store is away: {error}") from error
    except BotoCoreError as error:
        raise OSError(errno.EINVAL, str(error)) from error


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return isinstance(error, TimeoutError) or error.errno in _PASSING
    return isinstance(error, _AWAY)


def _sync(written: Path) -> None:
    with written.open("rb") as file:
        os.fsync(file.fileno())

"""The artifact store: every file that the graph makes, and the takes that hold them."""

import json
import re
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from upath import UPath

from adgen_dagster.domain.spending import Charge
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.storage.backends import shelf_of
from adgen_dagster.storage.scratch import scratch_folder, sweep
from adgen_dagster.storage.unreadable import UNREADABLE

JOB_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
"""A ULID in Crockford's base 32."""

_FETCHED_AT_ONCE = 10
_LOCAL = {"", "file", "local"}
_TAKE = re.compile(r"take-\d{2,4}", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

Json = dict[str, Any]


class ArtifactError(AdgenError):
    """The store cannot hold or give what was asked for."""

    kind = ErrorKind.STORAGE


class NoDocumentError(ArtifactError):
    """What is stored there is not an adgen document, and will not be at the next try."""


class StoppedError(AdgenError):
    """The run was asked to stop while work was under way."""

    kind = ErrorKind.STOPPED


def _to_nobody(_charge: Charge) -> None:
    """Where no job is told what its calls cost."""


def _not_known(_path: str) -> str:
    """Where nothing is told to a job."""
    return ""


@dataclass(frozen=True)
class Take:
    """One attempt at something that costs money, as a folder of the store.

    `request.json` is there before a provider is called, `task-1.json` the moment the provider's
    task id is known, `result.json` last, when every file is in place; `failure.json` when the
    attempt is known to have failed for good.
    """

    store: "ArtifactStore"
    folder: str
    number: int
    owner: str
    cause: str = ""
    """What the run at work was started for; a user's "try again" is a new cause."""
    stop: threading.Event = field(default_factory=threading.Event, compare=False)
    """Set when the run has to end: what a provider has begun there goes on."""
    unwanted: threading.Event = field(default_factory=threading.Event, compare=False)
    """Set before `stop` when the job was cancelled: what a provider has begun can be ended too."""
    tell: Callable[[Charge], None] = field(default=_to_nobody, compare=False)
    """Tells the job what a paid call came to; takes are asked to `charge`."""
    told: dict[str, float] = field(default_factory=dict[str, float], compare=False)
    """What was told so, by the path of the call's record."""
    recall: Callable[[str], str] = field(default=_not_known, compare=False)
    """The id of a call by the path of its record, as it was told; empty: none was."""

    def read(self, name: str) -> Json | None:
        """Read the document `name`; None if it is not there yet."""
        return self.store.read_json(f"{self.folder}/{name}.json")

    def write(self, name: str, document: Mapping[str, Any]) -> None:
        """Keep a document; afterwards it survives a crash."""
        self.store.write_json(f"{self.folder}/{name}.json", document)

    def charge(self, charge: Charge) -> None:
        """Tell the job what a paid call of this take came to; told again, it counts once."""
        self.told[charge.path] = charge.cost_usd
        self.tell(charge)

    @property
    def told_usd(self) -> float:
        """What its calls have told, as far as this run knows: a failure need not tell it again."""
        return sum(self.told.values())

    def keep(self, local: Path, name: str) -> str:
        """Copy a finished local file into the take; its path inside the store."""
        return self.store.keep(local, f"{self.folder}/{name}")

    def wait(self, seconds: float) -> None:
        """Wait, unless the run is asked to stop.

        Raises:
            StoppedError: it was.
        """
        if self.stop.wait(seconds):
            raise StoppedError("The run was asked to stop.")

    def fail(self, kind: ErrorKind, message: str) -> None:
        """Close the take as failed for good: a retry begins a new one."""
        self.write("failure", {"kind": str(kind), "message": message, "cause": self.cause})

    @property
    def is_begun(self) -> bool:
        """Whether a provider has taken it up already: it is waited for, not paid again."""
        return self.result is not None or self.read("task-1") is not None

    @property
    def result(self) -> Json | None:
        """What the finished take holds; None while it is unfinished, or if that cannot be read."""
        try:
            return self.read("result")
        except NoDocumentError as error:
            UNREADABLE.note("take", self.folder, error)
            return None


class ArtifactStore:
    """Files by relative path under one root: a local folder or any fsspec URL."""

    def __init__(self, url: str, scratch: Path) -> None:
        try:
            # What other processes write has to be seen at once: no listing is remembered.
            is_plain = UPath(url).protocol in _LOCAL
            root = UPath(url) if is_plain else UPath(url, use_listings_cache=False)
        except (ValueError, ImportError) as error:
            scheme = url.partition("://")[0]
            raise ArtifactError(
                f"Nothing can be kept behind {scheme[:20]}://: set ADGEN_ARTIFACTS_URL to a folder"
                " or to s3://bucket/folder."
            ) from error
        # `file:///films` as text is not a path that Path could open.
        self.root = UPath(root.path) if root.protocol in _LOCAL else root
        self.scratch = scratch
        self._shelf = shelf_of(self.root, is_local=self.is_local)

    @property
    def is_local(self) -> bool:
        """Whether files can be used where they lie."""
        return self.root.protocol in _LOCAL

    def path(self, relative: str) -> UPath:
        """Resolve `relative`; the result never lies outside the root.

        Raises:
            ArtifactError: a part of the path is not a plain name.
        """
        return self.root.joinpath(*(_checked(part) for part in relative.split("/")))

    def read_json(self, relative: str) -> Json | None:
        """Read a JSON document; None if there is none.

        Raises:
            ArtifactError: it cannot be read; `NoDocumentError`: it is not what it should be.
        """
        content = self.read_bytes(relative)
        if content is None:
            return None
        try:
            found: object = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise NoDocumentError(f"{relative} cannot be read: {error}") from error
        if not isinstance(found, dict):
            raise NoDocumentError(f"{relative} cannot be read: it is not a document.")
        return cast("Json", found)

    def read_bytes(self, relative: str) -> bytes | None:
        """Read a small file; None if there is none.

        Raises:
            ArtifactError: it cannot be read.
        """
        try:
            return self._shelf.read(self.path(relative))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ArtifactError(f"{relative} cannot be read: {error}") from error

    def write_bytes(self, relative: str, content: bytes) -> None:
        """Write a small file, whole or not at all."""
        with _told_of(relative):
            self._shelf.write(self.path(relative), content)

    def write_json(self, relative: str, document: Mapping[str, Any]) -> None:
        """Write a JSON document so that a crash leaves the old one or the new one."""
        self.write_bytes(relative, _encoded(document))

    def keep(self, local: Path, relative: str) -> str:
        """Copy a local file into the store, whole or not at all; its relative path."""
        with _told_of(relative):
            self._shelf.put(local, self.path(relative))
        return relative

    def local(self, relative: str, folder: Path) -> Path:
        """Return a local path of `relative`: the file itself, or a copy in `folder`.

        Raises:
            ArtifactError: it is not in the store.
        """
        place = self.path(relative)
        with _told_of(relative):
            try:
                return self._shelf.fetch(place, folder / relative.replace("/", "_"))
            except FileNotFoundError:
                raise ArtifactError(f"{relative} is not in the artifact store.") from None

    def local_copies(self, relatives: Sequence[str], folder: Path) -> list[Path]:
        """Like `local`, for many: copies are fetched at the same time."""
        with ThreadPoolExecutor(_FETCHED_AT_ONCE) as pool:
            return list(pool.map(partial(self.local, folder=folder), relatives))

    def names(self, relative: str) -> list[str]:
        """List the complete entries directly in a folder; nothing if there is no folder."""
        with _told_of(relative):
            found = self._shelf.names(self.path(relative))
        return [name for name in found if not name.startswith(".")]

    @contextmanager
    def scratch_folder(self, job: str) -> Generator[Path]:
        """Provide a local folder for unfinished files; it is deleted afterwards."""
        sweep(self.scratch)
        with scratch_folder(self.scratch, _checked(job)) as folder:
            yield folder

    def take(self, place: str, owner: str, cause: str = "") -> Take:
        """Return the take of `place` that `owner` began, or a new one.

        A take that is known to have failed is not taken up again; one of which nobody knows
        whether it was paid, only for a new cause.

        Args:
            place: for instance `jobs/<job>/images/04`.
            owner: who began it: the cause of the work, or a Dagster root run.
            cause: what the run at work was started for.
        """
        while True:
            numbers = self._take_numbers(place)
            if taken_up := self._unfailed(place, numbers, owner, cause):
                return taken_up
            number = max(numbers, default=0) + 1
            take = Take(self, f"{place}/take-{number:02d}", number, owner, cause)
            about = {"owner": owner, "began_at": datetime.now(UTC).isoformat()}
            # Not created: another run began this take at the same moment.
            if self._create_json(f"{take.folder}/take.json", about):
                return take

    def _unfailed(self, place: str, numbers: Sequence[int], owner: str, cause: str) -> Take | None:
        for number in reversed(numbers):
            take = Take(self, f"{place}/take-{number:02d}", number, owner, cause)
            if self._owner_of(take.folder) == owner:
                failure = self._failure_of(take)
                is_unknown = failure and failure.get("kind") == ErrorKind.UNKNOWN_OUTCOME
                if failure is None or (is_unknown and failure.get("cause") == cause):
                    return take
                break
        return None

    def _failure_of(self, take: Take) -> Json | None:
        """Return how a take has failed; that it has is known even where this cannot be read."""
        try:
            return take.read("failure")
        except NoDocumentError as error:
            UNREADABLE.note("take", take.folder, error)
            return {}

    def takes(self, place: str) -> list[Take]:
        """Return every take of `place`, oldest first."""
        return [
            Take(self, folder, number, self._owner_of(folder))
            for number in self._take_numbers(place)
            for folder in [f"{place}/take-{number:02d}"]
        ]

    def _owner_of(self, take: str) -> str:
        """Who began a take; empty: nobody is known, which must not hide the takes beside it."""
        try:
            about = self.read_json(f"{take}/take.json") or {}
        except NoDocumentError as error:
            UNREADABLE.note("take", take, error)
            about = {}
        return str(about.get("owner", ""))

    def delete_tree(self, relative: str) -> None:
        """Delete a folder and all below it; nothing happens when it is not there."""
        with _told_of(relative):
            self._shelf.delete(self.path(relative))

    def delete_halves(self, relative: str) -> None:
        """Delete what killed processes left half written in a folder that nobody writes to."""
        folder = self.path(relative)
        with _told_of(relative):
            for name in self._shelf.names(folder):
                if name.startswith("."):
                    self._shelf.delete(folder / name)

    def _create_json(self, relative: str, document: Mapping[str, Any]) -> bool:
        with _told_of(relative):
            return self._shelf.create(self.path(relative), _encoded(document))

    def _take_numbers(self, place: str) -> list[int]:
        names = self.names(place)
        return sorted(int(name[5:]) for name in names if _TAKE.fullmatch(name))


def job_folder(job: str) -> str:
    """Return the folder of a job's artifacts.

    Raises:
        ArtifactError: `job` is not a ULID.
    """
    if not JOB_ID.fullmatch(job):
        raise ArtifactError(f"{job[:40]!r} is not a job id.")
    return f"jobs/{job}"


def segment_folder(job: str, asset: str, index: int) -> str:
    """Return the folder of the takes of one segment of a job."""
    return f"{job_folder(job)}/{_checked(asset)}/{index:02d}"


def is_in_take(path: str, job: str, asset: str) -> bool:
    """Tell whether a path leads into a take of a job's asset, as the graph writes them."""
    place, *parts = path.removeprefix(f"{job_folder(job)}/").split("/")
    is_plain = all(_NAME.fullmatch(part) and ".." not in part for part in parts)
    has_take = any(_TAKE.fullmatch(part) for part in parts[:-1])
    return path.startswith(job_folder(job)) and place == asset and is_plain and has_take


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or ".." in name:
        raise ArtifactError(f"{name[:40]!r} cannot be a name in the artifact store.")
    return name


def _encoded(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()


@contextmanager
def _told_of(relative: str) -> Generator[None]:
    """Name the artifact that a full disk or a bucket's refusal concerns."""
    try:
        yield
    except OSError as error:
        raise ArtifactError(f"{relative} cannot be stored or fetched: {error}") from error

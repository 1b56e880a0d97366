"""Downloads results: only from hosts that Runway uses, and never half a file."""

import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from adgen_dagster.domain.sizes import MEBIBYTE
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.runway.failures import RunwayError
from adgen_dagster.storage.artifacts import ArtifactError, StoppedError
from adgen_dagster.storage.unfinished import unfinished

FILE_HOSTS = ("runwayml.com", "cloudfront.net", "runway-task-artifacts.s3.amazonaws.com")
"""Runway's results lie on CloudFront (dnznrvs05pmza.cloudfront.net; assets/outputs in its
documentation). Which distribution may change any day, and a clip that is paid for must not be
lost for that; nothing inside a company's own network has such a name."""

_TIMEOUT_S = (10.0, 30.0)
_CHUNK_BYTES = 256 * 1024
_MOST_REDIRECTS = 3

_BEGINNINGS = (
    (0, b"\x89PNG\r\n\x1a\n", ".png"),
    (0, b"\xff\xd8\xff", ".jpg"),
    (8, b"WEBP", ".webp"),
    (0, b"\x1aE\xdf\xa3", ".webm"),
    (4, b"ftyp", ".mp4"),
    (8, b"WAVE", ".wav"),
    (0, b"ID3", ".mp3"),
    (0, b"\xff\xfb", ".mp3"),
    (0, b"\xff\xf3", ".mp3"),
    (0, b"\xff\xf2", ".mp3"),
    (0, b"OggS", ".ogg"),
    (0, b"fLaC", ".flac"),
)


@dataclass(frozen=True)
class FileRules:
    """What may be fetched.

    Args:
        hosts: names of hosts, those below them included.
        max_bytes: larger files are refused.
        limit_s: for one file as a whole.
    """

    hosts: tuple[str, ...] = FILE_HOSTS
    max_bytes: int = 500 * MEBIBYTE
    limit_s: float = 300.0


def suffix_of(beginning: bytes) -> str:
    """Return the file ending by how the file begins; empty for what we do not use."""
    for offset, mark, suffix in _BEGINNINGS:
        if beginning[offset : offset + len(mark)] == mark:
            return suffix
    return ""


def download(
    session: requests.Session,
    url: str,
    stem: Path,
    *,
    rules: FileRules,
    own_origin: str,
    auth: AuthBase,
    stop: threading.Event,
) -> Path:
    """Fetch `url` into `stem` plus the fitting ending.

    Args:
        session: for the connection.
        url: Runway's link; it opens the file to anybody, so no error carries it.
        stem: where to.
        rules: what may be fetched.
        own_origin: scheme and host of the API itself, which may always be asked.
        auth: what signs the request (nothing).
        stop: set when the run has to end.

    Raises:
        RunwayError: passing (cut, slow, expired, not a file we use) or not (host, size).
        StoppedError: the run was asked to stop.
    """
    fetch = _Fetch(session, rules, own_origin, auth, stop)
    try:
        with unfinished(stem) as part:
            with part.open("wb") as file:
                fault = fetch.into(file, url)
            if fault:
                raise _passing(
                    f"A result could not be fetched from Runway ({fault}). It lies there, and"
                    " trying again costs nothing."
                )
            path = stem.with_name(f"{stem.name}{_required_suffix(part)}")
            part.replace(path)
    except OSError as error:
        raise ArtifactError(f"A result of Runway's could not be written: {error}") from error
    return path


def _required_suffix(part: Path) -> str:
    with part.open("rb") as file:
        suffix = suffix_of(file.read(16))
    if not suffix:
        raise RunwayError(
            ErrorKind.BAD_OUTPUT,
            "Runway's link leads to something that is not a picture, film or sound.",
            is_passing=True,
            is_over=True,
        )
    return suffix


@dataclass(frozen=True)
class _Fetch:
    session: requests.Session
    rules: FileRules
    own_origin: str
    auth: AuthBase
    stop: threading.Event

    def into(self, file: IO[bytes], url: str) -> str:
        """Write what lies behind `url`; what went wrong, told without the link."""
        deadline = time.monotonic() + self.rules.limit_s
        try:
            with self._opened(url) as response:
                if response.status_code != HTTPStatus.OK:
                    return f"HTTP {response.status_code}"
                return self._copied(response, file, deadline)
        except (requests.RequestException, HTTPError) as error:
            return type(error).__name__

    def _opened(self, url: str) -> requests.Response:
        for _ in range(_MOST_REDIRECTS + 1):
            self._require_allowed(url)
            response = self.session.get(
                url,
                stream=True,
                allow_redirects=False,
                auth=self.auth,
                headers={"Accept-Encoding": "identity"},
                timeout=_TIMEOUT_S,
            )
            if not response.is_redirect:
                return response
            response.close()
            url = urljoin(url, response.headers["Location"])
        raise _passing("Runway's link leads from one address to the next without end.")

    def _copied(self, response: requests.Response, file: IO[bytes], deadline: float) -> str:
        self._require_size(response.raw.length_remaining or 0)
        got = 0
        # read1 returns what is there, so that a link that trickles cannot outwait the limit; it
        # raises when less comes than Content-Length has promised.
        while chunk := response.raw.read1(_CHUNK_BYTES):
            got += len(chunk)
            self._require_size(got)
            file.write(chunk)
            if self.stop.is_set():
                raise StoppedError("The run was asked to stop.")
            if time.monotonic() > deadline:
                return f"not there after {self.rules.limit_s:g} s"
        return ""

    def _require_size(self, size: int) -> None:
        if size > self.rules.max_bytes:
            raise RunwayError(
                ErrorKind.STORAGE,
                f"Runway's result is larger than {self.rules.max_bytes // MEBIBYTE} MB"
                " (ADGEN_RUNWAY_FILE_MAX_MB). It lies there; with a higher limit it is fetched for"
                " nothing.",
            )

    def _require_allowed(self, url: str) -> None:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        if f"{parts.scheme}://{parts.netloc}" == self.own_origin:
            return
        if parts.scheme == "https" and any(
            host == known or host.endswith(f".{known}") for known in self.rules.hosts
        ):
            return
        raise RunwayError(
            ErrorKind.STORAGE,
            f"Runway's link leads to {host[:80] or 'no host'} by {parts.scheme[:10] or 'nothing'},"
            " from where nothing is fetched. If that is where Runway keeps its files now, add the"
            " host to ADGEN_RUNWAY_FILE_HOSTS and try again: nothing is paid a second time.",
        )


def _passing(message: str) -> RunwayError:
    return RunwayError(ErrorKind.UNAVAILABLE, message, is_passing=True)

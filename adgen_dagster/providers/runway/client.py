"""The HTTP client of Runway; it translates every failure into an adgen error, once."""

import io
import json
import logging
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.runway.api_models import (
    Begun,
    Organization,
    Read,
    Refusal,
    TaskState,
    UploadPlace,
    read,
)
from adgen_dagster.providers.runway.downloads import FileRules, download
from adgen_dagster.providers.runway.failures import RunwayError, refusal
from adgen_dagster.storage.artifacts import Json

API_VERSION = "2024-11-06"
BASE_URL = "https://api.dev.runwayml.com"

_TIMEOUT_S = (10.0, 60.0)
"""To connect, and to wait for an answer."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PUBLIC_NAME = re.compile(r"(?:[a-z0-9-]+\.)+(?!local$|localhost$|internal$|arpa$)[a-z]{2,}")
"""A host that an answer may have us send a file to: no number, nothing of a network's own."""

# At DEBUG it writes every URL, and Runway's links carry what opens them.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class _Key(AuthBase):
    """Signs a request to Runway; keeps the key out of the session, which also fetches files."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        r.headers["Authorization"] = f"Bearer {self._key}"
        return r


class _Unsigned(AuthBase):
    """Signs nothing; without it, requests would look for a password in `~/.netrc`."""

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        return r


class _Body(io.BytesIO):
    """A request's body that knows whether it was handed to the network whole."""

    @property
    def is_sent(self) -> bool:
        return self.tell() == len(self.getbuffer())


class RunwayClient:
    """Runway's API, https://docs.dev.runwayml.com/api, as far as a film needs it.

    Safe between threads. Its methods raise `RunwayError` and do not try again.

    Args:
        api_key: secret; no error and no log line carries it.
        base_url: `https`; plain `http` only to this machine.
        files: from where results may be fetched, and how large they may be.
        timeout_s: to connect, and to wait for an answer.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str = BASE_URL,
        files: FileRules | None = None,
        timeout_s: tuple[float, float] = _TIMEOUT_S,
    ) -> None:
        self._url = base_url.rstrip("/")
        if not self._is_safe(self._url):
            raise RunwayError(
                ErrorKind.BAD_REQUEST,
                "Runway's address (ADGEN_RUNWAY_BASE_URL) has to begin with https://, or the key"
                " would travel in the open.",
                is_over=True,
            )
        self._key = _Key(api_key)
        self._files = files or FileRules()
        self._timeout_s = timeout_s
        self._session = _session()

    def submit(self, endpoint: str, body: Json) -> Begun:
        """Have Runway begin a task.

        Raises:
            RunwayError: with `did_nothing` where it is certain that no task was begun. Without
                it, nobody knows: the request was sent whole, and no answer came that says.
        """
        content = _Body(json.dumps(body, ensure_ascii=False).encode())
        # A connection of its own: a kept one that Runway has just closed would break after the
        # request is sent, and leave nobody knowing.
        with _session() as fresh:
            try:
                response = fresh.post(
                    f"{self._url}{endpoint}",
                    data=content,
                    headers=_headers({"Content-Type": "application/json"}),
                    auth=self._key,
                    timeout=self._timeout_s,
                    allow_redirects=False,
                )
            except requests.RequestException as error:
                raise _unreachable(error, did_nothing=not content.is_sent) from error
        begun = read(response, Begun) if response.ok else None
        if begun is None:
            raise _refusal_of(response)
        return begun

    def task(self, task_id: str) -> TaskState:
        """Ask for a task's state; a new answer brings new links."""
        return self._asked(TaskState, "GET", f"/v1/tasks/{task_id}")

    def cancel(self, task_id: str) -> None:
        """End a task, or forget one that has ended; a task that is already gone is fine."""
        try:
            self._call("DELETE", f"/v1/tasks/{task_id}")
        except RunwayError as error:
            if error.status != requests.codes.not_found:
                raise

    def organization(self) -> Organization:
        """Ask for the account that the key belongs to."""
        return self._asked(Organization, "GET", "/v1/organization")

    def upload(self, content: bytes, filename: str, media_type: str) -> str:
        """Lend Runway a file for 24 hours; its `runway://` address."""
        place = self._asked(
            UploadPlace, "POST", "/v1/uploads", {"filename": filename, "type": "ephemeral"}
        )
        fault = self._send_form(place, (filename, content, media_type))
        if fault:
            raise RunwayError(
                ErrorKind.UNAVAILABLE,
                f"A picture could not be handed to Runway ({fault}).",
                is_passing=True,
                did_nothing=True,
            )
        return place.runway_uri

    def download(self, url: str, folder: Path, name: str, stop: threading.Event) -> Path:
        """Fetch a result into `folder`, whole or not at all; its path, with a fitting ending."""
        own = urlsplit(self._url)
        return download(
            self._session,
            url,
            folder / name,
            rules=self._files,
            own_origin=f"{own.scheme}://{own.netloc}",
            auth=_Unsigned(),
            stop=stop,
        )

    def _send_form(self, place: UploadPlace, file: tuple[str, bytes, str]) -> str:
        """Send a file where Runway wants it; what went wrong.

        Told, not raised: the error's own text holds the signed address.
        """
        if not self._may_receive(place.upload_url):
            return "its storage has no https address outside"
        try:
            response = self._session.post(
                place.upload_url,
                data=place.fields,
                files={"file": file},
                auth=_Unsigned(),
                timeout=self._timeout_s,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return type(error).__name__
        return "" if response.ok and not response.is_redirect else f"HTTP {response.status_code}"

    def _is_safe(self, url: str) -> bool:
        """Tell whether what is sent there can be read by nobody else."""
        parts = urlsplit(url)
        is_here = parts.scheme == "http" and parts.hostname in _LOOPBACK
        return bool(parts.hostname) and (parts.scheme == "https" or is_here)

    def _may_receive(self, url: str) -> bool:
        """Tell whether a file may be sent where Runway's answer says."""
        parts = urlsplit(url)
        if urlsplit(self._url).hostname in _LOOPBACK and parts.hostname in _LOOPBACK:
            return True
        return parts.scheme == "https" and bool(_PUBLIC_NAME.fullmatch(parts.hostname or ""))

    def _asked(
        self, model: type[Read], method: str, path: str, content: Json | None = None
    ) -> Read:
        answer = read(self._call(method, path, content), model)
        if answer is None:
            raise RunwayError(
                ErrorKind.UNAVAILABLE, "Runway's answer cannot be read.", is_passing=True
            )
        return answer

    def _call(self, method: str, path: str, content: Json | None = None) -> requests.Response:
        try:
            response = self._session.request(
                method,
                f"{self._url}{path}",
                json=content,
                headers=_headers(),
                auth=self._key,
                timeout=self._timeout_s,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise _unreachable(error, did_nothing=False) from error
        if response.ok and not response.is_redirect:
            return response
        raise _refusal_of(response)


def _session() -> requests.Session:
    session = requests.Session()
    adapter = HTTPAdapter(pool_maxsize=32)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _headers(more: Mapping[str, str] | None = None) -> dict[str, str]:
    return {"X-Runway-Version": API_VERSION, "Accept": "application/json", **(more or {})}


def _unreachable(error: requests.RequestException, *, did_nothing: bool) -> RunwayError:
    return RunwayError(
        ErrorKind.UNAVAILABLE,
        f"Runway cannot be reached or does not answer ({type(error).__name__}).",
        is_passing=True,
        did_nothing=did_nothing,
    )


def _refusal_of(response: requests.Response) -> RunwayError:
    return refusal(response.status_code, read(response, Refusal), _retry_after_s(response))


def _retry_after_s(response: requests.Response) -> float:
    """Return how long Runway asks to be left alone: seconds or a date (RFC 9110, 10.2.3)."""
    wanted = response.headers.get("Retry-After", "").strip()
    try:
        if wanted.replace(".", "", 1).isdigit():
            return float(wanted)
        moment = parsedate_to_datetime(wanted)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())

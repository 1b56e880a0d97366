"""Runway's files: uploads on their way in, outputs behind signed links."""

from __future__ import annotations

import secrets
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any, Final

from tests.stand_ins.providers import media
from tests.stand_ins.providers.exchange import Answer, Request, form_parts
from tests.stand_ins.providers.runway_bodies import refused
from tests.stand_ins.providers.runway_prices import DEFAULT_SECONDS
from tests.stand_ins.providers.runway_settings import RunwaySettings
from tests.stand_ins.providers.runway_tasks import Task

UPLOAD_BYTES: Final = range(512, 200 * 1024 * 1024 + 1)
XML: Final = "application/xml"


@dataclass
class Upload:
    """A file on its way in, or there."""

    filename: str
    policy: str
    created: float
    content: bytes | None = None


class RunwayFiles:
    """Keeps uploads and links; safe between threads."""

    def __init__(self, settings: RunwaySettings) -> None:
        self._settings = settings
        self._uploads: dict[str, Upload] = {}
        self._links: dict[str, tuple[str, float]] = {}
        self._made: dict[str, bytes] = {}
        self._guard = threading.Lock()
        self.instead: list[tuple[str, bytes]] = []
        """What the next tasks of an endpoint deliver, instead of what was asked for."""

    def begin_upload(self, body: object, base_url: str) -> Answer:
        """Answer POST /v1/uploads: where the form goes, with which fields.

        Raises:
            RefusedError: the body is not what Runway asks for.
        """
        fields: dict[str, Any] = body if isinstance(body, dict) else {}
        filename = fields.get("filename")
        if set(fields) != {"filename", "type"} or fields["type"] != "ephemeral":
            raise refused("Validation of body failed", issues=[])
        if not isinstance(filename, str) or not filename:
            raise refused("Validation of body failed", issues=[])
        upload_id = str(uuid.uuid4())
        upload = Upload(filename, secrets.token_hex(32), time.monotonic())
        with self._guard:
            self._uploads[upload_id] = upload
        return Answer.of(
            {
                "uploadUrl": f"{base_url}/storage/{upload_id}",
                "fields": {"key": f"ephemeral/{upload_id}/{filename}", "Policy": upload.policy},
                "runwayUri": f"runway://ephemeral/{upload_id}",
            }
        )

    def receive(self, request: Request, upload_id: str) -> Answer:
        """Take the form of an upload, as S3 does: every field given, the file last, no key."""
        upload = self._uploads.get(upload_id)
        if upload is None:
            return _storage_error(404, "NoSuchKey")
        if "authorization" in request.headers:
            return _storage_error(400, "InvalidArgument")
        try:
            parts = form_parts(request.headers.get("content-type", ""), request.body)
        except ValueError:
            return _storage_error(400, "MalformedPOSTRequest")
        fields = {part.name: part.content.decode() for part in parts[:-1]}
        expected = {"key": f"ephemeral/{upload_id}/{upload.filename}", "Policy": upload.policy}
        if not parts or parts[-1].name != "file" or not expected.items() <= fields.items():
            return _storage_error(403, "AccessDenied")
        size = len(parts[-1].content)
        if size not in UPLOAD_BYTES:
            return _storage_error(
                400, "EntityTooSmall" if size < UPLOAD_BYTES.start else "EntityTooLarge"
            )
        upload.content = parts[-1].content
        return Answer(204)

    def fetch(self, uri: str) -> bytes | None:
        """Hand out an uploaded file by its `runway://` URI, while that is good."""
        upload = self._uploads.get(uri.removeprefix("runway://ephemeral/"))
        if upload is None or time.monotonic() > upload.created + self._settings.upload_lifetime_s:
            return None
        return upload.content

    def link(self, task: Task, base_url: str) -> str:
        """Make a fresh link to a task's output."""
        token = secrets.token_urlsafe(24)
        with self._guard:
            self._links[token] = task.id, time.monotonic() + self._settings.url_lifetime_s
        ending = {"text_to_image": "png", "image_to_video": "mp4"}.get(task.kind, _sound(task))
        return f"{base_url}/outputs/{task.id}/{task.kind}.{ending}?_jwt={token}"

    def download(self, request: Request, task: Task | None) -> Answer:
        """Answer a link: the output, or 403 when the link has died."""
        task_id, dies = self._links.get(request.query.get("_jwt", ""), ("", 0.0))
        if task is None or task.id != task_id or time.monotonic() > dies:
            return access_denied()
        with self._guard:
            if task.id not in self._made:
                self._made[task.id] = self._instead_of(task) or _output(task)
        kinds = {"text_to_image": "image/png", "image_to_video": "video/mp4"}
        return Answer(200, self._made[task.id], kinds.get(task.kind, "audio/mpeg"))

    def _instead_of(self, task: Task) -> bytes | None:
        for place, (kind, content) in enumerate(self.instead):
            if kind == task.kind:
                del self.instead[place]
                return content
        return None


def access_denied() -> Answer:
    """Word a dead link as the storage does."""
    return _storage_error(403, "AccessDenied")


def _storage_error(status: int, code: str) -> Answer:
    return Answer(status, f"<Error><Code>{code}</Code></Error>".encode(), XML)


def _sound(task: Task) -> str:
    kind = str(task.body.get("outputFormat", "mp3"))
    return "ogg" if kind == "ogg_opus" else kind


def _output(task: Task) -> bytes:
    if task.kind == "text_to_speech":
        pcm = media.speech_pcm(task.text, float(task.body.get("speed", 1.0)))
        return media.encoded(pcm, str(task.body.get("outputFormat", "mp3")))
    width, height = (int(side) for side in str(task.body["ratio"]).split(":"))
    if task.kind == "text_to_image":
        return media.picture(width, height, task.number)
    return media.clip(width, height, int(task.body.get("duration", DEFAULT_SECONDS)))

"""Orders as gateways submit them, and how one becomes a brief."""

import re
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TypeVar

from adgen_dagster.domain.brief import (
    FILE_MAX_BYTES,
    FILE_MAX_MB,
    Brief,
    BriefError,
    BriefFault,
    FilmFormat,
    Language,
    Person,
    Ratio,
    clean_text,
)
from adgen_dagster.logs import log_of
from adgen_dagster.media.ffmpeg import MediaError, find_ffmpeg
from adgen_dagster.media.length import measured_seconds
from adgen_dagster.media.photos import fit_photo
from adgen_dagster.media.pictures import open_picture
from adgen_dagster.media.sound import check_music
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_Choice = TypeVar("_Choice", bound=StrEnum)
_LOG = log_of(__name__)


@dataclass(frozen=True)
class Order:
    """What a gateway hands in: a request, and local files that belong to it."""

    owner: Person
    text: str = ""
    voice_file: Path | None = None
    caption: str = ""
    """Words that came with the voice message."""
    confirms_transcript: bool = False
    music: Path | None = None
    photo: Path | None = None
    language: str | None = None
    ratio: str = Ratio.WIDE
    format: str = FilmFormat.SPOT
    voice: str = ""
    tone: str = ""
    has_captions: bool = True
    seed: int = 0
    reply_to: str = ""
    """Where the gateway tells how the job goes on."""


def take_in(order: Order, folder: str, store: ArtifactStore, settings: Settings) -> Brief:
    """Build the brief of an order, its files copied into `folder` of the artifact store.

    Raises:
        BriefError: the order cannot be accepted; the text says what to change.
    """
    try:
        return _brief_of(order, folder, store, settings)
    except BriefError as error:
        _LOG.info("brief_refused", fault=error.fault, gateway=order.owner.gateway)
        raise


def _brief_of(order: Order, folder: str, store: ArtifactStore, settings: Settings) -> Brief:
    has_text = bool(order.text.strip()) or not order.voice_file
    text = clean_text(order.text, settings.brief_max_chars) if has_text else ""
    film_format = _choice(FilmFormat, order.format, "format")
    ratio = _choice(Ratio, order.ratio, "ratio")
    language = (
        _choice(Language, order.language, "language") if order.language else Language.of_text(text)
    )
    _require_readable(order, settings, has_text=has_text)
    files = _attached(order, folder, store)
    caption = order.caption if any(letter.isalnum() for letter in order.caption) else ""
    return Brief(
        text=text,
        language=language,
        ratio=ratio,
        format=film_format,
        acts=settings.acts_of(film_format),
        voice=order.voice,
        tone=order.tone,
        has_captions=order.has_captions,
        seed=order.seed,
        owner=order.owner,
        reply_to=order.reply_to,
        created_at=datetime.now(UTC),
        voice_file=files.get("voice_file"),
        caption=caption if files.get("voice_file") and not text else "",
        confirms_transcript=order.confirms_transcript and not text,
        music=files.get("music"),
        photo=files.get("photo"),
    )


def ordered_before(brief: Brief, request: str, store: ArtifactStore, folder: Path) -> Order:
    """Rebuild the order that a brief came from, its files fetched into `folder`.

    Args:
        brief: what was asked for.
        request: the same in words, where a voice message was understood; empty: it was not.
        store: where the brief's files lie.
        folder: local; files may be copied into it.

    Raises:
        ArtifactError: a file is not in the store any more.
    """
    voice = brief.voice_file if not (brief.text or request) else None
    return Order(
        owner=brief.owner,
        text=brief.text or request,
        voice_file=store.local(voice, folder) if voice else None,
        caption=brief.caption if voice else "",
        confirms_transcript=brief.confirms_transcript,
        music=store.local(brief.music, folder) if brief.music else None,
        photo=store.local(brief.photo, folder) if brief.photo else None,
        language=brief.language,
        ratio=brief.ratio,
        format=brief.format,
        voice=brief.voice,
        tone=brief.tone,
        has_captions=brief.has_captions,
        seed=brief.seed,
    )


def _require_readable(order: Order, settings: Settings, *, has_text: bool) -> None:
    for local in filter(None, (order.voice_file, order.music, order.photo)):
        if not local.is_file() or local.stat().st_size == 0:
            is_photo = local == order.photo
            fault = BriefFault.UNREADABLE_PHOTO if is_photo else BriefFault.UNREADABLE_FILE
            raise BriefError(f"The file {local.name} cannot be read, or is empty.", fault)
        if local == order.voice_file and local.stat().st_size > FILE_MAX_BYTES:
            raise BriefError(
                f"The file {local.name} is larger than {FILE_MAX_MB} MB.",
                BriefFault.TOO_LARGE,
                FILE_MAX_MB,
            )
    if order.voice_file and not has_text:
        with _refusing("voice message", order.voice_file, BriefFault.UNREADABLE_FILE):
            _require_short(order.voice_file, settings)
    if order.music:
        with _refusing("music", order.music, BriefFault.UNREADABLE_FILE):
            check_music(find_ffmpeg(settings.ffmpeg_path, settings.ffprobe_path), order.music)


def require_photo(photo: Path) -> None:
    """Check that an order may bring this photo.

    Raises:
        BriefError: it cannot be opened; the text says why.
    """
    with _refusing("photo", photo, BriefFault.UNREADABLE_PHOTO):
        open_picture(photo)


def _fitted(photo: Path, folder: Path) -> Path:
    with _refusing("photo", photo, BriefFault.UNREADABLE_PHOTO):
        return fit_photo(photo, folder)


def _require_short(voice: Path, settings: Settings) -> None:
    """Refuse a voice message that is longer than the studio listens."""
    most_s = settings.voice_max_s
    ffmpeg = find_ffmpeg(settings.ffmpeg_path, settings.ffprobe_path)
    if measured_seconds(ffmpeg, voice, until_s=most_s + 1) > most_s:
        raise BriefError(
            f"The voice message is longer than {most_s:g} seconds, which is as long as this studio"
            " listens (ADGEN_VOICE_MAX_S). Say it shorter, or type it.",
            BriefFault.VOICE_TOO_LONG,
            most=int(most_s),
        )


@contextmanager
def _refusing(what: str, local: Path, fault: BriefFault) -> Generator[None]:
    try:
        yield
    except MediaError as error:
        # The user reads what is wrong with the file, and not in which of our folders it is.
        told = str(error).replace(f"file:{local}", local.name).replace(str(local), local.name)
        raise BriefError(f"The {what} cannot be used: {told}", fault) from error


def _attached(order: Order, folder: str, store: ArtifactStore) -> dict[str, str]:
    """Return an order's files in the store: as they came, but for the photo, which is made fit."""
    with ExitStack() as until_kept:
        photo = None
        if order.photo:
            job = PurePosixPath(folder).name
            scratch = until_kept.enter_context(store.scratch_folder(job))
            photo = _fitted(order.photo, scratch)
        sounds = {"voice_file": order.voice_file, "music": order.music}
        files = {
            name: _attach(local, f"{folder}/brief/{name}", store)
            for name, local in sounds.items()
            if local
        }
        if photo:
            files["photo"] = store.keep(photo, f"{folder}/brief/{photo.name}")
        return files


def _attach(local: Path, name: str, store: ArtifactStore) -> str:
    # What people and browsers put behind the last dot ("song.mp3 (1)") is not always a name.
    suffix = local.suffix.lower() if _SUFFIX.fullmatch(local.suffix) else ""
    return store.keep(local, f"{name}{suffix}")


def _choice(choices: type[_Choice], said: str, what: str) -> _Choice:
    try:
        return choices(said)
    except ValueError:
        known = ", ".join(choices)
        raise BriefError(f"Unknown {what} {said[:40]!r}; choose one of: {known}.") from None

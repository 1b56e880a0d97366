"""Uploads pictures and films to Telegram."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from telegram import InlineKeyboardMarkup, InputFile, InputMediaPhoto, InputMediaVideo, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from adgen_dagster.logs import log_of
from telegram_gateway.content.markup import Html
from telegram_gateway.studio_client import Place
from telegram_gateway.transport.media import AlbumPhoto, Clip
from telegram_gateway.transport.sender import Sender

_LOG = log_of(__name__)

UPLOAD_S = 120.0
"""Telegram takes its time with a film of 50 MB after the last byte."""
_Answer = TypeVar("_Answer")
_TIMES: dict[str, Any] = {"read_timeout": UPLOAD_S, "write_timeout": UPLOAD_S}


async def send_album(sender: Sender, place: Place, pieces: Sequence[AlbumPhoto | Clip]) -> None:
    """Send two to ten pictures or clips as an album, a single one by itself.

    Without a sound: the question below them has one.
    """
    if len(pieces) == 1:
        await _send_piece(sender, place, pieces[0])
        return
    media = [_album_item(piece) for piece in pieces]
    try:
        await sender.at(
            place,
            lambda chat: sender.bot.send_media_group(
                chat,
                media,
                message_thread_id=place.thread,
                disable_notification=True,
                **_TIMES,
            ),
        )
    except BadRequest as error:
        # One that Telegram cannot take must not keep the others away.
        _LOG.warning("album_split", why=str(error))
        for piece in pieces:
            await _send_piece(sender, place, piece)


async def bare_if_refused(film: Clip, send: Callable[[Clip], Awaitable[_Answer]]) -> _Answer:
    """Send a film with its cover, or without: no ornament is worth a film."""
    try:
        return await send(film)
    except BadRequest as error:
        if not film.cover:
            raise
        _LOG.warning("cover_left_out", why=str(error))
        return await send(replace(film, cover=b""))


async def put_film(
    sender: Sender, place: Place, message: int, film: Clip, keyboard: InlineKeyboardMarkup
) -> str | None:
    """Let a film take the place of a text; its file's id, or None: there is no such message.

    Doing it twice leaves one film: what makes delivery safe when an answer is lost.
    """
    shown: list[Message] = []
    # python-telegram-bot 22.8 uploads a film's thumbnail with it, but not its cover: that goes
    # beside it, and the film names it.
    cover = InputFile(film.cover, attach=True) if film.cover else None
    beside = {"cover": cover} if cover else None
    video = _video(film, cover.attach_uri if cover else None)

    async def put(chat: int) -> None:
        answer = await sender.bot.edit_message_media(
            video, chat, message, reply_markup=keyboard, api_kwargs=beside, **_TIMES
        )
        if isinstance(answer, Message):
            shown.append(answer)

    if not await sender.changing(place, put):
        return None
    return _video_id(shown[0]) if shown else ""


async def send_film(
    sender: Sender,
    place: Place,
    film: Clip | str,
    caption: Html,
    keyboard: InlineKeyboardMarkup | None,
    *,
    is_silent: bool = False,
) -> tuple[int, str]:
    """Send a film, or one that Telegram has already; its message and its file's id."""
    facts: dict[str, Any] = {}
    if isinstance(film, Clip):
        facts = {**_video_facts(film), "cover": film.cover or None}
    content = film.content if isinstance(film, Clip) else film
    message = await sender.at(
        place,
        lambda chat: sender.bot.send_video(
            chat,
            content,
            caption=caption,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            message_thread_id=place.thread,
            supports_streaming=True,
            disable_notification=is_silent,
            **_TIMES,
            **facts,
        ),
    )
    return message.message_id, _video_id(message)


async def _send_piece(sender: Sender, place: Place, piece: AlbumPhoto | Clip) -> None:
    if isinstance(piece, Clip):
        await send_film(sender, place, piece, piece.caption, None, is_silent=True)
        return
    await sender.at(
        place,
        lambda chat: sender.bot.send_photo(
            chat,
            piece.content,
            caption=piece.caption,
            parse_mode=ParseMode.HTML,
            message_thread_id=place.thread,
            disable_notification=True,
            **_TIMES,
        ),
    )


def _video(film: Clip, cover: str | None = None) -> InputMediaVideo:
    """Return a film as Telegram is told of it: phones lay it out before they have it."""
    return InputMediaVideo(
        film.content,
        caption=film.caption,
        parse_mode=ParseMode.HTML,
        supports_streaming=True,
        cover=cover,
        **_video_facts(film),
    )


def _album_item(piece: AlbumPhoto | Clip) -> InputMediaPhoto | InputMediaVideo:
    if isinstance(piece, Clip):
        return _video(piece)
    return InputMediaPhoto(piece.content, caption=piece.caption, parse_mode=ParseMode.HTML)


def _video_facts(clip: Clip) -> dict[str, Any]:
    return {
        "width": clip.width,
        "height": clip.height,
        "duration": round(clip.seconds),
        "thumbnail": clip.thumbnail or None,
        "filename": clip.file_name,
    }


def _video_id(message: Message) -> str:
    return message.video.file_id if message.video else ""

"""Pictures, films, voice messages, documents, albums, and fetching files."""

from __future__ import annotations

import secrets

from .chats import Message, Version
from .errors import ApiError, bad_request
from .files import Attachment
from .media import INSPECTORS, inspect_cover, inspect_thumbnail
from .methods import (
    BotApi,
    admit,
    find_own_message,
    manner,
    method,
    put_version,
    read_caption,
    read_markup,
    replied_to,
    writable_chat,
)
from .parameters import Parameters, Upload
from .views import message_json
from .world import World

_TOO_LONG = "message caption is too long"
_IN_ALBUMS = {"photo", "video", "document", "audio"}
_LONGEST_S = 86_400
_LARGEST_SIDE = 10_000


def _send(kind: str, api: BotApi, parameters: Parameters) -> object:
    world = api.world
    body = read_caption(world, parameters, _TOO_LONG)
    markup = read_markup(world, parameters)
    attachment = _attachment(world, kind, kind, parameters)
    with world.changed:
        chat = writable_chat(world, parameters)
        reply_to = replied_to(chat, parameters)
        admit(world, chat)
        version = Version(world.clock(), body, world.files.keep(attachment), markup)
        message = world.add_message(
            chat, world.bot, version, reply_to=reply_to, **manner(chat, parameters)
        )
        return message_json(world, message)


@method("sendPhoto")
def send_photo(api: BotApi, parameters: Parameters) -> object:
    """Send a picture."""
    return _send("photo", api, parameters)


@method("sendVideo")
def send_video(api: BotApi, parameters: Parameters) -> object:
    """Send a film."""
    return _send("video", api, parameters)


@method("sendVoice")
def send_voice(api: BotApi, parameters: Parameters) -> object:
    """Send a voice message."""
    return _send("voice", api, parameters)


@method("sendAudio")
def send_audio(api: BotApi, parameters: Parameters) -> object:
    """Send a piece of music."""
    return _send("audio", api, parameters)


@method("sendDocument")
def send_document(api: BotApi, parameters: Parameters) -> object:
    """Send any file."""
    return _send("document", api, parameters)


@method("sendMediaGroup")
def send_media_group(api: BotApi, parameters: Parameters) -> object:
    """Send an album."""
    world = api.world
    items = _album_items(world, parameters)
    bodies = [read_caption(world, item, _TOO_LONG) for item in items]
    attachments = [_numbered(number, world, item) for number, item in enumerate(items, start=1)]
    with world.changed:
        chat = writable_chat(world, parameters)
        reply_to = replied_to(chat, parameters)
        admit(world, chat, len(items))
        album_id = str(secrets.randbits(60))
        messages = [
            world.add_message(
                chat,
                world.bot,
                Version(world.clock(), body, world.files.keep(attachment)),
                reply_to=reply_to,
                album_id=album_id,
                **manner(chat, parameters),
            )
            for body, attachment in zip(bodies, attachments, strict=True)
        ]
        return [message_json(world, message) for message in messages]


def _album_items(world: World, parameters: Parameters) -> list[Parameters]:
    media = parameters.parsed("media")
    if not media or not isinstance(media, list):
        raise bad_request("there are no messages to send")
    if len(media) > world.limits.album_most:
        raise bad_request("too many messages to send as an album")
    if len(media) < world.limits.album_least:
        raise bad_request("media must include 2-10 items")
    kinds = {str(item.get("type")) for item in media}
    for kind in sorted(kinds - _IN_ALBUMS):
        raise bad_request(
            f"can't parse InputMedia: type \"{kind}\" can't be used in sendMediaGroup"
        )
    for kind in ("document", "audio"):
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")
    return [Parameters(item, parameters.uploads) for item in media]


def _numbered(number: int, world: World, item: Parameters) -> Attachment:
    """One album item's file; a refusal of Telegram's file servers names the item."""
    try:
        return _attachment(world, item.text("type"), "media", item)
    except ApiError as error:
        reason = error.description.removeprefix("Bad Request: ")
        if reason.isupper():
            raise bad_request(
                f'failed to send message #{number} with the error message "{reason}"'
            ) from error
        raise


@method("editMessageMedia")
def edit_message_media(api: BotApi, parameters: Parameters) -> object:
    """Put another file in a file's place."""
    world = api.world
    media = parameters.parsed("media")
    if not isinstance(media, dict) or media.get("type") not in _IN_ALBUMS:
        raise bad_request("can't parse InputMedia: media not found")
    item = Parameters(media, parameters.uploads)
    body = read_caption(world, item, _TOO_LONG)
    markup = read_markup(world, parameters)
    attachment = _attachment(world, item.text("type"), "media", item)
    with world.changed:
        message = find_own_message(world, writable_chat(world, parameters), parameters)
        _require_fitting(message, attachment)
        put_version(world, message, body, markup, world.files.keep(attachment))
        return message_json(world, message)


def _require_fitting(message: Message, attachment: Attachment) -> None:
    if message.now.attachment is None:
        return  # core.telegram.org/bots/api: "... or to add media to text messages"
    if message.now.attachment.kind == "voice":
        raise bad_request("message media can't be edited")
    pictures = {"photo", "video"}
    kinds = {message.now.attachment.kind, attachment.kind}
    if message.album_id and len(kinds) > 1 and kinds != pictures:
        raise bad_request("can't change media type in the album")


@method("getFile")
def get_file(api: BotApi, parameters: Parameters) -> object:
    """Give a file a path to fetch it by."""
    with api.world.changed:
        return api.world.files.describe(parameters.text("file_id"))


def _attachment(world: World, kind: str, name: str, parameters: Parameters) -> Attachment:
    """The file that a call sends: uploaded with it, or sent again by its id."""
    upload = _upload(parameters, name)
    if upload is None:
        file_id = parameters.text(name)
        if file_id.startswith("attach://"):
            raise bad_request("can't parse InputMedia: media not found")
        if not file_id:
            raise bad_request(f"there is no {kind} in the request")
        return world.files.again(file_id, kind)
    if len(upload.data) > world.limits.upload_bytes:
        raise ApiError(413, "Request Entity Too Large")
    attachment = INSPECTORS[kind](upload, world.limits)
    attachment.has_spoiler = parameters.flag("has_spoiler")
    if kind == "video":
        attachment.width = min(parameters.integer("width"), _LARGEST_SIDE)
        attachment.height = min(parameters.integer("height"), _LARGEST_SIDE)
        attachment.duration = min(parameters.integer("duration"), _LONGEST_S)
        cover = _upload(parameters, "cover")
        attachment.cover = inspect_cover(cover, world.limits) if cover else b""
        attachment.supports_streaming = parameters.flag("supports_streaming")
    if kind not in {"photo", "voice"}:
        thumbnail = _upload(parameters, "thumbnail") or _upload(parameters, "thumb")
        attachment.thumbnail = inspect_thumbnail(thumbnail, world.limits)
    return attachment


def _upload(parameters: Parameters, name: str) -> Upload | None:
    named = parameters.text(name)
    if named.startswith("attach://"):
        return parameters.uploads.get(named.removeprefix("attach://"))
    return parameters.uploads.get(name)

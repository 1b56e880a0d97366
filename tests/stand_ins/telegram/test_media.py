"""Pictures, films, sound and files, both ways."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from telegram import InputMediaDocument, InputMediaPhoto, InputMediaVideo
from telegram.error import BadRequest, NetworkError

from . import Limits, Person, TelegramServer
from .conftest import Client, Loop, new_bot


@pytest.fixture
def ann(tg: TelegramServer) -> Person:
    return tg.person("Аня", has_started=True)


def image(width: int, height: int, kind: str = "PNG") -> bytes:
    encoded = BytesIO()
    Image.new("RGB", (width, height)).save(encoded, kind)
    return encoded.getvalue()


def test_a_picture_arrives_in_several_sizes(client: Client, ann: Person, picture: Path) -> None:
    sent = client(
        "send_photo", ann.id, picture.read_bytes(), caption="<i>сцена 1</i>", parse_mode="HTML"
    )

    assert [(size.width, size.height) for size in sent.photo] == [
        (90, 51), (320, 180), (800, 450), (1280, 720)
    ]  # fmt: skip
    seen = ann.private_chat().messages[-1]
    assert seen.photo
    assert (seen.photo.width, seen.photo.height) == (1280, 720)
    assert (seen.text, str(seen.media)) == ("сцена 1", "🖼 photo 1280×720")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not a picture", "Image_process_failed"),
        (image(900, 900, "JPEG")[:-900], "Image_process_failed"),
        (image(9000, 1001), "Photo_invalid_dimensions"),
        (image(2100, 100), "Photo_invalid_dimensions"),
        (b"", "File must be non-empty"),
    ],
)
def test_what_is_no_good_picture_is_refused(
    client: Client, ann: Person, content: bytes, reason: str
) -> None:
    with pytest.raises(BadRequest, match=reason):
        client("send_photo", ann.id, content)

    assert ann.private_chat().messages == []


def test_a_picture_over_ten_megabytes_is_refused(client: Client, ann: Person) -> None:
    heavy = image(10, 10) + bytes(10 * 1024 * 1024)

    with pytest.raises(BadRequest, match="is too big for a photo; the maximum size is 10485760"):
        client("send_photo", ann.id, heavy)


def test_a_film_shows_what_it_is_and_what_the_bot_said_of_it(
    client: Client, ann: Person, clip: Path
) -> None:
    client(
        "send_video",
        ann.id,
        clip,
        width=320,
        height=180,
        duration=2,
        supports_streaming=True,
        thumbnail=image(320, 180, "JPEG"),
        filename="film.mp4",
    )

    video = ann.private_chat().wait_for_video().video
    assert video
    assert (video.width, video.height, round(video.duration)) == (320, 180, 2)
    assert (video.declared_width, video.declared_height, video.declared_duration) == (320, 180, 2)
    assert video.supports_streaming
    assert video.is_faststart
    assert video.thumbnail
    assert video.file_name == "film.mp4"
    assert video.content == clip.read_bytes()


def test_a_film_that_nothing_was_said_of_has_no_size_for_the_phone(
    client: Client, ann: Person, clip: Path
) -> None:
    client("send_video", ann.id, clip, thumbnail=image(400, 400, "JPEG"))

    video = ann.private_chat().wait_for_video().video
    assert video
    assert (video.declared_width, video.supports_streaming, video.thumbnail) == (0, False, b"")


def test_what_is_no_film_is_refused(client: Client, ann: Person) -> None:
    with pytest.raises(BadRequest, match="Video_file_invalid"):
        client("send_video", ann.id, b"not a film")


def test_an_upload_over_fifty_megabytes_is_refused(client: Client, ann: Person) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        client("send_document", ann.id, bytes(50 * 1024 * 1024 + 1), write_timeout=60)


def test_an_album_is_one_thing_of_several_messages(
    client: Client, ann: Person, picture: Path, clip: Path
) -> None:
    sent = client("send_media_group", ann.id, [
        InputMediaPhoto(picture.read_bytes(), caption="<b>1</b>", parse_mode="HTML"),
        InputMediaPhoto(image(100, 100)),
        InputMediaVideo(clip.read_bytes(), width=320, height=180),
    ])  # fmt: skip

    album = ann.private_chat().wait_for_album(3)
    assert len({message.media_group_id for message in sent}) == 1
    assert [str(item.media).partition(" ")[0] for item in album] == ["🖼", "🖼", "🎬"]
    assert album[0].styled("bold") == ["1"]


def test_an_album_has_two_to_ten_items_of_kinds_that_go_together(
    client: Client, ann: Person
) -> None:
    small = image(10, 10)

    for number, reason in [(1, "must include 2-10 items"), (11, "Too many messages to send")]:
        with pytest.raises(BadRequest, match=reason):
            client("send_media_group", ann.id, [InputMediaPhoto(small)] * number)
    with pytest.raises(BadRequest, match="Document can't be mixed with other media types"):
        client("send_media_group", ann.id, [InputMediaPhoto(small), InputMediaDocument(small)])
    with pytest.raises(BadRequest, match='Failed to send message #2 with the error message "image'):
        client("send_media_group", ann.id, [InputMediaPhoto(small), InputMediaPhoto(b"bad")])


def test_a_file_is_sent_again_by_its_id_but_only_as_what_it_is(
    client: Client, ann: Person, clip: Path
) -> None:
    sent = client("send_video", ann.id, clip, width=320, height=180)

    again = client("send_video", ann.id, sent.video.file_id)

    assert again.video.file_unique_id == sent.video.file_unique_id
    assert again.video.width == 320
    with pytest.raises(BadRequest, match="Can't use file of type video as photo"):
        client("send_photo", ann.id, sent.video.file_id)
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        client("send_photo", ann.id, "AgACnobody")


def test_captions_and_files_can_be_exchanged(
    client: Client, ann: Person, picture: Path, clip: Path
) -> None:
    sent = client("send_photo", ann.id, picture.read_bytes(), caption="one")
    where = {"chat_id": ann.id, "message_id": sent.message_id}

    client("edit_message_media", InputMediaVideo(clip.read_bytes(), caption="two"), **where)

    seen = ann.private_chat().messages[-1]
    assert (seen.text, bool(seen.video)) == ("two", True)
    client("edit_message_caption", **where, caption="three")
    assert ann.private_chat().messages[-1].text == "three"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        client("edit_message_text", "four", **where)


def test_a_caption_has_at_most_1024_letters(client: Client, ann: Person) -> None:
    client("send_photo", ann.id, image(10, 10), caption="я" * 1024)

    with pytest.raises(BadRequest, match="Message caption is too long"):
        client("send_photo", ann.id, image(10, 10), caption="я" * 1025)


def test_a_voice_message_reaches_the_bot_as_ogg(
    tg: TelegramServer, client: Client, ann: Person, recording: Path
) -> None:
    ann.sends_voice(recording)

    [update] = client("get_updates")
    voice = update.message.voice
    file = client("get_file", voice.file_id)
    content = bytes(client._loop.run(file.download_as_bytearray()))
    assert (voice.duration, voice.mime_type) == (2, "audio/ogg")
    assert content.startswith(b"OggS")
    assert len(content) == voice.file_size


def test_a_photo_with_a_caption_reaches_the_bot(client: Client, ann: Person, picture: Path) -> None:
    ann.sends_photo(picture, "Наш кофе")

    [update] = client("get_updates")
    file = client("get_file", update.message.photo[-1].file_id)
    content = bytes(client._loop.run(file.download_as_bytearray()))
    assert update.message.caption == "Наш кофе"
    assert Image.open(BytesIO(content)).size == (1280, 720)


def test_a_bot_cannot_fetch_more_than_twenty_megabytes(
    client: Client, ann: Person, tmp_path: Path
) -> None:
    path = tmp_path / "talk.wav"
    path.write_bytes(bytes(20 * 1024 * 1024 + 1))
    ann.sends_document(path)

    [update] = client("get_updates")

    with pytest.raises(BadRequest, match="File is too big"):
        client("get_file", update.message.document.file_id)


def test_smaller_limits_can_be_set_for_quick_tests(loop: Loop) -> None:
    with TelegramServer(limits=Limits(upload_bytes=1000)) as tg:
        client, ann = Client(loop, new_bot(tg)), tg.person("Ann", has_started=True)

        with pytest.raises(NetworkError, match="Request Entity Too Large"):
            client("send_document", ann.id, bytes(1001))

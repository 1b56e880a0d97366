"""A whole chat with a bot on python-telegram-bot: taps, waits, and the transcript to read."""

from __future__ import annotations

import contextlib
import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    Update,
)
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, MessageHandler, filters

from . import Conversation, Person, TelegramServer
from .conftest import AnyApplication, Client, Loop, new_bot, running

BUTTONS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("✅ Утвердить", callback_data="approve_script:01J"),
            InlineKeyboardButton("❌ Отменить", callback_data="cancel_script:01J"),
        ]
    ]
)

FOLDED = """\
Аня: /start
bot: Пришлите описание.
Аня: Кофейня
у моря
bot #4: 0 %
bot ✎ #4, 2 edits: Сценарий готов
[✅ Утвердить] [❌ Отменить]
Аня taps [✅ Утвердить]
(toast: Принято)
bot ✎ #4: the buttons leave
bot: 🖼 photo 320×180 (album) Кадры
bot: 🖼 photo 320×180 (album)
bot: 🎬 video 2.0 s 320×180 0.0 MB Готово"""


class SampleBot:
    """A small studio: a brief, a script to approve, pictures, a film."""

    def __init__(self, picture: bytes, clip: bytes) -> None:
        self._picture = picture
        self._clip = clip

    def handlers(self, application: AnyApplication) -> None:
        application.add_handler(MessageHandler(filters.COMMAND, self.start))
        application.add_handler(MessageHandler(filters.TEXT, self.brief))
        application.add_handler(CallbackQueryHandler(self.tapped))

    async def start(self, update: Update, _: object) -> None:
        assert update.effective_message
        await update.effective_message.reply_text("Пришлите описание.")

    async def brief(self, update: Update, _: object) -> None:
        assert update.effective_message
        status = await update.effective_message.reply_text("0 %")
        await status.edit_text("50 %")
        await status.edit_text("Сценарий готов", reply_markup=BUTTONS)

    async def tapped(self, update: Update, _: object) -> None:
        query = update.callback_query
        assert query
        assert isinstance(query.message, Message)
        if not query.message.reply_markup:
            await query.answer("Уже решено")
            return
        await query.answer("Принято")
        await query.edit_message_reply_markup(None)
        photos = [InputMediaPhoto(self._picture, caption=text) for text in ("Кадры", None)]
        await query.message.reply_media_group(photos)
        await query.message.reply_chat_action("upload_video")
        await query.message.reply_video(self._clip, caption="Готово")


@pytest.fixture
def chat(tg: TelegramServer, loop: Loop, clip: Path, tmp_path: Path) -> Iterator[Conversation]:
    picture = _small_picture(tmp_path)
    application = ApplicationBuilder().bot(new_bot(tg)).build()
    SampleBot(picture, clip.read_bytes()).handlers(application)

    with running(loop, application):
        yield tg.person("Аня").private_chat()


def _small_picture(folder: Path) -> bytes:
    path = folder / "small.jpg"
    Image.new("RGB", (320, 180), "teal").save(path)
    return path.read_bytes()


@pytest.fixture
def ann(tg: TelegramServer) -> Person:
    return tg.person("Аня")


def without_times(transcript: str) -> str:
    lines = (re.sub(r"^ *[\d.]+ s  ", "", line).strip() for line in transcript.splitlines())
    return "\n".join(lines).replace("Adgen", "bot")


def test_a_whole_chat_reads_like_one(chat: Conversation, ann: Person, tg: TelegramServer) -> None:
    ann.says("/start")
    chat.wait_for("Пришлите описание")
    ann.says("Кофейня\nу моря")
    script = chat.wait_for("Сценарий", button="Утвердить")
    tap = ann.taps("✅ Утвердить")

    assert tap.wait_for_answer().text == "Принято"
    album = chat.wait_for_album(2, since=script)
    film = chat.wait_for_video("Готово", since=script)

    assert film.at > album[-1].at
    assert without_times(chat.transcript()) == FOLDED
    assert "50 %" in chat.transcript("shown")
    assert "Adgen is sending a video …" in chat.transcript("shown")
    assert "✎" not in chat.transcript("hidden")
    assert chat.toasts == ["Принято"]
    assert tg.refusals() == []
    assert tg.unanswered_taps() == []
    assert tg.calls("sendVideo")[0].chat_id == str(ann.id)


def test_a_double_tap_and_a_stale_tap_reach_the_bot_as_taps(
    chat: Conversation, ann: Person
) -> None:
    ann.says("Кофейня")
    script = chat.wait_for(button="Утвердить")

    first, second = ann.double_taps("Утвердить")
    first.wait_for_answer()
    second.wait_for_answer()
    chat.wait_for_change(script)

    with pytest.raises(AssertionError, match="sees no button 'Утвердить'"):
        ann.taps("Утвердить")
    stale = ann.taps(data="cancel_script:01J", stale=True)
    assert stale.wait_for_answer().text == "Уже решено"


def test_a_tap_under_a_deleted_message_names_it_but_does_not_show_it(
    client: Client, tg: TelegramServer
) -> None:
    ann = tg.person("Аня", has_started=True)
    sent = client("send_message", ann.id, "?", reply_markup=BUTTONS)
    client("delete_message", ann.id, sent.message_id)

    with pytest.raises(AssertionError, match="sees no button"):
        ann.taps("Утвердить")
    ann.taps("Утвердить", stale=True)

    [update] = client("get_updates")
    assert not update.callback_query.message.is_accessible
    assert update.callback_query.message.message_id == sent.message_id


def test_a_wait_in_vain_shows_the_chat(chat: Conversation, ann: Person) -> None:
    ann.says("/start")
    chat.wait_for("Пришлите")

    with pytest.raises(AssertionError) as failed:
        chat.wait_for("film", timeout_s=0.01)

    assert "in vain for a message with 'film'" in str(failed.value)
    assert "Аня: /start" in str(failed.value)


def test_only_what_came_since_counts(chat: Conversation, ann: Person) -> None:
    ann.says("/start")
    first = chat.wait_for("Пришлите")
    moment = chat.moment()

    with pytest.raises(AssertionError):
        chat.wait_for("Пришлите", since=first, timeout_s=0.01)
    ann.says("/start")

    assert chat.wait_for("Пришлите", since=moment).message_id > first.message_id


def test_a_person_edits_a_message_and_a_long_one_is_split(
    tg: TelegramServer, client: Client, ann: Person
) -> None:
    said = ann.says("кофе")
    ann.edits(said, "чай")
    ann.says("я" * 5000)

    first, edited, *pieces = client("get_updates")

    assert first.message.text == "кофе"
    assert edited.edited_message.text == "чай"
    assert [len(piece.message.text) for piece in pieces] == [4096, 904]


def test_a_mistake_in_the_server_itself_fails_the_test() -> None:
    tg = TelegramServer()
    tg.comes_back()
    del tg.world.profile  # what a mistake in the server would do
    connection = http.client.HTTPConnection("127.0.0.1", int(tg.url.rpartition(":")[2]))
    connection.request("GET", f"/bot{tg.token}/getMyCommands")
    with contextlib.suppress(http.client.HTTPException, OSError):
        connection.getresponse()

    with pytest.raises(AssertionError, match="the loopback server itself broke"):
        tg.__exit__(None, None, None)

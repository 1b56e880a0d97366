"""Texts, captions, buttons, edits and taps: what Telegram takes and how it refuses the rest."""

from __future__ import annotations

import time

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter

from . import Limits, Person, TelegramServer
from .conftest import Client, Loop, new_bot


@pytest.fixture
def ann(tg: TelegramServer) -> Person:
    return tg.person("Аня", has_started=True)


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=text) for text in data]])


def test_the_bot_knows_itself_and_a_wrong_token_nobody(
    tg: TelegramServer, client: Client, loop: Loop
) -> None:
    assert client("get_me").username == "AdgenBot"
    with pytest.raises(InvalidToken, match="Unauthorized"):
        Client(loop, new_bot(tg, token=f"{tg.token}!"))("get_me")
    with pytest.raises(InvalidToken, match="Not Found"):
        Client(loop, new_bot(tg, token=tg.token.replace(":", "-")))("get_me")


def test_an_unknown_method_is_not_found(client: Client) -> None:
    with pytest.raises(InvalidToken, match="does not exist"):
        client("do_api_request", "sendTelepathy")


def test_a_text_arrives_with_its_format(client: Client, ann: Person) -> None:
    sent = client("send_message", ann.id, "<b>Готово</b> за 50 с", parse_mode="HTML")

    seen = ann.private_chat().messages[-1]
    assert (seen.text, seen.styled("bold")) == ("Готово за 50 с", ["Готово"])
    assert sent.message_id == seen.message_id
    assert sent.text_html == "<b>Готово</b> за 50 с"


def test_the_limit_of_a_text_counts_after_the_markup_is_gone(client: Client, ann: Person) -> None:
    client("send_message", ann.id, f"<b>{'я' * 4096}</b>", parse_mode="HTML")

    with pytest.raises(BadRequest, match="Message is too long"):
        client("send_message", ann.id, "я" * 4097)


@pytest.mark.parametrize(
    ("text", "reason"), [("", "Message text is empty"), (" \n", "Text must be non-empty")]
)
def test_an_empty_text_is_refused(client: Client, ann: Person, text: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        client("send_message", ann.id, text)


def test_broken_markup_is_refused_before_the_chat_is_looked_up(client: Client) -> None:
    with pytest.raises(BadRequest, match="Can't parse entities: unclosed start tag"):
        client("send_message", 404, "2 <3", parse_mode="HTML")


def test_callback_data_has_at_most_64_bytes_not_letters(client: Client, ann: Person) -> None:
    client("send_message", ann.id, "?", reply_markup=keyboard("я" * 32))

    with pytest.raises(BadRequest, match="Button_data_invalid"):
        client("send_message", ann.id, "?", reply_markup=keyboard("я" * 33))


def test_a_button_without_an_action_is_refused(client: Client, ann: Person) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("nothing")]])

    with pytest.raises(BadRequest, match="text buttons are unallowed in the inline keyboard"):
        client("send_message", ann.id, "?", reply_markup=markup)


def test_the_same_edit_again_is_refused(client: Client, ann: Person) -> None:
    sent = client("send_message", ann.id, "0 %", reply_markup=keyboard("cancel"))
    where = {"chat_id": ann.id, "message_id": sent.message_id}
    client("edit_message_text", "50 %", **where, reply_markup=keyboard("cancel"))

    with pytest.raises(BadRequest, match="Message is not modified"):
        client(
            "edit_message_text",
            "<b></b>50 %",
            **where,
            parse_mode="HTML",
            reply_markup=keyboard("cancel"),
        )


def test_buttons_that_an_edit_does_not_name_leave(client: Client, ann: Person) -> None:
    sent = client("send_message", ann.id, "?", reply_markup=keyboard("yes", "no"))

    client("edit_message_text", "!", chat_id=ann.id, message_id=sent.message_id)

    assert ann.private_chat().messages[-1].buttons == []
    with pytest.raises(BadRequest, match="Message is not modified"):
        client("edit_message_reply_markup", ann.id, sent.message_id)


def test_only_own_texts_that_are_there_can_be_edited(client: Client, ann: Person) -> None:
    hers = ann.says("mine")
    gone = client("send_message", ann.id, "gone")
    client("delete_message", ann.id, gone.message_id)

    for number, reason in [
        (hers.message_id, "Message can't be edited"),
        (gone.message_id, "Message to edit not found"),
        (999, "Message to edit not found"),
    ]:
        with pytest.raises(BadRequest, match=reason):
            client("edit_message_text", "x", chat_id=ann.id, message_id=number)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        client("delete_message", ann.id, gone.message_id)
    text = client("send_message", ann.id, "text")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        client("edit_message_caption", ann.id, text.message_id, caption="x")


def test_an_answer_to_a_deleted_message_goes_out_only_if_the_bot_allows_it(
    client: Client, ann: Person
) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        client("send_message", ann.id, "x", reply_parameters=ReplyParameters(77))

    client(
        "send_message",
        ann.id,
        "x",
        reply_parameters=ReplyParameters(77, allow_sending_without_reply=True),
    )

    assert ann.private_chat().messages[-1].reply_to == 0


def test_a_tap_is_answered_once_and_soon(tg: TelegramServer, client: Client, ann: Person) -> None:
    client("send_message", ann.id, "?", reply_markup=keyboard("yes"))
    tap = ann.taps("yes")

    client("answer_callback_query", tap.query.id, "Принято", show_alert=True)

    answer = tap.wait_for_answer()
    assert (answer.text, answer.is_alert) == ("Принято", True)
    assert tg.unanswered_taps() == []
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        client("answer_callback_query", tap.query.id)


def test_a_tap_that_waited_too_long_cannot_be_answered(loop: Loop) -> None:
    with TelegramServer(limits=Limits(callback_answer_s=0)) as tg:
        client, ann = Client(loop, new_bot(tg)), tg.person("Ann", has_started=True)
        client("send_message", ann.id, "?", reply_markup=keyboard("yes"))
        tap = ann.taps("yes")

        with pytest.raises(BadRequest, match="Query is too old"):
            client("answer_callback_query", tap.query.id)

        assert [late.query for late in tg.unanswered_taps()] == [tap.query]


def test_a_toast_has_at_most_200_letters(client: Client, ann: Person) -> None:
    client("send_message", ann.id, "?", reply_markup=keyboard("yes"))

    with pytest.raises(BadRequest, match="Message_too_long"):
        client("answer_callback_query", ann.taps("yes").query.id, "я" * 201)


def test_who_never_wrote_blocked_the_bot_or_left_gets_nothing(
    tg: TelegramServer, client: Client, ann: Person
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        client("send_message", tg.person("Stranger").id, "hello")

    ann.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        client("send_message", ann.id, "hello")

    ann.unblocks_bot()
    client("send_message", ann.id, "hello")
    ann.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        client("send_message", ann.id, "hello")


def test_messages_and_edits_share_the_pace_and_taps_are_free(loop: Loop) -> None:
    with TelegramServer(limits=Limits(chat_burst=3)) as tg:
        client, ann = Client(loop, new_bot(tg)), tg.person("Ann", has_started=True)
        sent = client("send_message", ann.id, "0", reply_markup=keyboard("stop"))
        for text in ("1", "2"):
            client(
                "edit_message_text",
                text,
                chat_id=ann.id,
                message_id=sent.message_id,
                reply_markup=keyboard("stop"),
            )

        with pytest.raises(RetryAfter) as told:
            client("send_message", ann.id, "too fast")
        client("answer_callback_query", ann.taps("stop").query.id)

        assert tg.flood_hits == 1
        assert [call.status for call in tg.refusals()] == [429]
        assert _seconds(told.value) == 1
        time.sleep(_seconds(told.value))  # what Telegram says to wait, and then it must work
        client("send_message", ann.id, "now")


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()


def test_a_chat_action_shows_until_the_message_comes(client: Client, ann: Person) -> None:
    chat = ann.private_chat()

    client("send_chat_action", ann.id, "upload_video")

    assert chat.action == "upload_video"
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        client("send_chat_action", ann.id, "dancing")
    client("send_message", ann.id, "here")
    assert chat.action == ""


def test_commands_are_kept_by_language_and_badly_named_ones_refused(
    tg: TelegramServer, client: Client
) -> None:
    client("set_my_commands", [("status", "Что происходит")], language_code="ru")

    assert tg.commands["default", "ru"] == [{"command": "status", "description": "Что происходит"}]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        client("set_my_commands", [("Статус", "what")])


def test_a_copy_is_a_message_of_the_bots_own(client: Client, ann: Person) -> None:
    said = ann.says("the brief")

    client("copy_message", ann.id, ann.id, said.message_id)

    copy = ann.private_chat().messages[-1]
    assert (copy.text, copy.is_from_bot) == ("the brief", True)

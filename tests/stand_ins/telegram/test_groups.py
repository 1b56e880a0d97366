"""Groups: what the bot gets to see there, strangers, and what can happen to a group."""

from __future__ import annotations

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from . import Group, Limits, Person, TelegramServer
from .conftest import Client, Loop, new_bot


@pytest.fixture
def ann(tg: TelegramServer) -> Person:
    return tg.person("Аня")


@pytest.fixture
def team(tg: TelegramServer, ann: Person) -> Group:
    return tg.group("Команда", [ann, tg.person("Боря")])


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]


def test_privacy_mode_hides_what_is_not_meant_for_the_bot(
    client: Client, team: Group, ann: Person
) -> None:
    ann.says("просто разговор", chat=team)
    ann.says("/status", chat=team)
    ann.says("/status@otherBot", chat=team)
    ann.says("/status@adgenbot", chat=team)
    ann.says("@AdgenBot привет", chat=team)

    assert texts(client("get_updates")) == ["/status", "/status@adgenbot", "@AdgenBot привет"]


def test_an_answer_to_the_bot_reaches_it(client: Client, team: Group, ann: Person) -> None:
    client("send_message", team.id, "Что рекламируем?")

    ann.says("кофе", chat=team, reply_to=team.messages[-1])

    *_, last = client("get_updates")
    assert last.message.reply_to_message.text == "Что рекламируем?"


def test_an_administrator_bot_sees_everything(tg: TelegramServer, client: Client) -> None:
    ann = tg.person("Аня")
    team = tg.group("Команда", [ann], bot_is_admin=True)

    ann.says("просто разговор", chat=team)

    assert texts(client("get_updates")) == ["просто разговор"]
    assert client("get_chat_member", team.id, tg.world.bot.id).status == "administrator"


def test_a_strangers_tap_says_who_tapped(tg: TelegramServer, client: Client, team: Group) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("✅", callback_data="approve")]])
    client("send_message", team.id, "Утвердить?", reply_markup=markup)

    tg.person("Боря").taps("✅", chat=team)

    *_, last = client("get_updates")
    assert last.callback_query.from_user.first_name == "Боря"
    assert last.callback_query.message.chat.id == team.id


def test_nobody_taps_in_a_group_or_a_private_chat_that_is_not_theirs(
    tg: TelegramServer, team: Group, ann: Person
) -> None:
    stranger = tg.person("Чужой")

    with pytest.raises(AssertionError, match="is not in the group"):
        stranger.says("hello", chat=team)
    with pytest.raises(AssertionError, match="nobody else can see a private chat"):
        stranger.taps("✅", chat=ann.private_chat())


def test_a_bot_that_was_thrown_out_may_not_write(client: Client, team: Group, ann: Person) -> None:
    team.kicks_bot(ann)

    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        client("send_message", team.id, "hello?")
    statuses = [
        update.my_chat_member.new_chat_member.status
        for update in client("get_updates")
        if update.my_chat_member
    ]
    assert statuses == ["member", "kicked"]


def test_a_group_that_became_a_supergroup_says_where_it_is(
    client: Client, team: Group, ann: Person
) -> None:
    new = team.becomes_supergroup(ann)

    with pytest.raises(ChatMigrated) as moved:
        client("send_message", team.id, "hello")

    assert moved.value.new_chat_id == new.id
    client("send_message", new.id, "hello")
    assert new.wait_for("hello").message_id == 2
    services = [u.message for u in client("get_updates") if u.message]
    assert services[0].migrate_to_chat_id == new.id
    assert services[1].migrate_from_chat_id == team.id


def test_members_and_chats_can_be_asked_for(
    tg: TelegramServer, client: Client, team: Group, ann: Person
) -> None:
    stranger = tg.person("Чужой")

    assert client("get_chat_member", team.id, ann.id).status == "creator"
    assert client("get_chat_member", team.id, stranger.id).status == "left"
    assert client("get_chat", team.id).title == "Команда"
    with pytest.raises(Forbidden, match="can't initiate conversation with a user"):
        client("send_message", ann.id, "hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        client("get_chat", 5)


def test_others_messages_in_a_group_can_only_be_deleted_by_administrators(
    client: Client, team: Group, ann: Person
) -> None:
    said = ann.says("hello", chat=team)

    with pytest.raises(BadRequest, match="Message can't be deleted"):
        client("delete_message", team.id, said.message_id)
    team.chat.bot_is_admin = True
    client("delete_message", team.id, said.message_id)
    assert team.messages == []


def test_a_group_takes_twenty_messages_a_minute(loop: Loop) -> None:
    with TelegramServer(limits=Limits(chat_burst=50)) as tg:
        client, team = Client(loop, new_bot(tg)), tg.group("Команда", [tg.person("Аня")])
        for number in range(20):
            client("send_message", team.id, str(number))

        with pytest.raises(RetryAfter):
            client("send_message", team.id, "20")

        assert tg.flood_hits == 1

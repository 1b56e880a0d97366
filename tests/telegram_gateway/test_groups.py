"""The bot among several people: who speaks, who may choose, and how questions are answered."""

from __future__ import annotations

import pytest

from adgen_dagster.domain.brief import Ratio
from tests.stand_ins.telegram import Group, Person
from tests.telegram_gateway.house import APPROVE, House


@pytest.fixture
def ann(house: House) -> Person:
    return house.tg.person("Аня")


@pytest.fixture
def bob(house: House) -> Person:
    return house.tg.person("Боб")


@pytest.fixture
def team(house: House, ann: Person, bob: Person) -> Group:
    return house.tg.group("Команда", [ann, bob])


def test_a_group_is_greeted_once_and_told_the_bots_name(team: Group, ann: Person) -> None:
    team.wait_for("@AdgenBot Реклама кофейни у моря")

    team.kicks_bot(ann)
    seen = team.moment()
    team.lets_bot_in(ann)

    team.wait_for("Упомяните меня (@AdgenBot)", since=seen)
    ann.says("/status", chat=team)
    team.wait_for("заказов в работе нет. Чтобы начать, упомяните меня: @AdgenBot")
    ann.says("/jobs", chat=team)
    team.wait_for("Чтобы заказать первый, упомяните меня: @AdgenBot")


def test_who_lets_the_bot_in_is_asked_to_describe_and_nobody_else(
    house: House, team: Group, ann: Person, bob: Person
) -> None:
    greeted = team.wait_for("Упомяните меня")

    bob.says("@AdgenBot Пекарня на углу", chat=team)
    team.wait_for("Пекарня на углу", button="🎬 Снять об этом ролик")
    ann.says("Кофейня у моря", chat=team, reply_to=greeted)

    team.wait_for("Кофейня у моря", button=APPROVE)
    assert len(house.studio.recent_jobs()) == 1


def test_a_command_orders_in_a_group_without_a_mention(
    house: House, team: Group, ann: Person, bob: Person
) -> None:
    bob.says("/new@AdgenBot", chat=team)
    asked = team.wait_for("Ответьте на это сообщение")
    ann.says("/new@OtherBot Булочная", chat=team)
    bob.says("Пекарня на углу", chat=team, reply_to=asked)
    team.wait_for("Пекарня на углу", button=APPROVE)

    ann.says("/new Кофейня у моря", chat=team)

    team.wait_for("Кофейня у моря", button=APPROVE)
    briefs = {house.studio.status(job).brief.text for job in house.studio.recent_jobs()}
    assert briefs == {"Пекарня на углу", "Кофейня у моря"}


def test_who_hides_behind_a_group_or_a_channel_orders_nothing(house: House, team: Group) -> None:
    house.tg.world.privacy_mode = False

    for says in (team.says_anonymously, team.repeats_channel):
        seen = team.moment()
        said = says("@AdgenBot Реклама: Кофейня у моря")
        told = team.wait_for("от своего имени", since=seen)
        assert told.reply_to == said.message_id
    team.says_anonymously("Пойдём обедать?")
    team.says_anonymously("/new Реклама: Кофейня у моря")
    team.says_anonymously("/status@AdgenBot")

    team.wait_for("заказов в работе нет")
    assert house.studio.recent_jobs() == []
    assert sum("от своего имени" in each.text for each in team.messages) == 3


def test_a_bot_for_some_people_is_no_bot_for_all_anonymous_ones(house: House, ann: Person) -> None:
    house.closes()
    house.opens(allowed_users=frozenset({ann.id}))
    team = house.tg.group("Команда", [ann])

    team.says_anonymously("/status@AdgenBot")

    team.wait_for("от своего имени")
    assert not any("1087968824" in each.text for each in team.messages)


def test_only_admins_of_a_group_change_its_settings(
    house: House, team: Group, ann: Person, bob: Person
) -> None:
    bob.says("/settings", chat=team)
    shown = team.wait_for("Менять их могут админы группы")

    refused = bob.taps("9:16", chat=team).wait_for_answer().text
    assert refused == "Настройки группы меняют её админы."
    assert ann.taps("9:16", chat=team).wait_for_answer().text == "Запомнил."
    team.wait_for(button="✓ ▯ 9:16")

    bob.says("/lang", chat=team)
    team.wait_for("На каком языке", since=shown)
    assert "админы" in bob.taps("English", chat=team).wait_for_answer().text
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    team.wait_for("Нравится сценарий", button=APPROVE)
    (job,) = house.studio.recent_jobs()
    assert house.studio.status(job).brief.ratio is Ratio.TALL


def test_nobody_changes_settings_while_it_is_unknown_who_is_an_admin(
    house: House, team: Group, ann: Person
) -> None:
    house.may_be_refused = True
    ann.says("/settings", chat=team)
    team.wait_for("Настройки этого чата")
    house.tg.faults.answer(400, "Bad Request: member list is inaccessible", method="getChatMember")

    answer = ann.taps("9:16", chat=team).wait_for_answer().text

    assert answer.startswith("Не получилось узнать, кто здесь админ")


def test_what_to_change_is_asked_as_a_reply_that_the_app_opens(
    house: House, team: Group, ann: Person
) -> None:
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    script = team.wait_for("Нравится сценарий", button=APPROVE)

    ann.taps("✏️ Изменить", chat=team).wait_for_answer()
    asked = team.wait_for("Что изменить в сценарии")
    assert asked.forced_reply == {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": "Как надо?",
    }
    assert {"type": "text_link", "url": f"tg://user?id={ann.id}"}.items() <= asked.entities[
        -1
    ].items()

    ann.says("Короче", chat=team, reply_to=asked)
    team.wait_for("Короче", button=APPROVE, since=script)


def test_pictures_of_a_group_can_be_made_again_without_a_word_or_left(
    house: House, team: Group, ann: Person
) -> None:
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    team.wait_for(button=APPROVE)
    ann.taps(APPROVE, chat=team).wait_for_answer()
    question = team.wait_for("Вот ", button=APPROVE)
    _asks_about_the_second(team, ann)

    ann.taps("↩️ Оставить как есть", chat=team).wait_for_answer()
    team.wait_for(button=APPROVE)
    assert not any("Что изменить на картинке" in each.text for each in team.messages)

    _asks_about_the_second(team, ann)
    ann.taps("🔁 Просто ещё раз", chat=team).wait_for_answer()
    team.wait_for("Вот ", button=APPROVE, where=lambda each: each.message_id > question.message_id)
    assert not any("Что изменить на картинке" in each.text for each in team.messages)


def _asks_about_the_second(team: Group, ann: Person) -> None:
    ann.taps("Переделать кадры", chat=team).wait_for_answer()
    team.wait_for(button="↩️ Назад")
    ann.taps("2", chat=team).wait_for_answer()
    team.wait_for(button="✓ 2")
    ann.taps("Новая картинка", chat=team).wait_for_answer()
    team.wait_for("Что изменить на картинке 2")
    team.wait_for(button="Просто ещё раз")


def test_each_kind_of_chat_is_offered_what_it_can_use(house: House) -> None:
    house.tg.wait_until(lambda: len(house.tg.world.profile.commands) == 8, "all menus to be set")

    menus = house.tg.world.profile.commands
    named = {
        scope: [command["command"] for command in menus[scope, "ru"]]
        for scope, language in menus
        if language == "ru"
    }
    assert named["all_group_chats"] == ["new", "help", "status", "jobs", "cancel"]
    assert named["all_chat_administrators"] == [*named["all_group_chats"], "settings", "lang"]
    assert named["all_private_chats"] == named["default"]
    assert {"start", "new", "forget", "settings"} <= set(named["default"])
    for scope, language in menus:
        words = " ".join(command["description"] for command in menus[scope, language])
        assert ("заказ" in words) == (language == "ru")


def test_an_order_in_a_topic_stays_in_its_topic(team: Group, ann: Person) -> None:
    team.wait_for("Упомяните меня")
    before = team.moment()

    said = team.hears_in_topic(7, ann, "@AdgenBot Нужна реклама кофейни у моря")
    for _ in range(3):
        team.wait_for(button=APPROVE, since=before)
        before = team.moment()
        ann.taps(APPROVE, chat=team).wait_for_answer()
    team.wait_for_video(since=before)

    told = [each for each in team.messages if each.message_id > said.message_id]
    assert {each.topic for each in told} == {7}

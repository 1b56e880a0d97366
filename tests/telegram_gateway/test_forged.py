"""Taps that no app sends: any data for any message of a chat. What is another's stays as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adgen_dagster.domain.words import JobState
from telegram_gateway.content.callback_data import Action, CallbackData
from tests.stand_ins.telegram import Group, Person, SeenMessage
from tests.telegram_gateway.house import APPROVE, Customer, House

NewCustomer = Callable[..., Customer]
_ARGUMENTS = {
    Action.PICK: "1.2",
    **{action: "1" for action in Action if action.startswith(("redo_", "back_", "plain_"))},
    **{action: "1" for action in Action if action.startswith("note_")},
    **dict.fromkeys((Action.NEW_FILM, Action.AS_NOTE, Action.HEAR, Action.LEAVE), "1"),
    Action.SET_LANGUAGE: "en",
    Action.SET_FILM_LANGUAGE: "en",
    Action.SET_RATIO: "9:16",
    Action.SET_VOICE: "male",
    Action.SET_CAPTIONS: "off",
    Action.SET_FORMAT: "film",
    Action.REVOICE: "male",
}


@pytest.fixture
def crowd(house: House, customer: NewCustomer) -> tuple[Group, Person, Person]:
    """A group in which two people may each have orders of their own."""
    house.closes()
    house.opens(updates_per_minute=1000)
    ann, eve = customer("Аня").person, customer("Ева").person
    return house.tg.group("Команда", [ann, eve]), ann, eve


def test_no_button_reaches_another_persons_message(
    house: House, crowd: tuple[Group, Person, Person]
) -> None:
    team, ann, eve = crowd
    eve.says("@AdgenBot Реклама: Пекарня «Утро»", chat=team)
    team.wait_for(button=APPROVE)
    (eves,) = house.studio.recent_jobs(1)
    eve.taps(APPROVE, chat=team).wait_for_answer()
    pictures = team.wait_for("Вот ", button=APPROVE)
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    question = team.wait_for("Нравится сценарий", button=APPROVE, since=pictures)
    (anns,) = house.studio.recent_jobs(1)

    before = house.studio.status(eves).last_event
    for data in _everything(eves):
        answer = eve.forges(data, question).wait_for_answer().text
        assert answer in {"Здесь уже всё решено.", "Эта кнопка больше не работает."}, data

    _assert_untouched(team, question)
    assert house.studio.status(eves).last_event == before
    assert house.studio.status(anns).state is JobState.AWAITING_SCRIPT_APPROVAL


def test_a_message_of_another_chat_with_the_same_number_is_another(
    house: House, customer: NewCustomer, crowd: tuple[Group, Person, Person]
) -> None:
    _, ann, eve = crowd
    team = house.tg.group("Студия", [ann, eve], supergroup=True)  # it counts from 1, as she does
    own = customer("Ева").orders()
    (eves,) = house.studio.recent_jobs(1)
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    team.wait_for("Нравится сценарий", button=APPROVE)
    bystander = team.wait_for(where=lambda each: each.message_id == own.message_id)

    for data in _everything(eves):
        eve.forges(data, bystander).wait_for_answer()

    _assert_untouched(team, bystander)
    assert house.studio.status(eves).state is JobState.AWAITING_SCRIPT_APPROVAL


def test_a_list_keeps_the_buttons_of_other_peoples_orders(
    house: House, crowd: tuple[Group, Person, Person]
) -> None:
    team, ann, eve = crowd
    for person, brief in ((ann, "Кофейня у моря"), (eve, "Пекарня «Утро»")):
        script = team.moment()
        person.says(f"@AdgenBot Реклама: {brief}", chat=team)
        team.wait_for("Нравится сценарий", button=APPROVE, since=script)
        person.taps("❌ Отменить", chat=team).wait_for_answer()
        team.wait_for("Отменить «", button="Да, отменить", since=script)
        person.taps("Да, отменить", chat=team).wait_for_answer()
        team.wait_for("отменён", button="Продолжить", since=script)
    ann.says("/jobs", chat=team)
    listed = team.wait_for("Последние ролики")
    (eves,) = house.studio.recent_jobs(1)

    eve.taps(data=f"continue:{eves}", message=listed, chat=team).wait_for_answer()

    team.wait_until(lambda _: len(_now(team, listed).buttons) == 1, "Eve's button to leave")
    assert eves not in _now(team, listed).buttons[0].data


def test_what_a_text_is_says_who_wrote_it(
    house: House, crowd: tuple[Group, Person, Person]
) -> None:
    team, ann, eve = crowd
    ann.says("@AdgenBot А пекарни вы снимаете?", chat=team)
    asked = team.wait_for("Сделать ролик по этому описанию", button="Снять об этом ролик")

    for label in ("Снять об этом ролик", "Не надо"):
        refused = eve.taps(label, message=asked, chat=team).wait_for_answer().text
        assert refused == "Это решает тот, кто написал сообщение."
    _assert_untouched(team, asked)

    ann.taps("Снять об этом ролик", chat=team).wait_for_answer()
    team.wait_for("Нравится сценарий", button=APPROVE)
    assert house.studio.status(house.studio.recent_jobs(1)[0]).brief.owner.name == "Аня"


def test_after_a_restart_nothing_forged_decides_pays_or_breaks(
    house: House, customer: NewCustomer
) -> None:
    ann, bob = customer("Аня"), customer("Боб")
    bob.orders("Нужна реклама пекарни")
    bobs = bob.job()
    ann.orders("Нужна реклама кофейни у моря")
    pictures = ann.gets_pictures()
    anns = ann.job()
    house.closes()
    house.opens(updates_per_minute=1000)
    before, kept = house.studio.newest_event(), _notes(house, ann)

    forged = [
        *(f"{action}:{anns}:{absurd}" for action in Action for absurd in ("<b>", "f" * 13, "٣")),
        *_everything(bobs),
        *_everything("0" * 26),
        *(f"{action}::1" for action in Action),
        f"forget_yes:{anns}",
        # Not absurd, and not what this question offers: it would be deleted.
        *(f"{action}:{anns}" for action in ("drop", "stop_no", "hand_back", "show", "again")),
        f"plain_images:{anns}:7",
    ]
    taps = [ann.person.forges(data, pictures) for data in forged if len(data.encode()) <= 64]

    answers = {tap.wait_for_answer().text for tap in taps}
    assert answers <= {
        "Здесь уже всё решено.",
        "Эта кнопка больше не работает.",
    }
    assert house.studio.newest_event() == before
    assert _notes(house, ann) == kept
    assert ann.chat.now(pictures) == pictures
    assert "Утверждено" in ann.taps(APPROVE)


def _notes(house: House, someone: Customer) -> str | None:
    return house.studio.notebook.read(f"telegram/chat/{someone.chat.id}")


def _everything(job: str) -> list[str]:
    """What every button carries that the gateway knows, for this job."""
    presses = (
        CallbackData(action, "" if action.is_jobless else job, _ARGUMENTS.get(action, ""))
        for action in Action
    )
    found = [str(press) for press in presses]
    assert all(map(CallbackData.read, found))
    return found


def _assert_untouched(team: Group, message: SeenMessage) -> None:
    assert _now(team, message).version == message.version


def _now(team: Group, message: SeenMessage) -> SeenMessage:
    found = team.now(message)
    assert found, f"message #{message.message_id} was deleted"
    return found

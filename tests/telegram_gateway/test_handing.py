"""One orders, another decides: by a link that works once, in a private chat or a group."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.errors import ErrorKind
from telegram_gateway.persistence import links
from tests.stand_ins.telegram import Conversation, Person, SeenMessage
from tests.telegram_gateway.house import APPROVE, Customer, House, is_after, now

NewCustomer = Callable[..., Customer]
HAND_OVER, TAKE_BACK = "🤝 Передать решение", "↩️ Забрать решение"


@pytest.fixture
def ann(customer: NewCustomer) -> Customer:
    return customer("Аня")


@pytest.fixture
def client(customer: NewCustomer) -> Customer:
    return customer("Клиент")


def hands_over(ann: Customer) -> SeenMessage:
    """Ask for a link; the message that has it."""
    since = ann.chat.moment()
    assert ann.taps(HAND_OVER) == "Ссылка в нашем личном чате."
    return ann.chat.wait_for("решение можно передать", since=since)


def payload_of(message: SeenMessage, kind: str = "start") -> str:
    found = re.search(rf"t\.me/AdgenBot\?{kind}=([\w-]+)", message.text)
    assert found
    assert len(found[1]) <= 64
    return found[1]


def opens(someone: Customer, payload: str) -> None:
    someone.person.says(f"/start {payload}")


def test_a_client_approves_what_an_agency_ordered(
    house: House, ann: Customer, client: Customer
) -> None:
    script = ann.orders()
    link = hands_over(ann)
    assert "Утвердить и исправлять можно бесплатно" in link.text
    assert link.buttons[0].url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me")
    ends_at = house.studio.decide_before(house.studio.status(ann.job()))
    assert ends_at
    assert ends_at - time.time() > links.VALID_S - 60

    opens(client, payload_of(link))

    asked = client.chat.wait_for("Нравится сценарий", button=APPROVE)
    client.chat.wait_for("Аня просит вас решить по ролику")
    assert "за 24 часа" in asked.text
    assert not asked.button(HAND_OVER)
    ann.chat.wait_for("теперь решает и Клиент", button=TAKE_BACK)
    assert "Утверждено" in client.taps(APPROVE)
    client.chat.wait_until(lambda _: not now(client, asked).buttons, "the client's buttons to go")
    ann.chat.wait_until(lambda _: "👤 Клиент" in now(ann, script).text, "who decided")
    assert "Сценарий утверждён" in now(ann, script).text
    pictures = ann.chat.wait_for("Вот ", button=APPROVE)
    assert house.studio.status(ann.job()).decided_by[Stage.SCRIPT].name == "Клиент"

    # The next gate was not handed over with it, and the link leads to none that is decided.
    opens(client, payload_of(link))
    client.chat.wait_for("Здесь решать уже нечего")
    assert client.person.forges(f"approve_images:{ann.job()}", asked).wait_for_answer().text
    assert house.studio.status(ann.job()).state is JobState.AWAITING_IMAGES_APPROVAL
    assert now(ann, pictures).button(APPROVE)


def test_who_decided_sees_what_comes_of_it_where_they_decided(
    house: House, ann: Customer, client: Customer
) -> None:
    house.worker.hold((Product.IMAGES, 3))
    house.worker.fail(Product.IMAGES, ErrorKind.UNAVAILABLE, 3)
    ann.orders()
    opens(client, payload_of(hands_over(ann)))
    asked = client.chat.wait_for("Нравится сценарий", button=APPROVE)
    client.chat.wait_for("просит вас решить")
    told = len(client.chat.messages)
    client.taps(APPROVE)

    live = client.chat.wait_for("2 из 3")
    assert live.message_id == asked.message_id
    assert "Сценарий утверждён" in live.text
    house.worker.let_go()
    client.chat.wait_for("Работа остановилась, теперь решает заказчик")
    ann.chat.wait_for(button="Попробовать ещё раз")
    ann.taps("Попробовать ещё раз")

    client.chat.wait_for("✅ Готово: картинки. Дальше решает заказчик.")
    assert "▱" not in now(client, asked).text
    assert len(client.chat.messages) == told

    # To the film, and without its price.
    ann.chat.wait_for("Вот ", button=APPROVE)
    ann.gets_clips()
    since = client.chat.moment()
    opens(client, payload_of(hands_over(ann)))
    asked = client.chat.wait_for("Нравится анимация", button=APPROVE)
    client.chat.wait_for("просит вас решить", since=since)
    told = len(client.chat.messages)
    client.taps(APPROVE)
    client.chat.wait_for("Ролик готов, он у заказчика")
    assert "$" not in now(client, asked).text
    assert len(client.chat.messages) == told


def test_who_decides_for_another_asks_for_changes_and_sees_them(
    house: House, ann: Customer, client: Customer
) -> None:
    ann.orders()
    ann.gets_pictures()
    opens(client, payload_of(hands_over(ann)))
    first = client.chat.wait_for("Вот ", button=APPROVE)
    assert len([each for each in client.chat.messages if each.photo]) == 3

    client.picks(2)
    client.taps("Новая картинка")
    client.chat.wait_for("Что изменить на картинке 2")
    client.person.says("Теплее")

    again = client.chat.wait_for("Вот ", button=APPROVE, where=is_after(first))
    ann.chat.wait_until(
        lambda chat: any("👤 Клиент" in each.text for each in chat.messages), "who asked"
    )
    since = client.chat.moment()
    client.person.taps("❌ Отменить", message=again).wait_for_answer()
    client.person.taps(client.chat.wait_for("Отменить «", since=since).buttons[0].text)
    ann.chat.wait_for("отменён", button="Продолжить")
    assert house.studio.status(ann.job()).state is JobState.CANCELLED


def test_who_decides_for_another_changes_by_a_reply(
    house: House, ann: Customer, client: Customer, customer: NewCustomer
) -> None:
    boss, worker = customer("Шеф").person, customer("Рабочий").person
    script = ann.orders()
    opens(client, payload_of(hands_over(ann)))
    asked = client.chat.wait_for(button=APPROVE)

    client.person.says("Больше юмора", reply_to=asked)
    ann.chat.wait_for("Больше юмора", button=APPROVE, where=is_after(script))

    team = house.tg.group("Клиенты", [boss, worker])
    boss.says(f"/start@AdgenBot {payload_of(hands_over(ann), 'startgroup')}", chat=team)
    shown = team.wait_for(button=APPROVE)
    worker.says("Я против", chat=team, reply_to=shown)
    boss.says("Меньше юмора", chat=team, reply_to=shown)
    ann.chat.wait_for("Меньше юмора", button=APPROVE, where=is_after(script))

    notes = house.studio.status(ann.job()).notes[Stage.SCRIPT, 0]
    assert notes == ("Больше юмора", "Меньше юмора")


def test_a_link_works_once_and_for_a_day(
    ann: Customer, client: Customer, customer: NewCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.orders()
    payload = payload_of(hands_over(ann))
    opens(ann, payload)
    ann.chat.wait_for("ваша собственная ссылка")
    opens(client, payload)
    client.chat.wait_for(button=APPROVE)
    late = customer("Поздний")

    opens(late, payload)
    late.chat.wait_for("Ссылка больше не работает")
    opens(late, "A" * 32)
    opens(late, "something")
    late.chat.wait_for("Опишите, что рекламируем")

    newer, later = payload_of(hands_over(ann)), time.time() + links.VALID_S + 1
    monkeypatch.setattr(links.time, "time", lambda: later)
    since = late.chat.moment()
    opens(late, newer)
    late.chat.wait_for("Ссылка больше не работает", since=since)


def test_of_several_who_come_at_once_one_takes_the_gate(
    house: House, ann: Customer, customer: NewCustomer
) -> None:
    people = [customer(name) for name in ("Клиент", "Коллега", "Чужой")]
    ann.orders("Нужна реклама кофейни у моря")
    payload = payload_of(hands_over(ann))
    house.closes()
    for someone in people:
        opens(someone, payload)
    house.opens()

    asked = 0
    for someone in people:
        told = someone.chat.wait_for(where=lambda each: "решить по" in each.text or _is_dead(each))
        asked += not _is_dead(told)

    assert asked == 1
    assert len(house.studio.status(ann.job()).deciders) == 1


def _is_dead(message: SeenMessage) -> bool:
    return "Ссылка больше не работает" in message.text


def test_a_newer_link_and_taking_back_end_the_older_one(
    house: House, ann: Customer, client: Customer
) -> None:
    ann.orders()
    older = payload_of(hands_over(ann))
    newer = payload_of(hands_over(ann))
    opens(client, older)
    client.chat.wait_for("Ссылка больше не работает")
    opens(client, newer)
    asked = client.chat.wait_for(button=APPROVE)

    assert ann.taps(TAKE_BACK) == "Решаете снова только вы."
    client.chat.wait_until(lambda _: not now(client, asked).buttons, "the client's buttons to go")
    assert "Заказчик решит сам" in now(client, asked).text
    late = client.person.taps(APPROVE, message=asked, stale=True).wait_for_answer().text
    assert late in {"Решает только заказчик ролика.", "Здесь уже всё решено."}
    since = client.chat.moment()
    opens(client, newer)
    client.chat.wait_for("Ссылка больше не работает", since=since)
    assert house.studio.status(ann.job()).approved == frozenset()


def test_a_link_and_a_handed_gate_outlive_the_gateway(
    house: House, ann: Customer, client: Customer
) -> None:
    ann.orders()
    payload = payload_of(hands_over(ann))
    house.restarts()
    opens(client, payload)
    asked = client.chat.wait_for("Нравится сценарий", button=APPROVE)
    house.restarts()

    # Opened again by who has it, or asked for, the question stands at the bottom again.
    opens(client, payload)
    again = client.chat.wait_for("Нравится сценарий", button=APPROVE, where=is_after(asked))
    client.person.says("/status")
    client.chat.wait_for("вас просили решить")
    client.chat.wait_for("Нравится сценарий", button=APPROVE, where=is_after(again))
    assert "Утверждено" in client.taps(APPROVE)


def test_a_groups_admins_decide(house: House, ann: Customer, customer: NewCustomer) -> None:
    boss, worker = customer("Шеф").person, customer("Рабочий").person
    ann.orders()
    payload = payload_of(hands_over(ann), "startgroup")
    team = house.tg.group("Клиенты", [boss, worker])

    worker.says(f"/start@AdgenBot {payload}", chat=team)
    team.wait_for("только её админ")
    boss.says(f"/start@AdgenBot {payload}", chat=team)
    team.wait_for("Нравится сценарий", button=APPROVE)
    ann.chat.wait_for("теперь решает и Клиенты")

    assert _taps(worker, team) == "Решает только заказчик ролика."
    assert "Утверждено" in _taps(boss, team)
    by = house.studio.status(ann.job()).decided_by[Stage.SCRIPT]
    assert (by.id, by.name) == (str(team.id), "Шеф")


def test_who_is_not_let_in_decides_on_what_was_handed_over_and_orders_nothing(
    house: House, ann: Customer, client: Customer, customer: NewCustomer
) -> None:
    house.closes()
    house.opens(allowed_users=frozenset({ann.person.id}))
    ann.orders()
    client.person.says("Кофейня")
    client.chat.wait_for("только для своих")
    opens(client, payload_of(hands_over(ann)))
    client.chat.wait_for("Нравится сценарий", button=APPROVE)
    stranger = customer("Чужой")
    opens(stranger, "B" * 32)
    stranger.chat.wait_for("только для своих")

    client.taps("✏️ Изменить")
    asked = client.chat.wait_for("Что изменить в сценарии")
    client.person.says("Короче")
    client.chat.wait_for("Нравится сценарий", button=APPROVE, where=is_after(asked))
    assert "Утверждено" in client.taps(APPROVE)

    since = client.chat.moment()
    client.person.says("Сделай ролик про мою кофейню у моря")
    client.chat.wait_for("только для своих", since=since)
    assert len(house.studio.recent_jobs()) == 1


def test_the_link_of_an_order_in_a_group_comes_in_private(
    house: House, ann: Customer, client: Customer
) -> None:
    team = house.tg.group("Команда", [ann.person, client.person])
    ann.person.says("/help")
    ann.person.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    team.wait_for(button=APPROVE)

    refused = client.person.taps(HAND_OVER, chat=team).wait_for_answer().text
    assert refused == "Решает только заказчик ролика."
    ann.person.taps(HAND_OVER, chat=team).wait_for_answer()

    payload_of(ann.chat.wait_for("решение можно передать"))
    assert not any("t.me/" in each.text for each in team.messages)


def _taps(person: Person, chat: Conversation) -> str:
    return person.taps(APPROVE, chat=chat).wait_for_answer().text

"""The second transport: Telegram calls us."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import requests

from telegram_gateway.settings import WEBHOOK_PATH
from telegram_gateway.transport.hook import SECRET_HEADER
from tests.production.ports import free_port
from tests.telegram_gateway.house import APPROVE, Customer, House

UPDATE = {
    "update_id": 77,
    "message": {
        "message_id": 1,
        "date": 1_800_000_000,
        "chat": {"id": 100_001, "type": "private"},
        "from": {"id": 100_001, "is_bot": False, "first_name": "Mallory"},
        "text": "Ad: a forged order",
    },
}


@pytest.fixture
def hooked(house: House) -> House:
    """The same gateway behind a webhook."""
    port = free_port()
    house.closes()
    house.opens(webhook_url=f"http://127.0.0.1:{port}/hook", port=port)
    return house


def ask(house: House, path: str) -> tuple[int, object]:
    """What the gateway's own address answers."""
    answer = requests.get(_url(house, path), timeout=60)
    return answer.status_code, answer.json() if answer.ok else None


def post(house: House, body: bytes, secret: str | None) -> int:
    """Hand in an update, as Telegram does or somebody else."""
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers[SECRET_HEADER] = secret
    return requests.post(_url(house, "/hook"), body, headers=headers, timeout=60).status_code


def _url(house: House, path: str) -> str:
    assert house.gateway
    return f"http://127.0.0.1:{house.gateway.port}{path}"


def test_a_film_is_ordered_through_it(hooked: House, customer: Callable[..., Customer]) -> None:
    ann = customer()

    film = ann.gets_to_film()

    assert film.video
    assert [call.method for call in hooked.tg.calls("setWebhook")] == ["setWebhook"]


def test_what_comes_while_it_is_down_is_handled_when_it_is_back(
    hooked: House, customer: Callable[..., Customer]
) -> None:
    ann = customer()
    hooked.closes()
    ann.person.says("Реклама: Кофейня у моря")

    hooked.opens()

    ann.chat.wait_for("Кофейня", button=APPROVE)


@pytest.mark.parametrize("secret", [None, "", "wrong"])
def test_an_update_without_the_secret_is_refused(hooked: House, secret: str | None) -> None:
    status = post(hooked, json.dumps(UPDATE).encode(), secret)

    assert status == 403
    assert hooked.studio.recent_jobs() == []


NO_UPDATES = [
    b"",
    b"[]",
    b"{",
    b'{"update_id": "x"}',
    b"null",
    b'{"update_id": true}',
    b'{"update_id": -1}',
    b'{"update_id": 1e5}',
    b'{"update_id": ' + b"9" * 4301 + b"}",
    b"[" * 100_000 + b"]" * 100_000,
    b'{"update_id": 1, "x": ' + b'{"x":' * 100_000 + b"1" + b"}" * 100_001,
    b"\xff\xfe\x00",
]


@pytest.mark.parametrize("body", NO_UPDATES)
def test_what_is_no_update_is_refused(hooked: House, body: bytes) -> None:
    assert post(hooked, body, hooked.settings.secret) == 400


def test_an_update_with_the_secret_is_written_down_before_it_is_confirmed(
    hooked: House,
) -> None:
    hooked.may_be_refused = True  # Mallory never opened the chat

    status = post(hooked, json.dumps(UPDATE).encode(), hooked.settings.secret)

    assert status == 200
    hooked.tg.wait_until(hooked.studio.recent_jobs, "the job")
    assert post(hooked, json.dumps(UPDATE).encode(), hooked.settings.secret) == 200
    assert len(hooked.studio.recent_jobs()) == 1


def test_it_says_that_it_is_alive_and_ready(hooked: House) -> None:
    assert ask(hooked, "/healthz") == (200, {"ok": True})
    assert ask(hooked, "/readyz") == (200, {"ok": True})


def test_polling_has_the_same_signs_of_life_where_a_port_is_set(house: House) -> None:
    house.closes()
    house.opens(port=free_port())

    assert ask(house, "/readyz") == (200, {"ok": True})
    assert ask(house, WEBHOOK_PATH)[0] == 404


def test_telegram_is_asked_only_for_the_updates_that_are_used(hooked: House) -> None:
    wanted = hooked.tg.world.updates.allowed

    assert set(wanted or ()) == {"message", "edited_message", "callback_query", "my_chat_member"}

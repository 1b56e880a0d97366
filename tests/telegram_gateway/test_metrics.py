"""What Prometheus reads at the gateway, and who else may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from telegram_gateway.settings import TelegramSettings
from tests.production.ports import free_port
from tests.telegram_gateway.house import Customer, House


def ask(house: House, token: str = "") -> requests.Response:
    assert house.gateway
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"http://127.0.0.1:{house.gateway.port}/metrics"
    return requests.get(url, headers=headers, timeout=60)


def test_updates_taps_calls_and_waits_are_counted(
    house: House, customer: Callable[..., Customer]
) -> None:
    house.may_be_refused = True
    house.closes()
    house.opens(port=0)
    ann = customer()
    ann.orders()
    house.tg.faults.answer(429, "Too Many Requests", method="sendMessage", times=1, retry_after=1)
    ann.gets_pictures()

    answer = ask(house)

    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["adgen_telegram_updates_total", "text"] == 1
    assert found["adgen_telegram_taps_total", "approve_script", "toast-approved-script"] == 1
    assert found["adgen_telegram_answer_seconds_count",] == 1
    assert found["adgen_telegram_calls_total", "answerCallbackQuery", "ok"] == 1
    assert found["adgen_telegram_call_seconds_count", "sendMessage"] >= 3
    assert found["adgen_telegram_flood_waits_total",] == 1
    assert found["adgen_telegram_flood_wait_seconds_total",] == 1
    assert found["adgen_telegram_open_jobs",] == 1
    assert found["adgen_telegram_updates_in_hand",] == 0
    assert found["adgen_telegram_silence_seconds",] < 30


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        (None, "", 404),
        ("prometheus", "", 401),
        ("prometheus", "x", 401),
        ("prometheus", "prometheus", 200),
    ],
)
def test_behind_a_webhook_there_are_no_numbers_without_a_token(
    house: House, monkeypatch: pytest.MonkeyPatch, token: str | None, sent: str, status: int
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", house.tg.token)
    if token:
        monkeypatch.setenv("TELEGRAM_METRICS_TOKEN", token)
    chosen = TelegramSettings().metrics_token  # type: ignore[call-arg]
    port = free_port()
    house.closes()
    house.opens(webhook_url=f"http://127.0.0.1:{port}/hook", port=port, metrics_token=chosen)

    answer = ask(house, sent)

    assert answer.status_code == status

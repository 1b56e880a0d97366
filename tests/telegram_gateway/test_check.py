"""What `--check`, and `adgen doctor` with it, says of the gateway before people find out."""

from __future__ import annotations

import os
import subprocess
import sys

from pydantic import SecretStr

from telegram_gateway.check import Found, check
from telegram_gateway.settings import TelegramSettings
from tests.production.ports import free_port
from tests.stand_ins.telegram import TelegramServer
from tests.stand_ins.telegram.conftest import Loop
from tests.telegram_gateway.house import settings_for


def found(loop: Loop, settings: TelegramSettings, **chosen: object) -> list[Found]:
    async def look() -> list[Found]:
        return [each async for each in check(settings.model_copy(update=chosen))]

    return loop.run(look())


def test_a_private_polling_bot_is_fine(tg: TelegramServer, loop: Loop) -> None:
    said = found(loop, settings_for(tg), allowed_users=frozenset({1}))

    assert {is_fine for _, is_fine, _ in said} == {True}
    assert tg.calls("setWebhook") == tg.calls("deleteWebhook") == []


def test_what_is_worth_knowing_is_told_without_being_wrong(tg: TelegramServer, loop: Loop) -> None:
    said = found(loop, settings_for(tg), webhook_url="http://studio.example/x")

    told = {(name, is_fine) for name, is_fine, _ in said}
    assert ("Telegram users", None) in told
    assert ("Telegram numbers", None) in told
    assert ("Telegram webhook", None) in told  # nobody is called before the gateway was started
    assert ("Telegram webhook", False) in told  # Telegram calls https only


def test_a_refused_token_and_an_absent_telegram_are_wrong(tg: TelegramServer, loop: Loop) -> None:
    settings, nowhere = settings_for(tg), f"http://127.0.0.1:{free_port()}/bot"

    refused = found(loop, settings, bot_token=SecretStr("7000000001:another-token"))
    absent = found(loop, settings, api_base_url=nowhere)

    assert ("Telegram bot", False, "Telegram refuses TELEGRAM_BOT_TOKEN") in refused
    assert [is_fine for name, is_fine, _ in absent if name == "Telegram bot"] == [False]
    assert settings.bot_token.get_secret_value() not in str((refused, absent))


def test_the_doctor_tells_of_the_gateway(tg: TelegramServer, tmp_path: os.PathLike[str]) -> None:
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(tmp_path),
        "TELEGRAM_BOT_TOKEN": tg.token,
        "TELEGRAM_API_BASE_URL": tg.base_url,
        "ADGEN_METRICS_PORT": str(free_port()),
        "ADGEN_MIN_FREE_MB": "1e12",
        "ADGEN_WEBSERVER_URL": f"http://127.0.0.1:{free_port()}",
        "ADGEN_PROVIDER": "offline",
    }

    doctor = subprocess.run(
        [sys.executable, "-m", "adgen_dagster.terminal", "doctor"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    said = doctor.stdout
    assert doctor.returncode == 1
    assert "✓ Telegram bot: @" in said
    assert "✗ disk of the scratch files: " in said
    assert "– exporter: nothing answers at" in said
    assert "✓ database: Sqlite answers in" in said
    assert tg.token.partition(":")[2] not in said + doctor.stderr

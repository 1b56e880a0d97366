"""`python -m telegram_gateway --check`: checks the settings, and that Telegram knows the token."""

import ipaddress
import json
import time
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from telegram_gateway.settings import TelegramSettings

Found = tuple[str, bool | None, str]
"""Name, whether it is fine (None: worth knowing), and what was said."""

RECENT_S = 3600.0
BACKLOG = 100
"""Updates that wait at Telegram: more than anybody types while a gateway is restarted."""


async def check(chosen: TelegramSettings) -> AsyncIterator[Found]:
    """Look at the settings, and ask Telegram; nothing is changed there."""
    if chosen.allowed_users is None:
        yield (
            "Telegram users",
            None,
            "TELEGRAM_ALLOWED_USERS names nobody: everybody may order films",
        )
    if chosen.port is not None and not chosen.webhook_url and not _is_loopback(chosen.listen):
        said = f"{chosen.listen}:{chosen.port} shows health and metrics to everyone who reaches it"
        yield "Telegram port", None, said
    bot = Bot(
        chosen.bot_token.get_secret_value(),
        base_url=chosen.api_base_url,
        base_file_url=chosen.file_url,
    )
    try:
        async with bot:
            yield "Telegram bot", True, f"@{bot.username}"
            hook = await bot.get_webhook_info()
    except InvalidToken:
        yield "Telegram bot", False, "Telegram refuses TELEGRAM_BOT_TOKEN"
        return
    except TelegramError as error:
        yield "Telegram bot", False, f"Telegram cannot be asked ({type(error).__name__})"
        return
    yield _way_in(chosen, hook)
    if chosen.webhook_url:
        for found in _webhook(chosen, hook):
            yield found
    if hook.pending_update_count > BACKLOG:
        yield "Telegram updates", None, f"{hook.pending_update_count} wait to be fetched"


def _way_in(chosen: TelegramSettings, hook: WebhookInfo) -> Found:
    name, host = "Telegram webhook", urlsplit(hook.url).hostname
    if not chosen.webhook_url:
        if host:
            return name, None, f"Telegram calls {host}; polling, the gateway takes that back"
        return name, True, "none: the gateway asks Telegram (polling)"
    if hook.url == chosen.full_webhook_url:
        return name, True, f"Telegram calls {host}"
    return name, None, f"Telegram calls {host or 'nobody'} until the gateway is started"


def _webhook(chosen: TelegramSettings, hook: WebhookInfo) -> list[Found]:
    found: list[Found] = []
    parts = urlsplit(chosen.webhook_url)
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        found.append(("Telegram webhook", False, "TELEGRAM_WEBHOOK_URL has to begin with https"))
    failed_at = hook.last_error_date.timestamp() if hook.last_error_date else 0.0
    if time.time() - failed_at < RECENT_S:
        said = f"Telegram's last call failed: {hook.last_error_message}"
        found.append(("Telegram webhook", False, said))
    if not chosen.metrics_token:
        said = "there is no /metrics: TELEGRAM_METRICS_TOKEN is not set"
        found.append(("Telegram numbers", None, said))
    return found


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def line_of(found: Found) -> str:
    """Format a finding as `adgen doctor` reads it."""
    return json.dumps(dict(zip(("name", "is_fine", "said"), found, strict=True)))

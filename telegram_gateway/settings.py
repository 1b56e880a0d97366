"""Every setting of the Telegram gateway, typed, from the environment, with its default."""

import hashlib
import hmac
import os
import re
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from adgen_dagster.settings import SettingsError

_PREFIX = "TELEGRAM_"
_ALLOWED_USERS = f"{_PREFIX}ALLOWED_USERS"
EVERYBODY = "*"
WEBHOOK_PATH = "/telegram"
_ID_DIGITS = 18
_TOKEN_LEAST = 8
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""core.telegram.org/bots/api, setWebhook: these characters, at most 256; at least 16 is ours."""
VOICE_MAX_BYTES = 29
"""What is left of a button's 64 bytes beside `revoice:` and a job."""
_PATH = re.compile(r"[A-Za-z0-9._~/-]*")


def _ids(value: object) -> object:
    """`12, 34` as a set of user ids; a list that is written and names nobody is a slip."""
    if not isinstance(value, str):
        return value
    parts = value.replace(",", " ").split()
    if not parts:
        raise ValueError("it names nobody; leave it out altogether, or write ids: 12, 34")
    if not all(part.isascii() and part.isdecimal() and len(part) <= _ID_DIGITS for part in parts):
        raise ValueError("write Telegram ids, which are numbers: 12, 34")
    return frozenset(map(int, parts))


def _names(value: object) -> object:
    """`male, female` as a tuple."""
    if not isinstance(value, str):
        return value
    return tuple(value.replace(",", " ").split())


def _those_let_in(value: object) -> object:
    """The same; `*` is everybody, so that nobody is let in by a variable that was left empty."""
    return None if value == EVERYBODY else _ids(value)


UserIds = Annotated[frozenset[int], BeforeValidator(_ids)]
LetIn = Annotated[frozenset[int] | None, BeforeValidator(_those_let_in)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


class TelegramSettings(BaseSettings):
    """The gateway's settings; each is an environment variable with `TELEGRAM_` before it."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        extra="ignore",
        env_ignore_empty=True,
        enable_decoding=False,
        allow_inf_nan=False,
    )

    bot_token: SecretStr
    api_base_url: str = "https://api.telegram.org/bot"
    """Another Bot API server, for instance a local one; the token is put behind it."""
    api_base_file_url: str = ""
    """Where that server hands out files; empty: as Telegram's own does, beside `api_base_url`."""

    webhook_url: str = ""
    """Where Telegram reaches us, https; empty: we ask Telegram (polling)."""
    webhook_secret: SecretStr | None = None
    """Sent by Telegram with every update; unset: derived from the token."""
    listen: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=0, le=65535)
    """Where updates, /healthz and /readyz are taken; behind a webhook 8080 unless set."""

    peer_connections: int = Field(default=64, ge=1)
    """Connections to that port from one address at the same time. Telegram opens up to 40; behind
    a proxy all of them come from the proxy."""

    metrics_token: SecretStr | None = None
    """What Prometheus has to send as a bearer token to /metrics. Behind a webhook, where everybody
    reaches the port, there is no /metrics without it."""

    allowed_users: LetIn = None
    """Telegram ids of those who may use the bot; not set, or `*`: everyone."""
    admins: UserIds = frozenset()
    """Telegram ids of those who may decide on everybody's jobs."""

    briefs_per_minute: int = Field(default=5, ge=1)
    briefs_per_hour: int = Field(default=20, ge=1)
    open_jobs: int = Field(default=3, ge=1)
    """Jobs of one person that are not over, at the same time."""
    updates_per_minute: int = Field(default=60, ge=10)
    """Messages and taps of one person that are looked at; the rest is passed over in silence."""

    preview_images: int = Field(default=0, ge=0)
    """Pictures shown for approval; 0: all. Fewer than three are never shown."""
    preview_clips: int = Field(default=2, ge=0)
    """Clips shown for approval; 0: all."""
    max_upload_mb: float = Field(default=50.0, gt=0)
    """What the Bot API server takes from bots; a local one takes 2000."""
    remind_before_s: float = Field(default=120.0, gt=0)
    """How long before an approval times out its person is reminded."""
    time_zone: str = ""
    """By whose clocks times are told (`Europe/Moscow`): Telegram does not say where people are.
    Empty: by the machine's, unless that is UTC, as in containers; then no time of day is told."""
    voices: Names = ("female", "male")
    """Voices to choose from in /settings, as the narrator knows them."""

    @field_validator("voices")
    @classmethod
    def _fit_a_button(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(name.encode()) > VOICE_MAX_BYTES for name in names):
            raise ValueError(f"a name has at most {VOICE_MAX_BYTES} bytes: a button carries it")
        return names

    @field_validator("webhook_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("write it as https://host/path")
        if not _PATH.fullmatch(parts.path) or parts.query or parts.fragment:
            raise ValueError("its path has letters, digits and . _ ~ - / alone")
        return url

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            return str(ZoneInfo(name)) if name else name
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("write it as Europe/Moscow") from None

    @field_validator("webhook_secret")
    @classmethod
    def _is_no_guess(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("write 16 to 256 letters, digits, _ and -")
        return secret

    @field_validator("metrics_token")
    @classmethod
    def _is_long(cls, token: SecretStr | None) -> SecretStr | None:
        if token and len(token.get_secret_value().strip()) < _TOKEN_LEAST:
            raise ValueError(f"write at least {_TOKEN_LEAST} characters")
        return token

    def clock(self, at: float) -> datetime | None:
        """Format a moment as the users' clocks show it; None if their zone is unknown.

        Args:
            at: seconds since the epoch.
        """
        if self.time_zone:
            return datetime.fromtimestamp(at, ZoneInfo(self.time_zone))
        here = datetime.fromtimestamp(at, UTC).astimezone()
        return None if here.tzname() == "UTC" else here

    @property
    def file_url(self) -> str:
        """Where files are fetched."""
        if self.api_base_file_url:
            return self.api_base_file_url
        return f"{self.api_base_url.removesuffix('/bot')}/file/bot"

    @property
    def secret(self) -> str:
        """What Telegram has to send with every update."""
        if self.webhook_secret:
            return self.webhook_secret.get_secret_value()
        token = self.bot_token.get_secret_value().encode()
        return hmac.new(token, b"adgen webhook", hashlib.sha256).hexdigest()

    @property
    def webhook_path(self) -> str:
        """Where updates arrive on this machine."""
        path = urlsplit(self.webhook_url).path
        return path if len(path) > 1 else WEBHOOK_PATH

    @property
    def full_webhook_url(self) -> str:
        """The address that Telegram is told."""
        parts = urlsplit(self.webhook_url)
        return parts._replace(path=self.webhook_path).geturl()


def load_telegram_settings() -> TelegramSettings:
    """Load the gateway's settings from this process's environment.

    Raises:
        SettingsError: one of them is not valid; the text names it, never its value.
    """
    # An empty variable counts as one that is not set; of this one that would open the door.
    if os.environ.get(_ALLOWED_USERS) == "":
        raise SettingsError(
            f"A setting is not valid: {_ALLOWED_USERS} is empty. Write ids (12, 34), or"
            f" {EVERYBODY} for everybody."
        )
    try:
        # The token comes from the environment, which no type checker sees.
        return TelegramSettings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        wrong = "; ".join(
            f"{_PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError(f"A setting is not valid: {wrong}") from None

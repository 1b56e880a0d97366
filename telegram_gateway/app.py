"""The gateway as a whole: one application, asked (polling) or told (webhook) by Telegram."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, Updater

from adgen_dagster.brief import Language
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.studio import Studio
from telegram_gateway.desk import Desk
from telegram_gateway.guard import Guard
from telegram_gateway.handlers.reception import COMMANDS, UPDATE_TYPES, Reception
from telegram_gateway.inbox import Inbox, InOrder
from telegram_gateway.logs import log
from telegram_gateway.memory import Memory
from telegram_gateway.metrics import Metrics
from telegram_gateway.notifier import Notifier
from telegram_gateway.office import Office
from telegram_gateway.outlet import Outlet
from telegram_gateway.pace import Pace, Speed
from telegram_gateway.presenter import Presenter
from telegram_gateway.settings import TelegramSettings
from telegram_gateway.texts import catalogue
from telegram_gateway.webserver import Health, Hook, Scrape, Webserver

LONG_POLL_S = 25
CONNECTIONS = 64
PATIENCE_S = 5.0
"""What is under way when the gateway is told to end gets so long; the rest is done after the
restart. Containers are killed 10 s after SIGTERM."""
RETRY_S = (1.0, 2.0, 4.0, 8.0, 15.0)
READY_WITHIN_S = 3.0
WEBHOOK_PORT = 8080
BACKSTAGE_THREADS = 3

_Answer = TypeVar("_Answer")


class TokenRefused(AdgenError):
    """Telegram does not know the bot's token."""

    kind = ErrorKind.UNAUTHORIZED


class Gateway:
    """Telegram on one side, the studio on the other."""

    def __init__(
        self, settings: TelegramSettings, studio: Studio, speed: Speed | None = None
    ) -> None:
        self._settings = settings
        self._desk = Desk(studio)
        # What is told to many chats at once must not hold up the answer to a tap.
        self._backstage = Desk(studio, BACKSTAGE_THREADS)
        self._memory, self._metrics = Memory(self._desk), Metrics()
        self._inbox = Inbox(self._memory, self._metrics)
        self._pace = Pace(speed, metrics=self._metrics)
        self._notifier = Notifier(self._backstage, self._memory)
        self._count()
        self._application = self._build()
        self._web = self._build_web()
        self._is_up = False
        self._manners: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """Where the gateway listens; 0: nowhere."""
        return self._web.port if self._web else 0

    async def start(self) -> None:
        """Begin to work; waits for Telegram as long as it takes.

        Raises:
            TokenRefused: it never will.
        """
        if self._web:
            default = WEBHOOK_PORT if self._settings.webhook_url else 0
            port = self._settings.port if self._settings.port is not None else default
            self._web.open(self._settings.listen, port)
        await _until_reached(self._application.initialize, "Telegram")
        office = Office(
            settings=self._settings,
            desk=self._desk,
            memory=self._memory,
            outlet=Outlet(self._application.bot, self._memory),
            pace=self._pace,
            notifier=self._notifier,
            guard=Guard(self._settings),
            metrics=self._metrics,
        )
        Reception(office).register(self._application)
        presenter = Presenter(replace(office, desk=self._backstage))
        await self._notifier.start(presenter.show)
        await self._application.start()
        await self._inbox.restore(self._application.bot)
        await self._listen()
        self._is_up = True
        self._manners = asyncio.create_task(self._introduce())
        log.info("The gateway is up (%s).", "webhook" if self._settings.webhook_url else "polling")

    async def stop(self) -> None:
        """Take nothing new, finish what is quick, keep the rest for the next start."""
        self._is_up = False
        if self._manners:
            self._manners.cancel()
        application = self._application
        if application.updater and application.updater.running:
            await application.updater.stop()
        if self._web:
            await self._web.close()
        await asyncio.gather(self._finish_updates(), self._notifier.stop(PATIENCE_S))
        with suppress(TelegramError, RuntimeError):
            await application.shutdown()
        self._backstage.close()
        self._desk.close()
        log.info("The gateway has ended.")

    async def _finish_updates(self) -> None:
        if self._application.running:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._application.stop(), PATIENCE_S)

    def _build(self) -> Application[Any, Any, Any, Any, Any, Any]:
        chosen = self._settings
        return (
            ApplicationBuilder()
            .token(chosen.bot_token.get_secret_value())
            .base_url(chosen.api_base_url)
            .base_file_url(chosen.file_url)
            .rate_limiter(self._pace)
            .update_queue(self._inbox)
            .concurrent_updates(InOrder(self._inbox))
            .connection_pool_size(CONNECTIONS)
            .connect_timeout(10)
            .read_timeout(20)
            .write_timeout(20)
            .media_write_timeout(60)
            .pool_timeout(30)
            .get_updates_read_timeout(10)
            .get_updates_connect_timeout(10)
            .build()
        )

    def _build_web(self) -> Webserver | None:
        chosen = self._settings
        if not chosen.webhook_url and chosen.port is None:
            return None
        hook = None
        if chosen.webhook_url:
            hook = Hook(
                path=chosen.webhook_path,
                secret=chosen.secret,
                inbox=self._inbox,
                bot=self._application.bot,
                is_open=lambda: self._application.running,
            )
        token = chosen.metrics_token.get_secret_value() if chosen.metrics_token else ""
        is_for_all = chosen.webhook_url and not token
        scrape = None if is_for_all else Scrape(self._metrics, token)
        return Webserver(Health(self._say_alive, self._say_ready), scrape, hook)

    def _count(self) -> None:
        notifier, watch = self._notifier, self._metrics.watch
        watch("open_jobs", "Jobs ordered in chats that are not over.", lambda: notifier.count)
        watch("silence_seconds", "Since events were last read.", lambda: notifier.silence_s)

    async def _listen(self) -> None:
        bot, chosen = self._application.bot, self._settings
        if chosen.webhook_url:
            await _until_reached(
                lambda: bot.set_webhook(
                    chosen.full_webhook_url,
                    allowed_updates=UPDATE_TYPES,
                    secret_token=chosen.secret,
                ),
                "Telegram",
            )
            return
        updater = self._application.updater
        assert isinstance(updater, Updater)  # noqa: S101 - built above, never without one
        await updater.start_polling(
            timeout=LONG_POLL_S,
            bootstrap_retries=-1,
            allowed_updates=UPDATE_TYPES,
            error_callback=_log_polling,
        )

    async def _introduce(self) -> None:
        """Give the bot its menu and its description in every language."""
        bot = self._application.bot
        for language in Language:
            say = catalogue(language)
            # The first is also what people in all other languages see.
            code = language if language is not Language.ENGLISH else None
            commands = [BotCommand(name, say.plain(f"command-{name}")) for name in COMMANDS]
            try:
                await bot.set_my_commands(commands, language_code=code)
                await bot.set_my_description(say.plain("description"), language_code=code)
                await bot.set_my_short_description(
                    say.plain("short-description"), language_code=code
                )
            except TelegramError as error:
                log.warning("The bot's menu could not be set: %s", error)

    async def _say_alive(self) -> str:
        is_silent = self._is_up and not self._notifier.is_alive
        return "no event was read for a while" if is_silent else ""

    async def _say_ready(self) -> str:
        if not self._is_up:
            return "not started"
        if wrong := await self._say_alive():
            return wrong
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                await self._desk.do(self._desk.studio.newest_event)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            return f"the Dagster instance does not answer ({type(error).__name__})"
        return ""


async def _until_reached(call: Callable[[], Awaitable[_Answer]], what: str) -> _Answer:
    """Call until it is not the network that fails.

    Raises:
        TokenRefused: Telegram answers, and does not know us.
    """
    waits = iter(RETRY_S)
    wait = RETRY_S[0]
    while True:
        try:
            return await call()
        except InvalidToken as error:
            raise TokenRefused("Telegram refuses TELEGRAM_BOT_TOKEN.") from error
        except (NetworkError, RetryAfter) as error:
            wait = next(waits, wait)
            log.warning("%s cannot be reached (%s); tried again in %.0f s.", what, error, wait)
            await asyncio.sleep(wait)


def _log_polling(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("Another process takes this bot's updates: only one may run.")
    else:
        log.warning("Updates cannot be fetched: %s", error)

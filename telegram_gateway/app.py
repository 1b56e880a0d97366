"""The gateway as a whole: one application, by polling or by webhook."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from adgen_dagster.logs import log_of
from adgen_dagster.storage.unreadable import UNREADABLE
from adgen_dagster.studio.studio import Studio
from telegram_gateway.access_control import AccessControl
from telegram_gateway.asking import LAST_WORD_S, AskingBot, PageRequest, Poller, until_reached
from telegram_gateway.group_admins import GroupAdmins
from telegram_gateway.handlers.apology import apologise
from telegram_gateway.handlers.reception import UPDATE_TYPES, Reception
from telegram_gateway.menu import introduce
from telegram_gateway.metrics import Metrics
from telegram_gateway.notifier import Notifier
from telegram_gateway.persistence.chats import Persistence
from telegram_gateway.persistence.keeping import SetAside
from telegram_gateway.services import Services
from telegram_gateway.settings import TelegramSettings
from telegram_gateway.studio_client import StudioClient
from telegram_gateway.transport.hook import Hook
from telegram_gateway.transport.rate_limiter import RateLimiter, Speed
from telegram_gateway.transport.sender import Sender
from telegram_gateway.transport.turns import PerChatUpdateProcessor
from telegram_gateway.transport.update_queue import UpdateQueue
from telegram_gateway.transport.webserver import GatewayHealth, Scrape, Webserver
from telegram_gateway.views.bustle import Bustle
from telegram_gateway.views.presenter import Presenter

_LOG = log_of(__name__)

CONNECTIONS = 64
PATIENCE_S = 4.0
"""How long work under way may take when the gateway is asked to stop; the rest is done after the
restart. Containers are killed 10 s after SIGTERM."""
STUCK_S = 60.0
"""An update whose turn has come, or work for the studio, that waits so long is not begun at all."""
WATCH_S = 2.0
READY_WITHIN_S = 3.0
WEBHOOK_PORT = 8080
BACKSTAGE_THREADS = 3


class Gateway:
    """Telegram on one side, the studio on the other."""

    def __init__(
        self, settings: TelegramSettings, studio: Studio, speed: Speed | None = None
    ) -> None:
        self._settings = settings
        self._desk = StudioClient(studio)
        # What is told to many chats at once must not hold up the answer to a tap.
        self._backstage = StudioClient(studio, BACKSTAGE_THREADS)
        self._memory, self._metrics = Persistence(self._desk), Metrics()
        self._inbox = UpdateQueue(self._memory, self._metrics)
        self._pace = RateLimiter(speed, metrics=self._metrics)
        self._notifier = Notifier(self._backstage, self._memory)
        self._count()
        self._bot = self._build_bot()
        self._poller = Poller(self._bot, self._inbox, UPDATE_TYPES)
        self._application = self._build()
        self._web = self._build_web()
        self._is_up = False
        self._manners: asyncio.Task[None] | None = None
        self._bustle: asyncio.Task[None] | None = None
        self._polling: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """Where the gateway listens; 0: nowhere."""
        return self._web.port if self._web else 0

    async def start(self) -> None:
        """Begin to work; waits for Telegram as long as it takes.

        Raises:
            TokenRefusedError: it never will.
        """
        if self._web:
            default = WEBHOOK_PORT if self._settings.webhook_url else 0
            port = self._settings.port if self._settings.port is not None else default
            self._web.open(self._settings.listen, port)
        await until_reached(self._application.initialize)
        sender = Sender(self._application.bot, self._memory)
        services = Services(
            settings=self._settings,
            studio_client=self._desk,
            persistence=self._memory,
            sender=sender,
            rate_limiter=self._pace,
            notifier=self._notifier,
            access_control=AccessControl(self._settings),
            metrics=self._metrics,
            group_admins=GroupAdmins(sender),
            update_queue=self._inbox,
        )
        Reception(services).register(self._application)
        bustle = Bustle(services.sender)
        presenter = Presenter(replace(services, studio_client=self._backstage), bustle)
        await self._notifier.start(presenter.show)
        aside = await self._inbox.restore(self._bot)
        await self._application.start()
        await self._listen()
        self._is_up = True
        self._manners = asyncio.create_task(self._introduce(services, aside))
        self._bustle = asyncio.create_task(bustle.run(), name="bustle")
        _LOG.info("gateway_started", mode="webhook" if self._settings.webhook_url else "polling")

    async def stop(self) -> None:
        """Take nothing new, finish what is quick, keep the rest for the next start."""
        self._is_up = False
        for task in filter(None, (self._manners, self._bustle)):
            task.cancel()
        poller, web = self._poller, self._web
        if self._polling:
            self._polling.cancel()
            await asyncio.wait({self._polling})
        await asyncio.gather(
            _in_time(poller.confirm, LAST_WORD_S) if self._polling else _nothing(),
            _in_time(web.close, 1.0) if web else _nothing(),
        )
        await asyncio.gather(
            _in_time(self._application.stop, PATIENCE_S)
            if self._application.running
            else _nothing(),
            _in_time(partial(self._notifier.stop, PATIENCE_S), PATIENCE_S + 0.5),
        )
        await _in_time(self._inbox.close, 1.0)
        await _in_time(self._application.shutdown, 1.0)
        await asyncio.gather(self._backstage.close(1.0), self._desk.close(1.0))
        _LOG.info("gateway_stopped")

    async def watch(self) -> str:
        """Wait until the gateway does its work no more; why.

        Raises:
            TokenRefusedError: Telegram does not know the bot any more.
        """
        while not (wrong := self._is_up and self._says_stuck()):
            await asyncio.sleep(WATCH_S)
        polling = self._polling
        if polling and polling.done() and not polling.cancelled() and polling.exception():
            polling.result()
        return wrong

    def _build(self) -> Application[Any, Any, Any, Any, Any, Any]:
        return (
            ApplicationBuilder()
            .updater(None)
            .bot(self._bot)
            .update_queue(self._inbox)
            .concurrent_updates(PerChatUpdateProcessor(self._inbox))
            .build()
        )

    def _build_bot(self) -> AskingBot:
        chosen = self._settings
        return AskingBot(
            chosen.bot_token.get_secret_value(),
            base_url=chosen.api_base_url,
            base_file_url=chosen.file_url,
            rate_limiter=self._pace,
            request=HTTPXRequest(
                connection_pool_size=CONNECTIONS,
                connect_timeout=10,
                read_timeout=20,
                write_timeout=20,
                media_write_timeout=60,
                pool_timeout=30,
            ),
            get_updates_request=PageRequest(read_timeout=10, connect_timeout=10),
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
                update_queue=self._inbox,
                is_open=lambda: self._application.running,
            )
        token = chosen.metrics_token.get_secret_value() if chosen.metrics_token else ""
        is_for_all = chosen.webhook_url and not token
        scrape = None if is_for_all else Scrape(self._metrics, token)
        health = GatewayHealth(self._say_alive, self._say_ready)
        return Webserver(health, scrape, hook, chosen.peer_connections)

    def _count(self) -> None:
        notifier, watch = self._notifier, self._metrics.watch
        watch("open_jobs", "Jobs ordered in chats that are not over.", lambda: notifier.count)
        watch("silence_seconds", "Since events were last read.", lambda: notifier.silence_s)
        watch(
            "unreadable",
            "What could not be read and was stepped over.",
            lambda: sum(UNREADABLE.counts().values()),
        )

    async def _listen(self) -> None:
        bot, chosen = self._bot, self._settings
        if chosen.webhook_url:
            await until_reached(
                lambda: bot.set_webhook(
                    chosen.full_webhook_url,
                    allowed_updates=UPDATE_TYPES,
                    secret_token=chosen.secret,
                ),
            )
            return
        await until_reached(bot.delete_webhook)
        self._polling = asyncio.create_task(self._poller.run(), name="poller")

    async def _introduce(self, services: Services, aside: Sequence[SetAside]) -> None:
        """Say what was set aside; show who the bot is and what it can do."""
        for update in aside:
            await apologise(services, update)
        await introduce(self._bot)

    def _says_stuck(self) -> str:
        """Return why nothing is handled any more, nor will be before a restart; empty: it is."""
        if self._polling and self._polling.done():
            return "nobody asks Telegram for updates any more"
        for what, waits_s in (
            ("updates wait", self._inbox.neglect_s),
            ("work waits", max(self._desk.neglect_s, self._backstage.neglect_s)),
        ):
            if waits_s > STUCK_S:
                return f"{what} for {waits_s:.0f} s, and nothing takes them up"
        return ""

    async def _say_alive(self) -> str:
        if not self._is_up:
            return ""
        is_silent = not self._notifier.is_alive
        return self._says_stuck() or ("no event was read for a while" if is_silent else "")

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


async def _in_time(work: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Do one of the things of an end: whether it fails or not, the others are done, too."""
    try:
        async with asyncio.timeout(seconds):
            await work()
    except (TimeoutError, TelegramError, RuntimeError) as error:
        _LOG.warning("shutdown_step_failed", step=repr(work), why=type(error).__name__)
    except Exception:  # noqa: BLE001 - the end comes, whatever fails
        _LOG.exception("shutdown_step_failed", step=repr(work))


async def _nothing() -> None:
    """There is nothing to be done."""

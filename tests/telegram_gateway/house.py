"""A loopback Telegram, a real studio, the graph's stand-in, and a gateway that can be restarted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import SecretStr

from adgen_dagster.studio.studio import Studio
from telegram_gateway.app import Gateway
from telegram_gateway.settings import TelegramSettings
from telegram_gateway.transport.rate_limiter import Speed
from tests.stand_ins.telegram import Conversation, Person, SeenMessage, TelegramServer
from tests.stand_ins.telegram.conftest import Loop
from tests.telegram_gateway.worker import Worker

UNHURRIED = Speed(chat_per_s=1000, chat_burst=1000, group_per_minute=10_000, overall_per_s=10_000)
"""Most tests are about other things than the pace, and the loopback server lets them."""
APPROVE, CANCEL = "✅ Утвердить", "❌ Отменить"


@dataclass
class House:
    """Everything around one gateway."""

    tg: TelegramServer
    studio: Studio
    worker: Worker
    loop: Loop
    settings: TelegramSettings
    speed: Speed
    gateway: Gateway | None = None
    may_be_refused: bool = False
    """Whether the test makes Telegram say no."""

    def opens(self, **settings: object) -> None:
        """Start a gateway, with some settings of its own."""
        self.settings = self.settings.model_copy(update=settings)
        self.gateway = Gateway(self.settings, self.studio, self.speed)
        self.loop.run(self.gateway.start())

    def closes(self) -> None:
        """End the gateway as SIGTERM does."""
        if self.gateway:
            self.loop.run(self.gateway.stop())
            self.gateway = None

    def restarts(self) -> None:
        """End the gateway, and start another one."""
        self.closes()
        self.opens()


def settings_for(tg: TelegramServer) -> TelegramSettings:
    """The settings of a gateway that talks to this server."""
    return TelegramSettings(
        bot_token=SecretStr(tg.token),
        api_base_url=tg.base_url,
        api_base_file_url=tg.base_file_url,
    )


@dataclass
class Customer:
    """A person with a private chat, who knows what the buttons are called."""

    house: House
    person: Person
    chat: Conversation

    def orders(self, text: str = "Реклама: Кофейня у моря") -> SeenMessage:
        """Say which film is wanted, and wait for its script."""
        since = self.chat.moment()
        self.person.says(text)
        return self.chat.wait_for(button=APPROVE, since=since)

    def gets_to_film(self) -> SeenMessage:
        """Order a film, approve all that it takes, and wait for it."""
        self.orders()
        self.gets_pictures()
        self.gets_clips()
        return self.gets_film()

    def approves(self) -> None:
        """Approve what is asked last, and wait for the answer."""
        tap = self.person.taps(APPROVE)
        assert "Утверждено" in tap.wait_for_answer().text

    def taps(self, label: str) -> str:
        """Tap a button; the short answer."""
        return self.person.taps(label).wait_for_answer().text

    def cancels(self, label: str = CANCEL) -> str:
        """Cancel what something was paid for; the short answer."""
        since = self.chat.moment()
        assert self.taps(label) == ""
        self.chat.wait_for("Уже потрачено", button="Да, отменить", since=since)
        return self.taps("Да, отменить")

    def picks(self, *segments: int) -> None:
        """Choose segments under the last question, or under the film."""
        self.taps("Переделать кадры")
        self.chat.wait_for(button="↩️ Назад")
        for segment in segments:
            self.taps(str(segment))
            self.chat.wait_for(button=f"✓ {segment}")

    def job(self) -> str:
        """The newest job."""
        return self.house.studio.recent_jobs(1)[0]

    def gets_pictures(self) -> SeenMessage:
        """Approve the script, and wait for the question about the pictures."""
        since = self.chat.moment()
        self.approves()
        return self.chat.wait_for("Вот ", button=APPROVE, since=since)

    def gets_clips(self) -> SeenMessage:
        """Approve the pictures, and wait for the question about the clips."""
        since = self.chat.moment()
        self.approves()
        return self.chat.wait_for("Нравится анимация", button=APPROVE, since=since)

    def gets_film(self) -> SeenMessage:
        """Approve the clips, and wait for the film."""
        since = self.chat.moment()
        self.approves()
        return self.chat.wait_for_video(since=since)


def is_after(message: SeenMessage) -> Callable[[SeenMessage], bool]:
    """Whether another message stands below this one."""
    return lambda other: other.message_id > message.message_id


def now(customer: Customer, message: SeenMessage) -> SeenMessage:
    """How a message stands now; it must still be there."""
    found = customer.chat.now(message)
    assert found, f"message #{message.message_id} was deleted"
    return found

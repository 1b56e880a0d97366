"""Dependencies shared by all handlers."""

from dataclasses import dataclass, field

from adgen_dagster.domain.brief import Language, Person
from telegram_gateway.access_control import AccessControl
from telegram_gateway.content.texts import Catalogue, catalogue
from telegram_gateway.group_admins import GroupAdmins
from telegram_gateway.metrics import Metrics
from telegram_gateway.notifier import Notifier
from telegram_gateway.persistence.chats import ChatMemory, Persistence
from telegram_gateway.settings import TelegramSettings
from telegram_gateway.studio_client import StudioClient, person
from telegram_gateway.transport.rate_limiter import RateLimiter
from telegram_gateway.transport.sender import Sender
from telegram_gateway.transport.update_queue import UpdateQueue
from telegram_gateway.views.recalls import Recalls


@dataclass(frozen=True)
class Services:
    """What handlers work with: the studio, the chats, what was kept, the settings."""

    settings: TelegramSettings
    studio_client: StudioClient
    persistence: Persistence
    sender: Sender
    rate_limiter: RateLimiter
    notifier: Notifier
    access_control: AccessControl
    metrics: Metrics
    group_admins: GroupAdmins
    update_queue: UpdateQueue
    recalls: Recalls = field(default_factory=Recalls)

    def recall(self, job: str) -> None:
        """Ask the open questions of a job once more, at the bottom of its chat."""
        self.recalls.add(job)
        self.notifier.poke(job)

    def recall_guest(self, job: str, chat: int) -> None:
        """Ask a gate's question once more in the chat of the user it was handed to."""
        self.recalls.add(f"{job}/{chat}")
        self.notifier.poke(job)

    def person(self, user_id: int, name: str) -> Person:
        """Return a Telegram user as the studio knows them."""
        return person(user_id, name, is_operator=user_id in self.settings.admins)


def speech(chat: ChatMemory) -> Catalogue:
    """Return the texts of a chat's language."""
    return catalogue(chat.language or Language.ENGLISH)

"""The admins of groups: asked from Telegram, and cached for a minute."""

import time
from collections import OrderedDict

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from adgen_dagster.logs import log_of
from telegram_gateway.studio_client import Place
from telegram_gateway.transport.sender import ChatGoneError, Sender

_LOG = log_of(__name__)

KNOWN_FOR_S = 60.0
_KEPT = 1000
_ADMINS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


class GroupAdmins:
    """The admins of groups."""

    def __init__(self, sender: Sender) -> None:
        self._outlet = sender
        self._known: OrderedDict[tuple[int, int], tuple[float, bool]] = OrderedDict()

    async def include(self, place: Place, user: int) -> bool | None:
        """Tell whether a user is an admin of a group; None if Telegram does not say."""
        key, now = (place.chat, user), time.monotonic()
        at, is_admin = self._known.get(key, (now - KNOWN_FOR_S, False))
        if now - at < KNOWN_FOR_S:
            return is_admin
        try:
            status = await self._outlet.status_in(place, user)
        except (TelegramError, ChatGoneError) as error:
            _LOG.warning("group_admin_unknown", chat=place.chat, why=str(error))
            return None
        self._known[key] = now, status in _ADMINS
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return status in _ADMINS

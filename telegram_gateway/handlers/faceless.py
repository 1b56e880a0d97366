"""Messages without a known user: anonymous admins, channels and their forwards.

Telegram sends them in the name of accounts that all chats share: an order of theirs would belong
to nobody, and nobody could decide on it.
"""

from telegram import Message, Update
from telegram.constants import ChatID

SHARED_ACCOUNTS = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.SERVICE_CHAT, ChatID.FAKE_CHANNEL})


def is_faceless(update: Update) -> bool:
    """Tell whether an update's user is unknown."""
    user, message = update.effective_user, update.message
    is_shared = user is not None and user.id in SHARED_ACCOUNTS
    return is_shared or bool(message and message.sender_chat)


def is_hidden_admin(message: Message) -> bool:
    """Tell whether an admin of the chat sent a message, in the chat's own name."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def is_meant(message: Message, bot_id: int, bot_name: str) -> bool:
    """Tell whether a message speaks to the bot: by its name, or as a reply to it."""
    if replies_to(message, bot_id):
        return True
    said = f"{message.text or ''} {message.caption or ''}"
    return bot_name.lower() in said.lower()


def replies_to(message: Message, bot_id: int) -> bool:
    """Tell whether a message answers one of the bot's."""
    replied = message.reply_to_message
    author = replied.from_user if replied else None
    return author is not None and author.id == bot_id

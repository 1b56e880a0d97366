"""A Telegram on this machine, as strict as the real one, and people to chat with a bot there."""

from .chats import Answer, Call
from .conversation import Conversation
from .errors import ApiError
from .faults import Fault, Faults
from .group import Group
from .limits import PATIENT, Limits
from .person import Person, Tap
from .seen import Button, SeenFile, SeenMessage, SeenPhoto, SeenVideo
from .server import EXAMPLE_TOKEN, TelegramServer
from .transcript import Edits

__all__ = [
    "EXAMPLE_TOKEN",
    "PATIENT",
    "Answer",
    "ApiError",
    "Button",
    "Call",
    "Conversation",
    "Edits",
    "Fault",
    "Faults",
    "Group",
    "Limits",
    "Person",
    "SeenFile",
    "SeenMessage",
    "SeenPhoto",
    "SeenVideo",
    "Tap",
    "TelegramServer",
]

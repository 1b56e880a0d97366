"""The way in for a test in another process: `POST /_loopback/<what>` with JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .person import Person
    from .server import TelegramServer

Request = dict[str, Any]


def administer(server: TelegramServer, name: str, request: Request) -> object:
    """Do what a request asks for.

    Raises:
        KeyError: there is no such thing to ask for.
        AssertionError: what was asked cannot be done, for instance no such button is there.
    """
    return _ASKED[name](server, request)


def _person(server: TelegramServer, request: Request) -> Person:
    return server.person(request["person"], language=request.get("language", "ru"))


def _says(server: TelegramServer, request: Request) -> object:
    said = _person(server, request).says(request["text"])
    return {"message_id": said.message_id, "chat_id": said.chat_id}


def _sends(server: TelegramServer, request: Request) -> object:
    person, path = _person(server, request), Path(request["path"])
    if request["kind"] == "voice":
        sent = person.sends_voice(path)
    elif request["kind"] == "photo":
        sent = person.sends_photo(path, request.get("caption", ""))
    else:
        sent = person.sends_document(path, request.get("caption", ""))
    return {"message_id": sent.message_id, "chat_id": sent.chat_id}


def _taps(server: TelegramServer, request: Request) -> object:
    label, data = request.get("label", ""), request.get("data", "")
    tap = _person(server, request).taps(label, data=data, stale=request.get("stale", False))
    return {"query_id": tap.query.id}


def _messages(server: TelegramServer, request: Request) -> object:
    chat = _person(server, request).private_chat()
    return [
        {
            "message_id": message.message_id,
            "from": message.sender,
            "text": message.text,
            "media": str(message.media or ""),
            "buttons": [asdict(button) for button in message.buttons],
        }
        for message in chat.messages
    ]


def _transcript(server: TelegramServer, request: Request) -> object:
    return server.transcript(request.get("edits", "folded"))


def _calls(server: TelegramServer, request: Request) -> object:
    return [asdict(call) for call in server.calls(request.get("method", ""))]


def _answer(server: TelegramServer, request: Request) -> object:
    server.faults.answer(**request)
    return True


def _heal(server: TelegramServer, _: Request) -> object:
    server.faults.end()
    return True


_ASKED: dict[str, Callable[[TelegramServer, Request], object]] = {
    "says": _says,
    "sends": _sends,
    "taps": _taps,
    "messages": _messages,
    "transcript": _transcript,
    "calls": _calls,
    "answer": _answer,
    "heal": _heal,
}

"""Try a bot by hand: `python -m tests.stand_ins.telegram` is Telegram and the phone at once."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from .conversation import Conversation
from .person import Person
from .seen import SeenMessage
from .server import EXAMPLE_TOKEN, TelegramServer

_HELP = """A line you type is a message; /start and other commands go to the bot. Besides:
  /tap N          tap the button with this number
  /voice FILE     send a recording      /photo FILE [CAPTION]   send a picture
  /save N FILE    save the picture or film of message N
  /chat           the whole chat        /quit                   leave
"""


class Screen:
    """Shows what comes, and numbers the buttons so that they can be tapped."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._shown: dict[int, SeenMessage] = {}
        self._toasts = 0
        self.buttons: list[tuple[SeenMessage, str]] = []

    def follow(self) -> None:
        """Show everything that is new, for as long as the program runs."""
        world = self._conversation.world
        with world.changed:
            while True:
                self._show_new()
                world.changed.wait()

    def _show_new(self) -> None:
        for message in self._conversation.messages:
            before = self._shown.get(message.message_id)
            if before is None or before.version != message.version:
                self._shown[message.message_id] = message
                if message.is_from_bot:
                    self._show(message, is_edit=before is not None)
        for toast in self._conversation.toasts[self._toasts :]:
            self._toasts += 1
            if toast:
                write(f"      ({toast})")

    def _show(self, message: SeenMessage, *, is_edit: bool) -> None:
        media = f"{message.media} " if message.media else ""
        write(f"{'✎' if is_edit else '<'} #{message.message_id} {media}{message.text}")
        for row in message.keyboard:
            labels: list[str] = []
            for button in row:
                self.buttons.append((message, button.data))
                labels.append(f"{len(self.buttons)} [{button.text}]")
            write("      " + "  ".join(labels))


def write(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def obey(line: str, person: Person, screen: Screen) -> None:
    """Do what a typed line asks for."""
    chat = person.private_chat()
    command, _, rest = line.partition(" ")
    if command == "/tap":
        message, data = screen.buttons[int(rest) - 1]
        person.taps(data=data, message=message, stale=True)
    elif command == "/voice":
        person.sends_voice(Path(rest))
    elif command == "/photo":
        path, _, caption = rest.partition(" ")
        person.sends_photo(Path(path), caption)
    elif command == "/save":
        number, _, path = rest.partition(" ")
        media = next(m.media for m in chat.messages if m.message_id == int(number))
        Path(path).write_bytes(media.content if media else b"")
    elif command == "/chat":
        write(chat.transcript())
    elif line:
        person.says(line)


def main() -> None:
    """Start the server and read lines until there are no more."""
    parser = argparse.ArgumentParser(prog="python -m tests.stand_ins.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=EXAMPLE_TOKEN)
    parser.add_argument("--name", default="Anna", help="who you are")
    parser.add_argument("--language", default="ru", help="the language of your phone")
    options = parser.parse_args()
    with TelegramServer(options.token, port=options.port) as tg:
        person = tg.person(options.name, language=options.language)
        for name, value in tg.environment().items():
            write(f"export {name}={value}")
        write(_HELP)
        screen = Screen(person.private_chat())
        threading.Thread(target=screen.follow, daemon=True).start()
        for line in sys.stdin:
            if line.strip() == "/quit":
                break
            try:
                obey(line.rstrip("\n"), person, screen)
            except (AssertionError, IndexError, OSError, StopIteration, ValueError) as error:
                write(f"      ! {error}")


if __name__ == "__main__":
    main()

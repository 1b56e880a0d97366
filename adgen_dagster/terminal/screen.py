"""Where the terminal's output goes: redrawn on a real terminal, plain lines elsewhere."""

import sys
import termios
import time
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.live import Live
from rich.segment import Segment
from rich.text import Text

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.plaintext import shown
from adgen_dagster.stack.interrupts import unbroken
from adgen_dagster.terminal.pages import board, changes, standing
from adgen_dagster.terminal.progress import StepProgress, progress_of

PLAIN_WIDTH = 110
"""Of tables in a file or a pipe, which have no width of their own."""


class Screen:
    """Tells how a job goes on, and shows what there is to decide on."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or out()
        self._live: Live | None = None
        self._before: tuple[StepProgress, ...] = ()
        self._standing = ""

    def show(self, status: JobStatus, place: int | None) -> None:
        """Show the job's newest state."""
        if self.console.is_terminal:
            self._redraw(board(status, place, time.time()))
            return
        now = progress_of(status)
        lines = changes(self._before, now)
        if place and (said := standing(status, place)) != self._standing:
            self._standing = said
            lines.append(said)
        self._before = now
        self.say(*lines)

    def page(self, *renderables: RenderableType) -> None:
        """Show a page below what was there."""
        self.still()
        for renderable in renderables:
            self.console.print(renderable)

    def say(self, *lines: str | Text, style: str = "") -> None:
        """Plain lines: never cut, never wrapped, nothing in them read as markup."""
        self.still()
        for line in lines:
            self.console.print(
                line, style=style, markup=False, highlight=False, emoji=False, soft_wrap=True
            )

    def pass_on(self, text: str) -> None:
        """Pass on the output of another program unchanged."""
        self.console.file.write(text)
        self.console.file.flush()

    def still(self) -> None:
        """Stop redrawing, so that something else can be written."""
        if self._live:
            self._live.stop()
            self._live = None

    def ask(self, question: str) -> str:
        """Ask the user; discard what they typed before they saw the question.

        Raises:
            EOFError: nobody is there.
        """
        self.still()
        _forget_typed_ahead()
        self.console.print(Text(f"{question} ", style="bold"), end="", soft_wrap=True)
        return self.console.input().strip()

    def choose(self, question: str, options: Mapping[str, str]) -> str:
        """Ask until the answer is the letter of an option; return it.

        Args:
            question: what is asked.
            options: by letter, in words that have the letter in brackets: `redo [p]ictures`.

        Raises:
            EOFError: nobody is there.
        """
        letters = {said: letter for letter in options for said in _answers(letter, options[letter])}
        while True:
            said = self.ask(f"{question} {', '.join(options.values())}:").lower()
            if said in letters:
                return letters[said]
            self.say(f"Please answer with one of: {', '.join(sorted(options))}.")

    def _redraw(self, renderable: RenderableType) -> None:
        if self._live is None:
            self._live = Live(renderable, console=self.console, auto_refresh=False, transient=True)
            self._live.start()
        self._live.update(renderable, refresh=True)


def _answers(letter: str, option: str) -> set[str]:
    """Return what means an option: its letter, the word that has it, or all of its words."""
    marked = f"[{letter}]"
    word = next(each for each in option.split() if marked in each)
    return {letter, word.replace(marked, letter), option.replace(marked, letter).lower()}


def _forget_typed_ahead() -> None:
    if sys.stdin.isatty():
        termios.tcflush(sys.stdin, termios.TCIFLUSH)


class SafeConsole(Console):
    """A console on which only Rich itself gives commands to the terminal; each line is whole.

    What people, models and providers wrote is cleaned where it enters. What comes in another way,
    or lies there from a version before, steers nothing either.
    """

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render the drawing, its text without commands."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=shown(segment.text))

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - handed on
        """Print all of it, or nothing.

        Rich keeps what it was writing when a signal came, and would write it again with the next.
        """
        with unbroken():
            super().print(*objects, **options)


def out() -> Console:
    """Standard output."""
    console = SafeConsole()
    return console if console.is_terminal else SafeConsole(width=PLAIN_WIDTH)

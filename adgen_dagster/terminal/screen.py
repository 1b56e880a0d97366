"""Where the terminal's output goes: redrawn on a real terminal, plain lines elsewhere."""

import time
from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from adgen_dagster.stages import JobStatus
from adgen_dagster.terminal.pages import board, changes, standing
from adgen_dagster.terminal.progress import Progress, progress_of

PLAIN_WIDTH = 110
"""Of tables in a file or a pipe, which have no width of their own."""


class Screen:
    """Tells how a job goes on, and shows what there is to decide on."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or out()
        self._live: Live | None = None
        self._before: tuple[Progress, ...] = ()
        self._standing = ""

    def show(self, status: JobStatus, place: int | None) -> None:
        """The newest state of the job."""
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
        """Something to look at, below what was there."""
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
        """Somebody else's output, exactly as it is."""
        self.console.file.write(text)
        self.console.file.flush()

    def still(self) -> None:
        """Stop redrawing, so that something else can be written."""
        if self._live:
            self._live.stop()
            self._live = None

    def ask(self, question: str, choices: Iterable[str] = ()) -> str:
        """What the person answers.

        Raises:
            EOFError: nobody is there.
        """
        self.still()
        wanted = set(choices)
        while True:
            answer = self.console.input(Text(f"{question} ", style="bold")).strip()
            if not wanted or answer[:1].lower() in wanted:
                return answer
            self.say(f"Please answer with one of: {', '.join(sorted(wanted))}.")

    def _redraw(self, renderable: RenderableType) -> None:
        if self._live is None:
            self._live = Live(renderable, console=self.console, auto_refresh=False, transient=True)
            self._live.start()
        self._live.update(renderable, refresh=True)


def out() -> Console:
    """Standard output."""
    console = Console()
    return console if console.is_terminal else Console(width=PLAIN_WIDTH)

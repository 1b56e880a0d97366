"""The list of a chat's jobs, page by page: the state of each, and its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState, Product
from telegram_gateway.content.callback_data import Action, button
from telegram_gateway.content.keyboards import FILM_NAME_UNITS
from telegram_gateway.content.markup import Html, clipped, joined
from telegram_gateway.content.texts import Catalogue
from telegram_gateway.persistence.cards import Card

LISTED = 10


@dataclass(frozen=True)
class Known:
    """A job of a chat as the gateway knows it."""

    status: JobStatus
    card: Card

    @property
    def is_unfinished(self) -> bool:
        """Whether it is under way, or waits for its person: a failed one does, too."""
        status = self.status
        is_stopped = status.state is JobState.FAILED and not status.is_emptied
        return is_stopped or not status.state.is_over


def page_of(jobs: Sequence[str], first: str) -> tuple[Sequence[str], str, str]:
    """Return a page's jobs from `first` on, and where the neighbouring pages begin.

    Where there is no such job, it is the first page; where there is no page beside it, nothing.
    """
    at = jobs.index(first) if first in jobs else 0
    newer = jobs[max(0, at - LISTED)] if at else ""
    older = jobs[at + LISTED] if at + LISTED < len(jobs) else ""
    return jobs[at : at + LISTED], newer, older


def list_text(say: Catalogue, found: Sequence[Known]) -> Html:
    """Describe each job in a line: when it was ordered, its title, its state."""
    return joined([say.html("jobs"), joined([_line(say, known) for known in found], "\n")])


def list_buttons(
    say: Catalogue, found: Sequence[Known], newer: str, older: str
) -> InlineKeyboardMarkup | None:
    """Build the buttons for each job and the neighbouring pages; None if there are none."""
    rows = [[each] for known in found for each in _ways_on(say, known)]
    pages = [
        button(say.plain(f"button-{name}"), Action.JOBS, first)
        for name, first in (("newer", newer), ("older", older))
        if first
    ]
    rows += [pages] if pages else []
    return InlineKeyboardMarkup(rows) if rows else None


def _ways_on(say: Catalogue, known: Known) -> list[InlineKeyboardButton]:
    """Its film, its open question; of an ended one: go on, or begin again."""
    status = known.status
    ways: list[tuple[str, Action]] = []
    if (Product.FINAL_MP4, 0) in status.latest:
        ways.append(("button-film", Action.FILM))
    if is_asking(status):
        ways.append(("button-show-job", Action.SHOW))
    if status.state is JobState.CANCELLED:
        goes_on = ("button-continue-job", Action.CONTINUE)
        ways.append(("button-again-job", Action.AGAIN) if status.is_emptied else goes_on)
    return [
        button(
            clipped(say.plain(key, title=known.card.title), FILM_NAME_UNITS),
            action,
            status.job,
        )
        for key, action in ways
    ]


def is_asking(status: JobStatus) -> bool:
    """Tell whether a job has a question or a failure that its owner can answer."""
    is_waiting = status.open_stage or status.awaits_transcript or status.failures
    is_lost = status.is_emptied or status.state is JobState.CANCELLED
    return bool(is_waiting) and not is_lost


def _line(say: Catalogue, known: Known) -> Html:
    state = str(known.status.state).replace("_", "-")
    at = known.status.brief.created_at
    return say.html(
        "jobs-line",
        title=known.card.title,
        state=say.html(f"state-{state}"),
        date=f"{at.day:02d}.{at.month:02d}",
    )

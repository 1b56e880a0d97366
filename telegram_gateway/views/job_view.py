"""One look at a job: how it stands, and what its chat shows of it."""

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from adgen_dagster.domain.stages import JobEvent, JobStatus
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.studio.studio import Showing
from telegram_gateway.content.markup import Html, clipped, joined, split
from telegram_gateway.content.texts import Catalogue
from telegram_gateway.persistence.cards import Card, Question
from telegram_gateway.services import Services
from telegram_gateway.studio_client import Place

TITLE_UNITS = 60
TRANSCRIPT, FAILURE, FILM = "transcript", "failure", "film"
"""What is asked for beside the stages, by the names of a card's questions."""


@dataclass
class JobView:
    """A job's status and its card; every change of the card is kept at once."""

    services: Services
    status: JobStatus
    card: Card
    say: Catalogue
    now: float
    _showing: Showing | None = None

    @property
    def place(self) -> Place:
        """Where the job's chat is."""
        return Place(self.card.chat, self.card.thread)

    async def keep(self, card: Card) -> None:
        """Remember what the chat shows now."""
        if card != self.card:
            await self.services.persistence.keep_card(card)
            self.card = card

    @property
    def reply_to(self) -> int:
        """In a group messages answer the brief, so that its owner is told; else 0."""
        return self.card.brief_message if self.place.is_group else 0

    async def ask(
        self, name: str, body: Html, question: Html, keyboard: InlineKeyboardMarkup
    ) -> int:
        """Send a question, and remember that it stands there; its message.

        Args:
            name: what is asked: a stage, or one of the names above.
            body: what it is about; it stays when the question is decided.
            question: what is asked; it leaves with the buttons.
            keyboard: the possible answers.
        """
        sender, reply_to = self.services.sender, self.reply_to
        whole = joined([body, question])
        if len(split(whole)) > 1:
            await sender.send(self.place, body, reply_to=reply_to)
            body, whole = self.say.html("status-title", title=self.card.title), question
        message = await sender.send(self.place, whole, keyboard, reply_to=reply_to)
        basis = basis_of(self.status, name) or ""
        asked = Question(message=message, text=body, basis=basis)
        await self.keep(self.card.asking(name, asked))
        return message

    async def showing(self) -> Showing:
        """Return the script and the storyboard."""
        if self._showing is None:
            studio_client = self.services.studio_client
            self._showing = await studio_client.do(
                studio_client.studio.showing, self.status.job, Stage.SCRIPT
            )
        return self._showing

    def events(self, product: Product) -> dict[int, JobEvent]:
        """Return the newest picture or clip of each segment that has one, in order."""
        return {
            segment: event
            for (made, segment), event in sorted(self.status.latest.items())
            if made is product and segment
        }

    def made(self, product: Product) -> JobEvent | None:
        """Return the newest of something that is made for the whole job."""
        return self.status.latest.get((product, 0))


def title_of(status: JobStatus, card: Card | None, say: Catalogue) -> str:
    """Title a job: by its script, before there is one by how its brief begins."""
    known = card.title if card else ""
    return known or clipped(status.brief.text, TITLE_UNITS) or say.plain("title-of-voice")


def words_of(card: Card) -> str:
    """Write what goes beside a film where it is published; empty if nothing is known."""
    return f"{card.title}\n{card.promise}" if card.promise else ""


def basis_of(status: JobStatus, name: str) -> str | None:
    """Return what a question is about now; None if it is not to be asked."""
    if status.is_emptied:
        return None
    if name == FAILURE:
        return ",".join(sorted(failure.run_id for failure in status.failures)) or None
    if name == TRANSCRIPT:
        event = status.latest.get((Product.TRANSCRIPT, 0))
        return str(event.id) if event and status.awaits_transcript else None
    if name == FILM:
        film = status.latest.get((Product.FINAL_MP4, 0))
        return str(film.id) if film and status.state is JobState.COMPLETED else None
    stage = Stage(name)
    if status.open_stage is not stage:
        return None
    shown = status.pipeline.shown_at(stage)
    return str(max(event.id for (made, _), event in status.latest.items() if made in shown))

"""What a chat shows of a job: its questions, what was told, where the film stands."""

from typing import Self

from pydantic import Field

from telegram_gateway.persistence.keeping import Kept

_SETTLED_KEPT = 100


class Question(Kept):
    """A message with buttons that waits for a decision."""

    message: int
    text: str
    basis: str
    """What was asked about: an answer to something older does not count."""
    is_film: bool = False


class Card(Kept):
    """What a chat shows of a job."""

    job: str
    chat: int
    thread: int | None = None
    brief_message: int = 0
    title: str = ""
    title_event: int = 0
    promise: str = ""
    """The script's, which people put beside the film where they publish it."""
    status_message: int = 0
    """The live message: it says where the job stands, and is edited."""
    live_body: str = ""
    """What stands above that: the question that became the live message; empty: it stands alone."""
    status_text: str = ""
    status_at: float = 0.0
    told_time: float = 0.0
    """The moment by which it says that something is done; 0: it says none."""
    questions: dict[str, Question] = Field(default_factory=dict[str, Question])
    """By what they ask: `transcript`, a stage, or `failure`."""
    settled: tuple[int, ...] = ()
    """The questions that are decided: taps on them and on older ones are late."""
    shown: dict[str, dict[int, int]] = Field(default_factory=dict[str, dict[int, int]])
    """The event of each picture and clip that the chat was shown, by product and segment."""
    renewed: dict[str, tuple[int, ...]] = Field(default_factory=dict[str, tuple[int, ...]])
    """Which of them were new when the chat was shown some again, by product."""
    told_failures: tuple[str, ...] = ()
    reminded: str = ""
    reminder: int = 0
    """The reminder that has a button."""
    film_event: int = 0
    """The film that was delivered last."""
    film_message: int = 0
    film_place: int = 0
    """The message that the film `film_coming` is to stand in."""
    film_coming: int = 0
    film_file: str = ""
    """Telegram's id of the film, to show it again at no cost."""
    told_end: bool = False
    is_guest: bool = False
    """Whether it is the chat of somebody to whom a gate was handed."""

    @property
    def key(self) -> str:
        """Where it is kept."""
        return f"job/{self.job}/{self.chat}" if self.is_guest else f"job/{self.job}"

    def but(self, **changes: object) -> Self:
        """Return a copy with some changes."""
        return self.model_copy(update=changes)

    def asking(self, name: str, question: Question) -> Self:
        """Return a copy with one more open question."""
        return self.but(questions={**self.questions, name: question})

    def deciding(self, name: str) -> Self:
        """Return a copy with a question decided."""
        decided = self.questions[name]
        left = {key: each for key, each in self.questions.items() if key != name}
        return self.but(questions=left, settled=(*self.settled, decided.message)[-_SETTLED_KEPT:])

    def is_late(self, message: int) -> bool:
        """Tell whether a tap on this message is late: its question is decided, or asked again."""
        return message <= max(self.settled, default=0)

    def is_question(self, message: int) -> bool:
        """Tell whether this message asks something that is still to be decided."""
        return any(each.message == message for each in self.questions.values())

    def has_asked(self, message: int) -> bool:
        """Tell whether this message asks or asked something: where its buttons are is known."""
        return message in (*self.settled, self.reminder) or self.is_question(message)

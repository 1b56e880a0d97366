"""One fault on a running production: orders in every stage, the strike, and what became of them."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from pydantic import BaseModel, Field

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Stage
from bench.drill.customers import Customer, Ending, drive
from bench.drill.faults import Fault
from bench.drill.production import Production
from bench.drill.rules import broken_by, left_behind, payments_of

READY_S = 900.0
AT_WORK_S = 60.0
ENDS_S = 900.0
PLACES = ("script", "pictures", "clips", "film")
"""What each of the orders is at when the fault strikes."""
_BEFORE = {
    "script": (),
    "pictures": (),
    "clips": (Stage.SCRIPT,),
    "film": (Stage.SCRIPT, Stage.IMAGES),
}
_OPEN = {"pictures": Stage.SCRIPT, "clips": Stage.IMAGES, "film": Stage.VIDEOS}


class Result(BaseModel):
    """What came of one fault."""

    fault: str
    at: str = ""
    load: float = 0.0
    """Processes that wanted a processor in the minute before the end."""
    endings: dict[str, str] = Field(default_factory=dict[str, str])
    """By the place of each order."""
    pictures: int = 0
    clips: int = 0
    by_wish: int = 0
    """Paid once more because a person was told that it may be, and said yes."""
    seconds: float = 0.0
    swept: int = 0
    broken: list[str] = Field(default_factory=list[str])


class Case:
    """Orders that stand in every stage."""

    def __init__(self, production: Production, words: Iterator[str]) -> None:
        self.production = production
        self.expected: dict[str, Ending] = {}
        """By place; what is not named here may end as it likes, if its person is told."""
        self.customers = {place: self._customer(next(words)) for place in PLACES}

    def _customer(self, word: str) -> Customer:
        person = self.production.telegram.person(word, language="en")
        return Customer(word, person, person.private_chat())

    @property
    def everybody(self) -> Sequence[Customer]:
        """All who ordered something."""
        return list(self.customers.values())

    def open(self) -> None:
        """Send the orders that are to wait at a question when the fault strikes."""
        for place, customer in self.customers.items():
            customer.may_approve = set(_BEFORE[place])
            customer.may_try_again = True
            if place in _OPEN:
                customer.orders()

    @property
    def is_ready(self) -> bool:
        """Whether each of them waits at its question."""
        return all(self.customers[place].is_asked(stage) for place, stage in _OPEN.items())

    def wait_ready(self) -> None:
        """Wait until they do.

        Raises:
            TimeoutError: one of them does not get there.
        """
        if not drive(self.everybody, lambda: self.is_ready, READY_S):
            shown = "\n".join(each.chat.transcript("shown")[-600:] for each in self.everybody)
            raise TimeoutError(f"not ready to be struck:\n{shown}")
        for customer in self.everybody:
            customer.may_try_again = False

    def set_to_work(self) -> None:
        """Let all go on at the same moment, and wait until providers work for them."""
        self.customers["script"].orders()
        for customer in self.everybody:
            customer.may_approve = set(Stage)
        drive(self.everybody, self._is_at_work, AT_WORK_S)

    def _is_at_work(self) -> bool:
        runway, openai = self.production.runway.ledger, self.production.openai.ledger
        words = {place: customer.word for place, customer in self.customers.items()}
        return bool(
            openai.requests_like("POST", "*/responses", words["script"])
            and runway.paid_for("text_to_image", words["pictures"])
            and runway.paid_for("image_to_video", words["clips"])
        )

    def strike(self, fault: Fault) -> float:
        """Let the fault happen while people go on looking at their chats; when it began."""
        striking = threading.Thread(target=fault.strike, args=(self.production,))
        if not fault.is_early:
            self.set_to_work()
        struck_at = time.monotonic()
        striking.start()
        if fault.is_early:
            self.set_to_work()
        drive(self.everybody, lambda: not striking.is_alive(), ENDS_S)
        striking.join()
        for customer in self.everybody:
            customer.may_try_again = True
        return struck_at

    def finish(self, following: "Case | None" = None) -> None:
        """Go on until everybody knows how it ended, and those who follow have come to wait."""
        others: Sequence[Customer] = following.everybody if following else ()

        def is_over() -> bool:
            return all(each.ending for each in self.everybody) and (
                following is None or following.is_ready
            )

        drive([*self.everybody, *others], is_over, ENDS_S)

    def result(self, fault: str, struck_at: float) -> Result:
        """Look into the chats, the books, the processes and the files."""
        result = Result(fault=fault, at=f"{datetime.now(UTC):%Y-%m-%d %H:%M}")
        jobs = self._jobs()
        for place, customer in self.customers.items():
            job = jobs.get(customer.word, "")
            result.endings[place] = _told(customer)
            result.broken += broken_by(customer, self.production, job)
            if customer.ending is not self.expected.get(place, customer.ending):
                result.broken.append(f"{customer.word} did not end as {self.expected[place]}")
            paid = payments_of(self.production, customer, job)
            result.pictures += paid.pictures
            result.clips += paid.clips
            result.by_wish += paid.by_wish
        ended = [each.ended_at for each in self.everybody if each.ending]
        result.seconds = max(ended, default=time.monotonic()) - struck_at
        left, result.swept = left_behind(self.production)
        result.broken += left
        result.load = os.getloadavg()[0]
        return result

    def _jobs(self) -> dict[str, str]:
        """The job of each word, as the studio knows it: an order may be lost before any button."""
        studio = self.production.studio
        statuses: list[JobStatus] = [studio.status(job) for job in studio.recent_jobs(12)]
        return {
            customer.word: status.job
            for customer in self.everybody
            for status in statuses
            if customer.word in status.brief.text
        }


def _told(customer: Customer) -> str:
    """The order's end, as the table has it."""
    if customer.ending is None:
        return "NO END"
    again = f", tried again {customer.tries} ×" if customer.tries else ""
    return f"{customer.ending}{again}" if customer.ending is not Ending.FILM else f"film{again}"

"""What must hold after every fault, whatever it was."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState
from adgen_dagster.errors import ErrorKind
from adgen_dagster.stack.processes import wait_until
from adgen_dagster.storage.scratch import sweep
from bench.drill.customers import Customer, Ending
from bench.drill.production import Production
from tests.stand_ins.providers.ledger import PaidRecord

GONE_S = 45.0
_STATES = {
    Ending.FILM: JobState.COMPLETED,
    Ending.FAILED: JobState.FAILED,
    Ending.TIMED_OUT: JobState.CANCELLED,
    Ending.CANCELLED: JobState.CANCELLED,
}


@dataclass(frozen=True)
class Payments:
    """What Runway was paid for one order."""

    pictures: int
    clips: int
    again: tuple[str, ...]
    """What was paid more than once, although nobody wished it."""
    by_wish: int
    """Paid once more because the person was told that it may be, and said yes."""


def payments_of(production: Production, customer: Customer, job: str) -> Payments:
    """Look into Runway's own book."""
    runway = production.runway.ledger
    found = {
        what: _times(runway.paid_for(what, customer.word))
        for what in ("text_to_image", "image_to_video")
    }
    wished = _wished_again(production, job) if job else Counter[str]()
    again: list[str] = []
    by_wish = 0
    for what, times in found.items():
        product = "images" if what == "text_to_image" else "clips"
        extra = sum(count - 1 for count in times.values())
        by_wish += min(extra, wished[product])
        if extra > wished[product]:
            again.append(f"{what} {extra} × too often")
    return Payments(
        pictures=sum(found["text_to_image"].values()),
        clips=sum(found["image_to_video"].values()),
        again=tuple(again),
        by_wish=by_wish,
    )


def broken_by(customer: Customer, production: Production, job: str) -> list[str]:
    """What went against the rules for one order."""
    if customer.ending is Ending.REFUSED:
        return [f"{customer.word} was refused and has a job"] if job else []
    if not job:
        return [f"{customer.word} has no job"]
    wrong: list[str] = []
    state = production.studio.status(job).state
    if customer.ending is None:
        wrong.append(f"{customer.word} is {state} and was told no end:\n{_last_words(customer)}")
    elif state is not _STATES[customer.ending]:
        wrong.append(f"{customer.word} is {state}, and the chat says {customer.ending}")
    films = [each for each in customer.chat.messages if each.video and not each.album_id]
    if len(films) > 1:
        wrong.append(f"{customer.word} was sent {len(films)} films")
    wrong += [f"{customer.word}: {each}" for each in payments_of(production, customer, job).again]
    return wrong


def left_behind(production: Production) -> tuple[list[str], int]:
    """Processes and files that nobody needs any more; how many folders the sweep had to delete."""
    wrong: list[str] = []
    if not wait_until(lambda: not production.run_workers(), GONE_S):
        wrong.append(f"{len(production.run_workers())} processes are left")
    # The product sweeps what is an hour old; here nothing runs any more.
    swept = len(sweep(production.scratch, older_than_s=-1))
    scratch = [each.name for each in production.scratch.iterdir() if each.name != "tmp"]
    temporary = [each.name for each in production.temporary.iterdir() if "adgen" in each.name]
    if scratch or temporary:
        wrong.append(f"files are left: {', '.join([*scratch, *temporary])}")
    return wrong, swept


def _times(paid: Iterable[PaidRecord]) -> Counter[str]:
    return Counter(record.text for record in paid)


def _wished_again(production: Production, job: str) -> Counter[str]:
    """How many segments of each product a person chose to pay for once more, perhaps."""
    wished = Counter[str]()
    pending = Counter[str]()
    for event in production.journal.of(job):
        if event.kind is EventKind.FAILED and event.failure_kind == ErrorKind.UNKNOWN_OUTCOME:
            pending[str(event.product)] += max(len(event.segments), 1)
        elif event.kind is EventKind.RETRY:
            wished += pending
            pending.clear()
    return wished


def _last_words(customer: Customer) -> str:
    return "\n".join(customer.chat.transcript("shown").splitlines()[-14:])

"""Adds up the events of all jobs from a cursor on: a restart loses nothing."""

from collections.abc import Sequence
from itertools import pairwise

from pydantic import BaseModel, Field, ValidationError

from adgen_dagster.domain.spending import Spending
from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.status import status_of
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.exporter import measures
from adgen_dagster.exporter.measures import Sums
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.notes import Notebook
from adgen_dagster.storage.unreadable import UNREADABLE

PAGE = 200
_NOTE = "exporter"
_VERSION = 1
"""Of what is added up and how: a note of another version is not read on from."""

_SAID = frozenset(EventKind) - {
    EventKind.STARTED,
    EventKind.MADE,
    EventKind.FAILED,
    EventKind.PAID,
    EventKind.EMPTIED,
}


class Tally(BaseModel):
    """The sums, and the event up to which they hold.

    The same events always give the same sums: two exporters by mistake agree, and the one that is
    killed before it has noted them adds up the last ones anew.
    """

    version: int = _VERSION
    after: int = 0
    sums: Sums = Field(default_factory=Sums)

    def read_on(self, journal: Journal) -> bool:
        """Read the next events; return whether there were any."""
        if journal.is_ahead(self.after):
            self.after = journal.newest()
        events = journal.tail(self.after, PAGE)
        if not events:
            return False
        until = events[-1].id
        for job in dict.fromkeys(event.job for event in events):
            with UNREADABLE.step_over("job", job):
                self.add(journal.of(job), until)
        self.after = until
        return True

    def add(self, events: Sequence[JobEvent], until: int) -> None:
        """Add a job's events after the cursor and up to the id `until`.

        Args:
            events: all of the job's: what the new ones mean depends on those before.
            until: what comes later is left for the next time.
        """
        status = status_of(events)
        if status is None:
            return
        spending = Spending()
        for event in events:
            spent = spending.add(event)
            if self.after < event.id <= until:
                self._add_event(event, [each for each in events if each.id < event.id])
                self._add_cost(event, spent)
        first = status.phases[0]
        if self.after < first.event <= until:
            self.sums.count(measures.ENTERED, first.state)
        for before, entered in pairwise(status.phases):
            if self.after < entered.event <= until:
                self.sums.count(measures.LEFT, before.state)
                self.sums.count(measures.ENTERED, entered.state)
                self.sums.observe(measures.STATE_S, entered.at - before.at, before.state)

    def jobs_in(self, state: JobState) -> float:
        """Count the jobs that are in a state now."""
        counted = self.sums.counted
        entered = counted.get(measures.ENTERED.name, {}).get(state, 0.0)
        return entered - counted.get(measures.LEFT.name, {}).get(state, 0.0)

    def _add_event(self, event: JobEvent, before: Sequence[JobEvent]) -> None:
        product = str(event.product or "")
        match event.kind:
            case EventKind.MADE:
                # A take that a second run found finished was made and paid for once.
                if all(each.path != event.path for each in before):
                    self._add_take(event, product)
            case EventKind.FAILED:
                self.sums.count(measures.FAILURES, product, event.failure_kind)
            case EventKind.STARTED:
                self._add_start(event, product, before)
            case kind if kind in _SAID:
                gateway = event.by.gateway if event.by else ""
                gateway = event.brief.owner.gateway if event.brief else gateway
                self.sums.count(measures.DECISIONS, kind, str(event.stage or ""), gateway)
            case _:
                pass

    def _add_cost(self, event: JobEvent, spent: float) -> None:
        """Count what an event adds to what was spent; a counter never goes down."""
        if spent > 0:
            work = (str(event.product or ""), event.provider, event.model)
            self.sums.count(measures.COST, *work, by=spent)

    def _add_take(self, event: JobEvent, product: str) -> None:
        work = (product, event.provider, event.model)
        self.sums.count(measures.TAKES, *work)
        self.sums.observe(measures.TAKE_S, event.seconds, product)
        if event.provider_s:
            self.sums.observe(measures.PROVIDER_S, event.provider_s, *work)
        if event.product is Product.FINAL_MP4 and event.size_mb:
            self.sums.observe(measures.FILM_MB, event.size_mb)

    def _add_start(self, event: JobEvent, product: str, before: Sequence[JobEvent]) -> None:
        """The first start for a cause; a run that is started again after a crash is none."""
        cause = next((each for each in before if each.id == event.cause), None)
        is_again = any(
            each.kind is EventKind.STARTED
            and (each.product, each.cause) == (event.product, event.cause)
            for each in before
        )
        if cause and not is_again:
            self.sums.observe(measures.START_S, max(0.0, event.at - cause.at), product)


def noted(notebook: Notebook) -> Tally:
    """Load the tally as it was kept last; an empty one if there is none."""
    note = notebook.read(_NOTE)
    try:
        kept = Tally.model_validate_json(note) if note else Tally()
    except ValidationError:
        return Tally()
    return kept if kept.version == _VERSION else Tally()


def note(tally: Tally, notebook: Notebook) -> None:
    """Keep the tally."""
    notebook.write(_NOTE, tally.model_dump_json())

"""What a job has spent: every paid call once, however often and by whom it is reported.

Pure: events in, US dollars out. The job's status, the month's sum and the exporter count with this.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from adgen_dagster.domain.stages import EventKind, JobEvent

MOST_USD = 1_000_000.0
"""No call and no film costs that much: a larger number is not a price."""

_TAKE = re.compile(r".*?/take-\d{2,4}(?=/)")


@dataclass(frozen=True)
class Charge:
    """What one paid call to a provider came to.

    Attributes:
        path: of the call's record in the artifact store; by it the call counts once.
        cost_usd: what it cost, as far as that is known.
        at_most_usd: what it may have cost, where nobody knows; 0 once it is known.
        provider: who was called.
        model: which of its models.
    """

    path: str
    cost_usd: float
    at_most_usd: float = 0.0
    provider: str = ""
    model: str = ""
    call_id: str = ""
    """By which the provider knows it, where it goes on there by itself."""


@dataclass
class _Take:
    """What is known of the cost of a take: told by its calls, and by itself."""

    made_usd: float | None = None
    calls: dict[str, Charge] = field(default_factory=dict[str, Charge])

    @property
    def usd(self) -> float:
        """A take that is made tells again what its calls have told, and what they have not."""
        told = sum(call.cost_usd for call in self.calls.values())
        return max(told, self.made_usd or 0.0)


class Spending:
    """What the events of one job add up to, read in their order."""

    def __init__(self) -> None:
        self._takes: dict[str, _Take] = defaultdict(_Take)
        self.usd = 0.0

    def add(self, event: JobEvent) -> float:
        """Count one more event; return by how much it changes what was spent.

        What is told again of a call replaces what was told before, so that this may be negative.
        """
        if not event.path:
            change = event.cost_usd
        elif event.kind is EventKind.PAID or event.cost_usd:
            change = self._add_to_take(event)
        else:
            return 0.0
        self.usd += change
        return change

    @property
    def unknown(self) -> tuple[Charge, ...]:
        """Calls of which nobody knows whether they were paid."""
        calls = (call for take in self._takes.values() for call in take.calls.values())
        return tuple(call for call in calls if call.at_most_usd > 0)

    @property
    def unknown_usd(self) -> float:
        """What those may have cost beyond what was counted."""
        return sum(call.at_most_usd for call in self.unknown)

    def learns_from(self, charge: Charge) -> bool:
        """Tell whether a charge says more about its call than the one known so far."""
        known = self._takes[_take_of(charge.path)].calls.get(charge.path)
        if known is None:
            return charge.cost_usd > 0 or charge.at_most_usd > 0
        is_other = (known.cost_usd, known.at_most_usd) != (charge.cost_usd, charge.at_most_usd)
        # What has an id was answered: what is told of it is more than a guess.
        is_told = charge.at_most_usd == 0 or bool(charge.call_id)
        return is_other and (known.at_most_usd > 0 or is_told)

    def _add_to_take(self, event: JobEvent) -> float:
        take = self._takes[_take_of(event.path)]
        before = take.usd
        if event.kind is EventKind.PAID:
            take.calls[event.path] = Charge(event.path, event.cost_usd, event.at_most_usd)
        elif take.made_usd is None:  # materialized again, it was paid for once
            take.made_usd = event.cost_usd
        return take.usd - before


def _take_of(path: str) -> str:
    """The folder of the take that a file belongs to: the outermost, as takes lie in takes."""
    found = _TAKE.match(path)
    return found[0] if found else path

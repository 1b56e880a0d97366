"""Who may decide at a gate beside the owner, and who has decided: pure, no Dagster."""

from dataclasses import dataclass, field

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus
from adgen_dagster.domain.words import Stage

SAID_AT_A_GATE = frozenset(
    {
        EventKind.APPROVED,
        EventKind.CANCELLED,
        EventKind.REDO,
        EventKind.TAKEN_BACK,
        EventKind.HANDED_OVER,
        EventKind.HANDED_BACK,
    }
)


@dataclass
class Handing:
    """What has been read of a job's gates: to whom they were handed, and who decided there."""

    deciders: dict[Stage, Person] = field(default_factory=dict[Stage, Person])
    guests: list[Person] = field(default_factory=list[Person])
    decided_by: dict[Stage, Person] = field(default_factory=dict[Stage, Person])

    def read(self, event: JobEvent, open_stage: Stage | None) -> None:
        """Take one more event into account.

        Args:
            event: of a kind that `SAID_AT_A_GATE` names.
            open_stage: what waited for a decision when it was said.
        """
        match event.kind:
            case EventKind.HANDED_BACK if event.stage:
                self.deciders.pop(event.stage, None)
            case EventKind.HANDED_OVER:
                if event.to and open_stage and event.stage is open_stage:
                    self.deciders[open_stage] = event.to
                    others = [each for each in self.guests if not each.is_same(event.to)]
                    self.guests = [*others, event.to]
            case _:
                if event.by and open_stage:
                    self.decided_by[open_stage] = event.by


def may_decide(status: JobStatus, by: Person, stage: Stage | None = None) -> bool:
    """Tell whether a user may decide at a gate: the owner, an operator, or the gate's guest.

    Args:
        status: of the job.
        by: who wants to.
        stage: at which gate; None: at the one that is open.
    """
    if by.is_operator or status.brief.owner.is_same(by):
        return True
    gate = stage or status.open_stage
    guest = status.deciders.get(gate) if gate else None
    return guest is not None and guest.is_same(by)

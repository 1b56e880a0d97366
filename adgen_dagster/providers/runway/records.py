"""What a take knows of its tasks at Runway.

`request.json` says what is asked for. `submit-N.json` is there before attempt N is sent;
`task-N.json` from the moment its task's id is known. So a submit without a task means that nobody
knows what became of it, unless it says that it was refused.
"""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from adgen_dagster.artifacts import Json, Take
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway.answers import Begun
from adgen_dagster.providers.runway.failures import task_failure
from adgen_dagster.providers.runway.prices import usd

_LOG = logging.getLogger(__name__)


@dataclass
class Attempt:
    """One request for a task, and the task that came of it."""

    number: int
    submit: Json
    task: Json = field(default_factory=dict[str, Any])

    @property
    def is_refused(self) -> bool:
        """Whether Runway certainly began nothing."""
        return "refused" in self.submit

    @property
    def is_unknown(self) -> bool:
        """Whether it was sent, and nobody knows what became of it."""
        return not self.task and not self.is_refused

    @property
    def has_failed(self) -> bool:
        """Whether its task has ended without a result."""
        return self.task.get("status") in {"FAILED", "CANCELLED", "GONE", "TIMED_OUT"}

    @property
    def failure(self) -> ProviderError:
        """Why its task failed."""
        return task_failure(
            str(self.task.get("status")),
            str(self.task.get("failure_code") or ""),
            str(self.task.get("failure") or ""),
            float(self.task.get("cost_usd", 0.0)),
        )


class Records:
    """The attempts of one take; what they keep survives a crash."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self.attempts: list[Attempt] = []
        while submit := take.read(f"submit-{len(self.attempts) + 1}"):
            number = len(self.attempts) + 1
            self.attempts.append(Attempt(number, submit, take.read(f"task-{number}") or {}))

    @property
    def last(self) -> Attempt | None:
        """The newest attempt; None before the first."""
        return self.attempts[-1] if self.attempts else None

    @property
    def cost_usd(self) -> float:
        """What all tasks of the take cost together."""
        return round(sum(float(a.task.get("cost_usd", 0.0)) for a in self.attempts), 4)

    @property
    def failures(self) -> int:
        """How many tasks have failed."""
        return sum(attempt.has_failed for attempt in self.attempts)

    def ask(self, request: Json) -> None:
        """Keep what is asked for; once it was sent, that stands."""
        if not self.attempts:
            self._take.write("request", {**request, "at": now()})

    def begin(self, endpoint: str) -> Attempt:
        """Keep that a request is about to be sent."""
        attempt = Attempt(len(self.attempts) + 1, {"at": now(), "endpoint": endpoint})
        self._take.write(f"submit-{attempt.number}", attempt.submit)
        self.attempts.append(attempt)
        return attempt

    def refuse(self, attempt: Attempt, why: str) -> None:
        """Keep that nothing came of it."""
        attempt.submit = {**attempt.submit, "refused": why}
        self._take.write(f"submit-{attempt.number}", attempt.submit)

    def accept(self, attempt: Attempt, begun: Begun, expected_usd: float) -> None:
        """Keep the task that came of it."""
        # Should the document not be written, the log still knows what was paid for.
        _LOG.info("Runway has begun task %s for %s.", begun.id, self._take.folder)
        cost = begun.estimated_cost
        self.note(
            attempt,
            id=begun.id,
            created_at=now(),
            estimated_usd=usd(cost.credits) if cost else expected_usd,
        )

    def note(self, attempt: Attempt, **facts: object) -> None:
        """Keep more about its task."""
        attempt.task = {**attempt.task, **facts}
        self._take.write(f"task-{attempt.number}", attempt.task)


def now() -> str:
    """This moment, as documents keep it."""
    return datetime.now(UTC).isoformat()


def seconds_since(moment: str) -> float:
    """How long ago that was."""
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()

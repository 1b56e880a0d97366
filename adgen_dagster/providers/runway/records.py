"""The records of a take's tasks at Runway.

`request.json` says what is asked for. `submit-N.json` is there before attempt N is sent;
`task-N.json` from the moment its task's id is known. So a submit without a task means that nobody
knows what became of it, unless it says that it was refused.

What is known of an attempt's cost is told to the job with it, and the task's id too, before the
document is written: a full disk or a store that refuses loses neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from adgen_dagster.domain.spending import Charge
from adgen_dagster.logs import log_of
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway.api_models import Begun, is_task_id
from adgen_dagster.providers.runway.failures import task_failure
from adgen_dagster.providers.runway.models import PROVIDER
from adgen_dagster.providers.runway.prices import usd
from adgen_dagster.storage.artifacts import ArtifactError, Json, NoDocumentError, Take
from adgen_dagster.storage.unreadable import UNREADABLE

WORDING = "said-"
"""Begins the folders below a take in which each wording of a line has its own documents."""

_LOG = log_of(__name__)


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
    def was_unwanted_for(self) -> str | None:
        """For which cause the run worked whose job was cancelled, and its task with it."""
        return self.task.get("unwanted_for")

    def charge(self, path: str) -> Charge:
        """Return its charge: what Runway began, it has charged, until it says otherwise."""
        said = self.submit if self.is_unknown else self.task
        estimated_usd = float(said.get("estimated_usd", 0.0))
        return Charge(
            path,
            0.0 if not self.task else float(self.task.get("cost_usd", estimated_usd)),
            estimated_usd if self.is_unknown else float(self.task.get("at_most_usd", 0.0)),
            PROVIDER,
            str(self.submit.get("model", "")),
            str(self.task.get("id", "")),
        )

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
        while submit := _read(take, f"submit-{len(self.attempts) + 1}", {"at": now()}):
            number = len(self.attempts) + 1
            task = _task(take, number)
            attempt = Attempt(number, {**_as_before(take, submit), **submit}, task)
            self.attempts.append(attempt)
            if attempt.is_unknown:
                self._recall(attempt)

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

    def begin(self, endpoint: str, model: str, estimated_usd: float) -> Attempt:
        """Record that a request is about to be sent."""
        facts = {"endpoint": endpoint, "model": model, "estimated_usd": estimated_usd}
        attempt = Attempt(len(self.attempts) + 1, {"at": now(), **facts})
        self._take.write(f"submit-{attempt.number}", attempt.submit)
        self.attempts.append(attempt)
        return attempt

    def refuse(self, attempt: Attempt, why: str) -> None:
        """Record that Runway rejected the request."""
        attempt.submit = {**attempt.submit, "refused": why}
        self._take.write(f"submit-{attempt.number}", attempt.submit)

    def accept(self, attempt: Attempt, begun: Begun) -> None:
        """Keep the task that came of it."""
        # The log is the last place that knows, should neither be written.
        _LOG.info("task_begun", task=begun.id, folder=self._take.folder)
        cost = begun.estimated_cost
        estimated_usd = usd(cost.credits) if cost else float(attempt.submit["estimated_usd"])
        attempt.task = {"id": begun.id, "created_at": now(), "estimated_usd": estimated_usd}
        self.tell(attempt)
        self.note(attempt)

    def tell(self, attempt: Attempt) -> None:
        """Tell the job what is known of an attempt's cost."""
        self._take.charge(attempt.charge(f"{self._take.folder}/submit-{attempt.number}.json"))

    def end(self, attempt: Attempt, **facts: object) -> None:
        """Keep how its task has ended, and tell what it came to: that first."""
        attempt.task = {**attempt.task, **facts}
        self.tell(attempt)
        self.note(attempt)

    def _recall(self, attempt: Attempt) -> None:
        """Take up a task whose document could not be written: its id was told as well."""
        found = self._take.recall(f"{self._take.folder}/submit-{attempt.number}.json")
        if is_task_id(found):
            attempt.task = {
                "id": found,
                "created_at": attempt.submit["at"],
                "estimated_usd": attempt.submit["estimated_usd"],
            }

    def note(self, attempt: Attempt, **facts: object) -> None:
        """Keep more about its task.

        Where the store refuses, the work goes on: the next note has all of it, and what is in none
        can be asked for again by the task's id.
        """
        attempt.task = {**attempt.task, **facts}
        try:
            self._take.write(f"task-{attempt.number}", attempt.task)
        except ArtifactError as error:
            _LOG.warning("task_not_recorded", task=attempt.task.get("id"), why=str(error))


def charges_in(take: Take) -> Iterator[Charge]:
    """Return the charges of the attempts that a take has recorded, as far as they are known."""
    for attempt in Records(take).attempts:
        yield attempt.charge(f"{take.folder}/submit-{attempt.number}.json")
    for name in take.store.names(take.folder):
        if name.startswith(WORDING):
            yield from charges_in(replace(take, folder=f"{take.folder}/{name}"))


def _read(take: Take, title: str, otherwise: Json) -> Json | None:
    """Return a document of a take; where it cannot be read, what is known without it."""
    try:
        return take.read(title)
    except NoDocumentError as error:
        UNREADABLE.note("take", f"{take.folder}/{title}", error)
        return otherwise


def _task(take: Take, number: int) -> Json:
    """What is kept of an attempt's task; nothing where its id is none, as nobody can ask for it."""
    task = _read(take, f"task-{number}", {}) or {}
    return task if is_task_id(task.get("id")) else {}


def _as_before(take: Take, submit: Json) -> Json:
    """Return what the version before kept with the request only."""
    if "estimated_usd" in submit:
        return {}
    request = _read(take, "request", {}) or {}
    return {"estimated_usd": float(request.get("estimated_usd") or 0.0)}


def now() -> str:
    """Return the time, as documents keep it."""
    return datetime.now(UTC).isoformat()


def seconds_since(moment: str) -> float:
    """Return the seconds since a time in a document."""
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()

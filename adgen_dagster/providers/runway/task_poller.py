"""Polls a task at Runway until it ends, and cancels it when waiting is not worth it."""

import secrets
from dataclasses import dataclass
from http import HTTPStatus

from adgen_dagster.logs import log_of
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway.api_models import TaskState
from adgen_dagster.providers.runway.client import RunwayClient
from adgen_dagster.providers.runway.failures import RunwayError
from adgen_dagster.providers.runway.prices import usd
from adgen_dagster.providers.runway.records import (
    Attempt,
    Records,
    now,
    seconds_since,
)
from adgen_dagster.storage.artifacts import Json, StoppedError, Take

RETRY_AFTER_MAX_S = 120.0
"""Upper bound for any Retry-After."""

_JITTER = 0.2
_MOST_DOUBLINGS = 3
_MISSES = 3
"""How often a task may not be found before it counts as gone."""

_LOG = log_of(__name__)
_RANDOM = secrets.SystemRandom()


@dataclass(frozen=True)
class RetryPolicy:
    """How long is waited for what, in seconds.

    Args:
        poll_s: between two looks at a task; Runway asks for at least 5.
        running_limit_s: for a task, from the first time that it was seen running.
        queue_limit_s: for a task to begin: its place in Runway's queue (THROTTLED, PENDING).
        retry_waits_s: before each further try of what Runway certainly did not begin.
    """

    poll_s: float = 5.0
    running_limit_s: float = 300.0
    queue_limit_s: float = 1800.0
    retry_waits_s: tuple[float, ...] = (5.0, 10.0)


def jittered(seconds: float) -> float:
    """Add up to 20 % jitter, so that segments do not retry in step."""
    return seconds * (1 + _JITTER * _RANDOM.random())


class TaskPoller:
    """One task, from the moment that its id is known until its end."""

    def __init__(
        self,
        client: RunwayClient,
        retry_policy: RetryPolicy,
        take: Take,
        records: Records,
        attempt: Attempt,
    ) -> None:
        self._client = client
        self._retry_policy = retry_policy
        self._take = take
        self._records = records
        self._attempt = attempt
        self._silences = 0
        self._misses = 0
        self._asked_pause_s = 0.0

    def until_end(self, *, is_new: bool) -> TaskState | None:
        """Wait for Runway's answer for a task that succeeded; None for one that failed.

        Args:
            is_new: it was begun this moment: the first look can wait.

        Raises:
            RunwayError: Runway says nothing of the task; it may go on there.
            StoppedError: the run was asked to stop; so was the task, if it is not needed any more.
        """
        self._wait(self._pause() if is_new else 0.0)
        while True:
            answer = self._look()
            if answer is not None:
                if answer.status in {"SUCCEEDED", "FAILED", "CANCELLED"}:
                    self._end(answer)
                    return answer if answer.status == "SUCCEEDED" else None
                if answer.status == "RUNNING" and "running_since" not in self._attempt.task:
                    self._records.note(self._attempt, running_since=now())
                if self._is_too_late():
                    self._give_up()
            if self._attempt.has_failed:
                return None
            self._wait(self._pause())

    @property
    def failure(self) -> ProviderError:
        """Why the task failed, and what it cost with the attempts before it."""
        failure = self._attempt.failure
        failure.cost_usd = self._records.cost_usd
        return failure

    def _look(self) -> TaskState | None:
        """Runway's answer; None when there was none this time."""
        try:
            answer = self._client.task(str(self._attempt.task["id"]))
        except RunwayError as error:
            self._bear(error)
            return None
        self._silences = self._misses = 0
        self._asked_pause_s = 0.0
        return answer

    def _bear(self, error: RunwayError) -> None:
        """Tolerate a failed poll, or re-raise.

        Raises:
            RunwayError: it will not pass, or has not passed for too long. The take stays open: a
                task that is paid for is looked at again, at the next retry.
        """
        self._silences += 1
        if error.status == HTTPStatus.NOT_FOUND and error.is_own_word:
            self._misses += 1
            if self._misses >= _MISSES:
                self._records.end(self._attempt, status="GONE", **self._likely)
            return
        is_long = self._is_too_late() and self._silences > len(self._retry_policy.retry_waits_s)
        if is_long or not error.is_passing:
            raise RunwayError(
                error.kind, f"{error} The task is still at Runway.", status=error.status
            ) from error
        self._asked_pause_s = min(error.retry_after_s, RETRY_AFTER_MAX_S)

    def _is_too_late(self) -> bool:
        task = self._attempt.task
        if since := task.get("running_since"):
            return seconds_since(str(since)) > self._retry_policy.running_limit_s
        return seconds_since(str(task["created_at"])) > self._retry_policy.queue_limit_s

    @property
    def _likely(self) -> Json:
        """What a task that has ended without a word on its price came to.

        What ran stays charged. What was not seen running may have begun after the last look:
        Runway says itself that "a prior GET reporting PENDING does not guarantee a refund".
        """
        task = self._attempt.task
        if "cost_usd" in task:
            return {}
        estimated_usd = float(task["estimated_usd"])
        if "running_since" in task:
            return {"cost_usd": estimated_usd}
        return {"cost_usd": 0.0, "at_most_usd": estimated_usd}

    def _end(self, answer: TaskState) -> None:
        price: Json = {"cost_usd": usd(answer.cost.credits)} if answer.cost else {}
        if not price and answer.status == "SUCCEEDED":
            price = {"cost_usd": self._attempt.task["estimated_usd"]}
        elif not price:
            price = {"cost_usd": 0.0, "at_most_usd": self._attempt.task["estimated_usd"]}
        self._records.end(
            self._attempt,
            status=answer.status,
            ended_at=now(),
            failure=answer.failure or "",
            failure_code=answer.failure_code or "",
            **price,
        )

    def _give_up(self) -> None:
        is_running = "running_since" in self._attempt.task
        limit = (
            self._retry_policy.running_limit_s if is_running else self._retry_policy.queue_limit_s
        )
        doing = "was not ready" if is_running else "had not begun"
        is_cancelled = self._cancel()
        price = self._likely if is_cancelled else {"cost_usd": self._attempt.task["estimated_usd"]}
        most_usd = price.get("at_most_usd")
        most = f" It may have cost up to {most_usd:.2f} USD." if most_usd else ""
        self._records.end(
            self._attempt,
            status="TIMED_OUT",
            ended_at=now(),
            failure=f"Runway {doing} after {limit / 60:.3g} minutes; the task was "
            + ("cancelled." if is_cancelled else "given up, but could not be cancelled there.")
            + most,
            **price,
        )

    def _cancel(self) -> bool:
        """End the task at Runway; whether that was heard."""
        for _ in range(2):
            try:
                self._client.cancel(str(self._attempt.task["id"]))
            except RunwayError as error:
                _LOG.warning("task_not_cancelled", task=self._attempt.task["id"], why=str(error))
                if not error.is_passing:
                    return False
            else:
                return True
        return False

    def _pause(self) -> float:
        """Until the next look: with jitter, and longer while Runway does not answer."""
        doubled = 2 ** min(max(self._silences - 1, 0), _MOST_DOUBLINGS)
        return max(jittered(self._retry_policy.poll_s * doubled), self._asked_pause_s)

    def _wait(self, seconds: float) -> None:
        try:
            self._take.wait(seconds)
        except StoppedError:
            if self._take.unwanted.is_set() and self._cancel():
                self._records.end(
                    self._attempt,
                    status="CANCELLED",
                    ended_at=now(),
                    unwanted_for=self._take.cause,
                    **self._likely,
                )
            raise

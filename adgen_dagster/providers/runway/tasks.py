"""Runs tasks at Runway, and never pays twice for one.

Whatever happens to this process, the take's documents (see `records`) say where to go on: a known
task is asked for, never begun again; a request that nobody answered is never sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from adgen_dagster.logs import log_of
from adgen_dagster.providers.runway.account import require_funds
from adgen_dagster.providers.runway.api_models import TaskState
from adgen_dagster.providers.runway.client import RunwayClient
from adgen_dagster.providers.runway.failures import (
    RunwayError,
    rule_for,
    unknown_outcome,
    useless,
    without_file,
)
from adgen_dagster.providers.runway.models import PROVIDER
from adgen_dagster.providers.runway.records import Attempt, Records
from adgen_dagster.providers.runway.reference_pictures import describable, sendable
from adgen_dagster.providers.runway.task_poller import (
    RETRY_AFTER_MAX_S,
    RetryPolicy,
    TaskPoller,
    jittered,
)
from adgen_dagster.storage.artifacts import Json, Take

FILE_NAME = "from-runway"
"""Of a delivered file, so that it is in nobody's way in the folder it is put in."""

_Answer = TypeVar("_Answer")
_LOG = log_of(__name__)


@dataclass(frozen=True)
class TaskRequest:
    """What Runway is to make.

    Args:
        endpoint: for instance `/v1/text_to_image`.
        body: the request, with `ReferencePicture`s where pictures go.
        estimated_usd: what it will cost.
    """

    endpoint: str
    body: Json
    estimated_usd: float


@dataclass(frozen=True)
class Delivery:
    """What Runway has made, and what all its attempts cost."""

    path: Path
    cost_usd: float


class TaskRunner:
    """Where orders are placed and fetched; safe between threads, one thread for each take."""

    def __init__(self, client: RunwayClient, retry_policy: RetryPolicy | None = None) -> None:
        self._client = client
        self._retry_policy = retry_policy or RetryPolicy()

    def fulfil(self, order: TaskRequest, take: Take, folder: Path) -> Delivery:
        """Have an order made, or go on where the take stands; the file lies in `folder`.

        Raises:
            ProviderError: with what the failure cost; `is_over` where a new take is needed.
            StoppedError: the run was asked to stop.
        """
        records = Records(take)
        records.ask(
            {
                "provider": PROVIDER,
                "endpoint": order.endpoint,
                "body": describable(order.body),
                "estimated_usd": order.estimated_usd,
            }
        )
        while True:
            attempt = records.last
            is_new = attempt is None or attempt.is_refused or attempt.has_failed
            if attempt is not None and attempt.has_failed:
                self._require_another_try(take, records, attempt)
            if attempt is None or is_new:
                attempt = self._submit(order, take, records)
            elif attempt.is_unknown:
                records.tell(attempt)
                raise unknown_outcome(order.estimated_usd)
            else:
                records.tell(attempt)
            watch = TaskPoller(self._client, self._retry_policy, take, records, attempt)
            if answer := watch.until_end(is_new=is_new):
                try:
                    path = self._fetch(watch, answer, take, folder)
                except RunwayError as error:
                    if error.is_over:
                        raise useless(str(error), records.cost_usd, order.estimated_usd) from None
                    raise
                return Delivery(path, records.cost_usd)

    def require_funds(self, amount_usd: float) -> None:
        """Raise if the account cannot pay that much.

        Raises:
            ProviderError: it cannot; or Runway does not accept the key.
        """
        require_funds(self._client, amount_usd)

    def _require_another_try(self, take: Take, records: Records, attempt: Attempt) -> None:
        """Wait for the time of another try, if there is one.

        Raises:
            ProviderError: there is none: the failure would come again, has come often enough, or
                was charged. What costs twice is a user's decision.
        """
        if attempt.was_unwanted_for not in {None, take.cause}:
            return  # it was ended with its job, which somebody wants to go on
        failure, waits = attempt.failure, self._retry_policy.retry_waits_s
        is_retried = (
            attempt.task.get("status") == "FAILED"
            and rule_for(str(attempt.task.get("failure_code") or "")).is_retried
        )
        may_be_paid = failure.cost_usd > 0 or attempt.task.get("at_most_usd")
        if not is_retried or records.failures > len(waits) or may_be_paid:
            failure.cost_usd = records.cost_usd
            raise failure
        wait_s = jittered(waits[records.failures - 1])
        _LOG.warning("call_retried", wait_s=round(wait_s, 1), why=str(failure))
        take.wait(wait_s)

    def _submit(self, order: TaskRequest, take: Take, records: Records) -> Attempt:
        """Have a task begun; its id is kept before anything else happens."""
        body = self._patiently(take, lambda: sendable(order.body, self._client))

        def send() -> Attempt:
            take.wait(0.0)
            model = str(order.body.get("model", ""))
            attempt = records.begin(order.endpoint, model, order.estimated_usd)
            try:
                begun = self._client.submit(order.endpoint, body)
            except RunwayError as error:
                if not error.did_nothing:
                    records.tell(attempt)
                    raise unknown_outcome(order.estimated_usd) from error
                records.refuse(attempt, str(error))
                raise
            records.accept(attempt, begun)
            return attempt

        return self._patiently(take, send)

    def _fetch(self, watch: TaskPoller, answer: TaskState, take: Take, folder: Path) -> Path:
        """Fetch the result at once: links die within two days, and a new answer has new ones.

        Raises:
            RunwayError: `is_over` when what lies there is useless, however often it is looked at.
        """
        answers = [answer]

        def fetch() -> Path:
            newest = answers.pop() if answers else watch.until_end(is_new=False)
            if not newest:
                raise watch.failure
            if not newest.output:
                raise without_file()
            return self._client.download(newest.output[0], folder, FILE_NAME, take.stop)

        return self._patiently(take, fetch)

    def _patiently(self, take: Take, call: Callable[[], _Answer]) -> _Answer:
        """Call again after each of the waits, as long as what goes wrong may pass."""
        for wait in self._retry_policy.retry_waits_s:
            try:
                return call()
            except RunwayError as error:
                if not error.is_passing or error.retry_after_s > RETRY_AFTER_MAX_S:
                    raise
                wait_s = max(jittered(wait), error.retry_after_s)
                _LOG.warning("call_retried", wait_s=round(wait_s, 1), why=str(error))
                take.wait(wait_s)
        return call()

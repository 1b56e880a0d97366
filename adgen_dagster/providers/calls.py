"""Paid calls that answer at once: written down before they are sent, and never sent again unasked.

Of a call that has a record (see `call_records`) and no answer, nobody knows whether it was carried
out: a user's "try again" begins another.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from adgen_dagster.logs import log_of
from adgen_dagster.providers.call_records import CallFailedError, CallRecord, records_in
from adgen_dagster.storage.artifacts import ArtifactError, Json, NoDocumentError, StoppedError, Take
from adgen_dagster.storage.unreadable import UNREADABLE

_LOG = log_of(__name__)
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Answer(Generic[_Read]):
    """An answer that was read.

    Attributes:
        read: what it says.
        cost_usd: what it cost; None: the model's price is unknown.
        failure: why it is of no use, though it came.
    """

    read: _Read
    cost_usd: float | None
    failure: CallFailedError | None = None


@dataclass(frozen=True)
class Call(Generic[_Read]):
    """One call that is to be paid.

    Attributes:
        name: of its documents in the take.
        provider: who is called.
        model: which of its models.
        request: what is asked for, to be looked up later.
        at_most_usd: what it may cost.
        send: sends it, and gives the answer as it came.
            Raises `CallFailedError`.
        read: reads the answer. Raises `ValueError` where it is none.
        ending: of the file that the answer is kept in.
    """

    name: str
    provider: str
    model: str
    request: Json
    at_most_usd: float
    send: Callable[[], bytes]
    read: Callable[[bytes], Answer[_Read]]
    ending: str = "json"


class PaidCalls:
    """The paid calls of a take."""

    def __init__(self, take: Take, waits_s: Iterable[float] = ()) -> None:
        """Calls that go on where the take stands.

        Args:
            take: where they are kept.
            waits_s: seconds before each further try of what was certainly refused.
        """
        self._take = take
        self._waits_s = tuple(waits_s)

    def answer(self, call: Call[_Read]) -> _Read:
        """Return the answer to a call: kept before, or asked for now.

        Raises:
            CallFailedError: it brought nothing of use; its outcome is unknown where it may have
                been paid for.
            StoppedError: the run was asked to stop.
        """
        record = self._newest(call)
        if record and "refused" not in record.said:
            try:
                return _read(call, record)
            except CallFailedError:
                # A new cause: a user wants another try, and knows that it may be paid again.
                if record.said["cause"] == self._take.cause:
                    raise
        return self._ask(call, record.number if record else 0)

    def cost_usd(self, *names: str) -> float:
        """Add up what all calls of these names have cost."""
        titles = tuple(f"call-{name}" for name in names)
        found = records_in(self._take)
        return sum(
            float(said.get("cost_usd") or 0.0)
            for title, said in found
            if title.rpartition("-")[0] in titles
        )

    def _newest(self, call: Call[_Read]) -> CallRecord | None:
        record, number = None, 1
        while found := self._written(call, number):
            record, number = found, number + 1
        return record

    def _written(self, call: Call[_Read], number: int) -> CallRecord | None:
        """What is written down of a call; where that cannot be read, it may have been paid."""
        title = f"call-{call.name}-{number}"
        record = CallRecord(self._take, call.name, number, {})
        try:
            record.said = self._take.read(title) or {}
        except NoDocumentError as error:
            UNREADABLE.note("take", f"{self._take.folder}/{title}", error)
            facts = _facts_of(call, self._take)
            record.note_outcome(**facts, failure="What was written down of it cannot be read.")
        return record if record.said else None

    def _ask(self, call: Call[_Read], number: int) -> _Read:
        """Send it, and again after each of the waits while it is certainly refused."""
        for wait_s in (*self._waits_s, None):
            number += 1
            try:
                return _read(call, self._sent(call, number))
            except CallFailedError as failure:
                if wait_s is None or not (failure.is_refused and failure.is_passing):
                    raise
                _LOG.warning("call_retried", wait_s=failure.wait_s or wait_s, why=str(failure))
                self._take.wait(failure.wait_s or wait_s)
        raise AssertionError("the last try raises or answers")

    def _sent(self, call: Call[_Read], number: int) -> CallRecord:
        """Write a call down, send it, and keep its answer before anything reads it."""
        self._take.wait(0)
        record = CallRecord(self._take, call.name, number, {})
        record.note(**_facts_of(call, self._take))
        try:
            content = call.send()
        except CallFailedError as failure:
            if failure.is_refused:
                record.note(refused=str(failure))
                raise
            record.note_outcome(failure=str(failure), spent_usd=failure.spent_usd)
            raise record.unknown() from failure
        except StoppedError as stopped:
            _note_interruption(record, stopped.__cause__)
            raise
        try:
            record.keep(content)
        except ArtifactError:
            _count(call, record, content)  # what cannot be kept was paid all the same
            raise
        return record


def _facts_of(call: Call[_Read], take: Take) -> Json:
    return {
        "provider": call.provider,
        "model": call.model,
        "request": call.request,
        "at_most_usd": call.at_most_usd,
        "ending": call.ending,
        "cause": take.cause,
        "at": datetime.now(UTC).isoformat(),
    }


def _note_interruption(record: CallRecord, failure: BaseException | None) -> None:
    """Keep how far a call had come when the run was asked to stop."""
    if isinstance(failure, CallFailedError) and failure.is_refused:
        record.note(refused="The run was asked to stop.")
    else:
        spent_usd = failure.spent_usd if isinstance(failure, CallFailedError) else 0.0
        record.note_outcome(failure="The run was asked to stop.", spent_usd=spent_usd)


def _read(call: Call[_Read], record: CallRecord) -> _Read:
    """What an answer says; its cost is told with the first look at it, and again after a crash.

    Raises:
        CallFailedError: it is of no use, or it never came.
    """
    content = record.raw
    answer = None if content is None else _count(call, record, content)
    if answer is None:
        record.tell()
        raise record.unknown()
    if answer.failure:
        raise answer.failure
    return answer.read


def _count(call: Call[_Read], record: CallRecord, content: bytes) -> Answer[_Read] | None:
    """Keep and tell what an answer has cost; None: it cannot be read."""
    try:
        answer = call.read(content)
    except ValueError:
        record.said["failure"] = "The answer cannot be read."
        return None
    if "cost_usd" in record.said:
        record.tell()
        return answer
    facts: Json = {"cost_usd": answer.cost_usd or 0.0}
    if answer.failure:
        facts["refused" if answer.failure.is_refused else "failure"] = str(answer.failure)
    record.note_outcome(**facts)
    return answer

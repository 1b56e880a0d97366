"""Paid calls that answer at once: written down before they are sent, and never sent again unasked.

Of each call a take holds `call-<name>-<n>.json`: what was asked for and what it may cost, from
before it is sent; then whether it was refused, or what it cost. `raw-<name>-<n>.<ending>` holds the
answer as it came, from before anything reads it. A call without either is one of which nobody knows
whether it was carried out: a person's "try again" begins another.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from adgen_dagster.artifacts import ArtifactError, Json, NoDocumentError, Stopped, Take
from adgen_dagster.errors import ErrorKind
from adgen_dagster.logs import log_of
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.spending import Charge
from adgen_dagster.unreadable import UNREADABLE

_RECORD = re.compile(r"call-.+-\d+")
_LOG = log_of(__name__)
_Read = TypeVar("_Read")


class CallFailed(ProviderError):
    """A call brought nothing that can be used; its take can go on.

    Attributes:
        is_refused: it is certain that nothing was done for it, and nothing is paid.
        is_passing: the same call may well go better a little later.
        wait_s: how long the server asks to wait, where it does.
        spent_usd: what it cost for certain; where it was not refused it may have cost more.
    """

    def __init__(
        self,
        kind: ErrorKind,
        message: str,
        *,
        is_refused: bool = False,
        is_passing: bool = False,
        wait_s: float | None = None,
    ) -> None:
        super().__init__(kind, message, is_over=False)
        self.is_refused = is_refused
        self.is_passing = is_passing
        self.wait_s = wait_s
        self.spent_usd = 0.0


@dataclass(frozen=True)
class Answer(Generic[_Read]):
    """An answer that was read.

    Attributes:
        read: what it says.
        cost_usd: what it cost; None: nobody knows what this model costs.
        failure: why it is of no use, though it came.
    """

    read: _Read
    cost_usd: float | None
    failure: CallFailed | None = None


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
            Raises `CallFailed`.
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


@dataclass
class _Record:
    """A call as it is written down."""

    take: Take
    name: str
    number: int
    said: Json

    @property
    def _title(self) -> str:
        return f"call-{self.name}-{self.number}"

    @property
    def _raw(self) -> str:
        return f"{self.take.folder}/raw-{self.name}-{self.number}.{self.said['ending']}"

    @property
    def raw(self) -> bytes | None:
        """The answer as it came; None: none came, or it could not be kept."""
        return self.take.store.read_bytes(self._raw)

    def keep(self, content: bytes) -> None:
        """Keep the answer as it came."""
        self.take.store.write_bytes(self._raw, content)

    def note(self, **facts: object) -> None:
        """Keep more about it."""
        self.said = {**self.said, **facts}
        self.take.write(self._title, self.said)

    def note_outcome(self, **facts: object) -> None:
        """Keep what it came to, and tell the job: that first, as a store can refuse."""
        self.said = {**self.said, **facts}
        self.tell()
        self.take.write(self._title, self.said)

    def tell(self) -> None:
        """Tell the job what is known of its cost."""
        self.take.charge(_charge_of(f"{self.take.folder}/{self._title}.json", self.said))

    def unknown(self) -> CallFailed:
        """The error for a call of which nobody knows whether it was carried out."""
        at_most_usd = float(self.said["at_most_usd"])
        price = f" (at most {at_most_usd:.2f} USD)" if at_most_usd else ""
        return CallFailed(
            ErrorKind.UNKNOWN_OUTCOME,
            f"{self.said.get('failure') or 'No answer came.'} The request was sent to"
            f" {self.said['provider']}, and nobody knows whether it was carried out: it may have"
            f" been paid{price}, or not. It is not sent again by itself. Trying again begins anew"
            " and may pay a second time.",
        )


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
        """What a call is answered with: kept before, or asked for now.

        Raises:
            CallFailed: it brought nothing of use; of unknown outcome, where it may have been paid.
            Stopped: the run was told to end.
        """
        record = self._newest(call.name)
        if record and "refused" not in record.said:
            try:
                return _read(call, record)
            except CallFailed:
                # A new cause: a person wants another try, and knows that it may be paid again.
                if record.said["cause"] == self._take.cause:
                    raise
        return self._ask(call, record.number if record else 0)

    def cost_usd(self, *names: str) -> float:
        """What all calls of these names have cost."""
        titles = tuple(f"call-{name}" for name in names)
        found = _records_in(self._take)
        return sum(
            float(said.get("cost_usd") or 0.0)
            for title, said in found
            if title.rpartition("-")[0] in titles
        )

    def _newest(self, name: str) -> _Record | None:
        record, number = None, 1
        while said := self._take.read(f"call-{name}-{number}"):
            record, number = _Record(self._take, name, number, said), number + 1
        return record

    def _ask(self, call: Call[_Read], number: int) -> _Read:
        """Send it, and again after each of the waits while it is certainly refused."""
        for wait_s in (*self._waits_s, None):
            number += 1
            try:
                return _read(call, self._sent(call, number))
            except CallFailed as failure:
                if wait_s is None or not (failure.is_refused and failure.is_passing):
                    raise
                _LOG.warning("tried again", wait_s=failure.wait_s or wait_s, why=str(failure))
                self._take.wait(failure.wait_s or wait_s)
        raise AssertionError("the last try raises or answers")

    def _sent(self, call: Call[_Read], number: int) -> _Record:
        """Write a call down, send it, and keep its answer before anything reads it."""
        self._take.wait(0)
        record = _Record(self._take, call.name, number, {})
        record.note(
            provider=call.provider,
            model=call.model,
            request=call.request,
            at_most_usd=call.at_most_usd,
            ending=call.ending,
            cause=self._take.cause,
            at=datetime.now(UTC).isoformat(),
        )
        try:
            content = call.send()
        except CallFailed as failure:
            if failure.is_refused:
                record.note(refused=str(failure))
                raise
            record.note_outcome(failure=str(failure), spent_usd=failure.spent_usd)
            raise record.unknown() from failure
        except Stopped as stopped:
            _note_interruption(record, stopped.__cause__)
            raise
        try:
            record.keep(content)
        except ArtifactError:
            _count(call, record, content)  # what cannot be kept was paid all the same
            raise
        return record


def _note_interruption(record: _Record, failure: BaseException | None) -> None:
    """Keep how far a call had come when the run was told to end."""
    if isinstance(failure, CallFailed) and failure.is_refused:
        record.note(refused="The run was told to end.")
    else:
        spent_usd = failure.spent_usd if isinstance(failure, CallFailed) else 0.0
        record.note_outcome(failure="The run was told to end.", spent_usd=spent_usd)


def _read(call: Call[_Read], record: _Record) -> _Read:
    """What an answer says; its cost is told with the first look at it, and again after a crash.

    Raises:
        CallFailed: it is of no use, or it never came.
    """
    content = record.raw
    answer = None if content is None else _count(call, record, content)
    if answer is None:
        record.tell()
        raise record.unknown()
    if answer.failure:
        raise answer.failure
    return answer.read


def _count(call: Call[_Read], record: _Record, content: bytes) -> Answer[_Read] | None:
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


def charges_in(take: Take) -> Iterator[Charge]:
    """What the calls that a take has written down came to, as far as that is known."""
    for title, said in _records_in(take):
        yield _charge_of(f"{take.folder}/{title}.json", said)


def _records_in(take: Take) -> Iterator[tuple[str, Json]]:
    """The calls of a take by the titles of their records."""
    for file in take.store.names(take.folder):
        title = file.removesuffix(".json")
        if not _RECORD.fullmatch(title):
            continue
        try:
            said = take.read(title)
        except NoDocumentError as error:
            UNREADABLE.note("document", f"{take.folder}/{title}", error)
            continue
        if said:
            yield title, said


def _charge_of(path: str, said: Json) -> Charge:
    spent_usd = float(said.get("cost_usd", said.get("spent_usd", 0.0)))
    is_known = "cost_usd" in said or "refused" in said
    at_most_usd = 0.0 if is_known else max(0.0, float(said["at_most_usd"]) - spent_usd)
    return Charge(path, spent_usd, at_most_usd, str(said["provider"]), str(said["model"]))

"""The records of paid calls in a take: what may have been paid, even if the process died.

Of each call a take holds `call-<name>-<n>.json`: what was asked for and what it may cost, from
before it is sent; then whether it was refused, or what it cost. `raw-<name>-<n>.<ending>` holds the
answer as it came, from before anything reads it.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from adgen_dagster.domain.spending import Charge
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.storage.artifacts import Json, NoDocumentError, Take
from adgen_dagster.storage.unreadable import UNREADABLE

_RECORD = re.compile(r"call-.+-\d+")


class CallFailedError(ProviderError):
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


@dataclass
class CallRecord:
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

    def unknown(self) -> CallFailedError:
        """Build the error for a call whose outcome is unknown."""
        at_most_usd = float(self.said["at_most_usd"])
        price = f" (at most {math.ceil(100 * at_most_usd) / 100:.2f} USD)" if at_most_usd else ""
        return CallFailedError(
            ErrorKind.UNKNOWN_OUTCOME,
            f"{self.said.get('failure') or 'No answer came.'} The request was sent to"
            f" {self.said['provider']}, and nobody knows whether it was carried out: it may have"
            f" been paid{price}, or not. It is not sent again by itself. Trying again begins anew"
            " and may pay a second time.",
        )


def charges_in(take: Take) -> Iterator[Charge]:
    """Return the charges of the calls that a take has recorded, as far as they are known."""
    for title, said in records_in(take):
        yield _charge_of(f"{take.folder}/{title}.json", said)


def records_in(take: Take) -> Iterator[tuple[str, Json]]:
    """Return a take's calls by the titles of their records."""
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

"""Steps over what cannot be read: logged once, counted, and never in the way of the rest.

Only what is wrong with the thing itself counts, which the next look would find as it is. That a
database or a store is away passes: the reader stops, and looks again.
"""

import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from adgen_dagster.logs import log_of

FAULTY = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""How Python says that data is not what it should be."""

KINDS = ("cursor", "event", "job", "note", "take", "update")
_REMEMBERED = 10_000
_LOG = log_of(__name__)


class Unreadable:
    """What this process has stepped over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], None] = {}
        self._counts: Counter[str] = Counter()

    def note(self, kind: str, which: str, error: BaseException) -> bool:
        """Log and count a thing that cannot be read; whether it is met for the first time.

        Args:
            kind: what it is, in a word: `event`, `job`, `note`.
            which: its name among its kind.
            error: why; its text may quote people, so that only its place goes to the log.
        """
        with self._lock:
            if (kind, which) in self._known:
                return False
            self._known[kind, which] = None
            self._counts[kind] += 1
            if len(self._known) > _REMEMBERED:
                del self._known[next(iter(self._known))]
        _LOG.error(
            "unreadable_skipped",
            kind=kind,
            which=which[:100],
            why=type(error).__name__,
            place=_place_of(error),
        )
        return True

    def counts(self) -> dict[str, int]:
        """Count each kind since the process began; Prometheus wants zeros, too."""
        with self._lock:
            return dict.fromkeys(KINDS, 0) | self._counts

    @contextmanager
    def step_over(self, kind: str, which: str) -> Generator[None]:
        """Do something about one thing of many; if it is faulty, the others still have their turn.

        What is not the thing's own fault is raised as it is.
        """
        try:
            yield
        except FAULTY as error:
            self.note(kind, which, error)


UNREADABLE = Unreadable()


def _place_of(error: BaseException) -> str:
    """Return the file and line where an error arose."""
    trace, place = error.__traceback__, ""
    while trace:
        code = trace.tb_frame.f_code
        place = f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place

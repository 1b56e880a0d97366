"""Base class of all adgen errors, and the kinds that tell a user what to do."""

from enum import StrEnum

from adgen_dagster.plaintext import plain
from adgen_dagster.secrecy import scrubbed


class ErrorKind(StrEnum):
    """What went wrong, told apart by what a user can do about it."""

    RATE_LIMITED = "rate_limited"
    TIMED_OUT = "timed_out"
    UNAVAILABLE = "unavailable"
    REJECTED = "rejected"
    """Moderation said no: reword."""
    OUT_OF_CREDIT = "out_of_credit"
    OVER_BUDGET = "over_budget"
    """The stage would spend more than the operator allows; it did not start."""
    UNAUTHORIZED = "unauthorized"
    BAD_REQUEST = "bad_request"
    BAD_INPUT = "bad_input"
    """A picture or a sound that was handed in could not be read."""
    BAD_OUTPUT = "bad_output"
    """A provider's answer does not hold what was asked for."""
    UNKNOWN_OUTCOME = "unknown_outcome"
    """Sent, but no answer came: it may have been paid. A user chooses."""
    UNSUPPORTED = "unsupported"
    """The chosen provider cannot do that at all."""
    GATE_CLOSED = "gate_closed"
    """The work is behind an approval that nobody gave; nothing was spent."""
    ALREADY_AT_WORK = "already_at_work"
    """Another run does the same work; this one did nothing."""
    NOT_READY = "not_ready"
    """What the work needs is not there yet."""
    ASSEMBLY = "assembly"
    """FFmpeg could not make the file."""
    STORAGE = "storage"
    """The artifact store could not hold or give a file."""
    STOPPED = "stopped"
    """The run was asked to stop."""
    CRASHED = "crashed"
    """The run's process ended without a word, and nothing starts it again by itself."""

    @property
    def is_harmless(self) -> bool:
        """Whether a run that failed so changed nothing for its job."""
        return self in {ErrorKind.GATE_CLOSED, ErrorKind.ALREADY_AT_WORK}


class AdgenError(Exception):
    """Something went wrong in a way that a user can be told about.

    The text is one clear sentence. Whatever it quotes, it carries no secret, and nothing that
    steers a terminal: it comes to logs, chats, terminals and Dagster.
    """

    kind = ErrorKind.BAD_REQUEST

    def __init__(self, message: str = "") -> None:
        super().__init__(scrubbed(plain(message)))

"""What can go wrong while a line is read, in our words."""

from websockets.exceptions import InvalidStatus

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError

_SAID_MAX_CHARS = 300
_QUOTA = "insufficient_quota"
_PASSING = {ErrorKind.RATE_LIMITED, ErrorKind.TIMED_OUT, ErrorKind.UNAVAILABLE}


class ReadingFailed(ProviderError):
    """A session brought no reading.

    Attributes:
        wait_s: how long the server asks to wait, where it does.
    """

    def __init__(
        self, kind: ErrorKind, message: str, *, cost_usd: float = 0.0, wait_s: float | None = None
    ) -> None:
        super().__init__(kind, message, cost_usd=cost_usd, is_over=False)
        self.wait_s = wait_s

    @property
    def is_passing(self) -> bool:
        """Whether another session may well go better."""
        return self.kind in _PASSING


def of_exception(error: Exception) -> ReadingFailed:
    """A session that could not begin, or broke."""
    if isinstance(error, InvalidStatus):
        return _of_handshake(error)
    if isinstance(error, TimeoutError):
        return ReadingFailed(ErrorKind.TIMED_OUT, "OpenAI did not answer in time.")
    return ReadingFailed(
        ErrorKind.UNAVAILABLE, "OpenAI could not be reached, or the connection broke."
    )


def of_server_error(code: str | None, kind: str | None, said: str) -> ReadingFailed:
    """An error that the server tells inside a session."""
    said = " ".join(said.split())[:_SAID_MAX_CHARS]
    if _QUOTA in {code, kind}:
        return ReadingFailed(ErrorKind.OUT_OF_CREDIT, "The OpenAI account has no credit left.")
    if code == "rate_limit_exceeded":
        return ReadingFailed(ErrorKind.RATE_LIMITED, f"OpenAI asks to wait: {said}")
    if kind == "invalid_request_error":
        return ReadingFailed(ErrorKind.BAD_REQUEST, f"OpenAI refused the reading: {said}")
    return ReadingFailed(ErrorKind.UNAVAILABLE, f"OpenAI has trouble: {said}")


def _of_handshake(error: InvalidStatus) -> ReadingFailed:
    response = error.response
    match response.status_code:
        case 401 | 403:
            return ReadingFailed(
                ErrorKind.UNAUTHORIZED,
                "OpenAI does not accept the key, or the key may not do this.",
            )
        case 429 if _QUOTA.encode() in (response.body or b""):
            return of_server_error(_QUOTA, None, "")
        case 429:
            kind = ErrorKind.RATE_LIMITED
        case status if status >= 500:
            kind = ErrorKind.UNAVAILABLE
        case _:
            kind = ErrorKind.BAD_REQUEST
    return ReadingFailed(
        kind,
        f"OpenAI began no reading (HTTP {response.status_code}).",
        wait_s=_seconds(response.headers.get("Retry-After")),
    )


def _seconds(header: str | None) -> float | None:
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return seconds if 0 < seconds <= 120 else None

"""Translates OpenAI's failures into adgen errors, and tells whether anything was charged."""

from typing import Any, cast

import openai
from websockets.exceptions import InvalidStatus, WebSocketException

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.call_records import CallFailedError

_LONGEST_WAIT_S = 120.0
"""Of a `Retry-After`; where the server asks for more, our own wait is kept."""

_SAID_MAX_CHARS = 300
_NO_CREDIT = frozenset(
    {
        "insufficient_quota",
        "billing_hard_limit_reached",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
        "project_spend_limit_exceeded",
    }
)
"""Codes (and types) of an account that has to be paid for first: waiting does not help."""

_POLICY = frozenset({"invalid_prompt", "content_policy_violation", "content_filter"})
"""Codes of a 400 that means: against the usage policies."""

_NEVER_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}
"""Errors of the HTTP package before a connection is there; it exists under two names."""

_NO_KEY = "OpenAI does not accept the key, or the key may not do this."


def of_exception(error: Exception, key: str = "") -> CallFailedError:
    """Translate an error of the packages `openai` or `websockets`.

    Args:
        error: as it was raised.
        key: removed from every text, should the server repeat it.
    """
    match error:
        case openai.APIStatusError():
            return _of_status(error, key)
        case InvalidStatus():
            return _of_handshake(error)
        case openai.APITimeoutError() | TimeoutError():
            kind, text = ErrorKind.TIMED_OUT, "OpenAI did not answer in time."
        case openai.APIConnectionError() | OSError() | WebSocketException():
            kind, text = ErrorKind.UNAVAILABLE, "OpenAI could not be reached, or broke off."
        case _:
            return CallFailedError(ErrorKind.UNAVAILABLE, "OpenAI's answer could not be read.")
    is_never_sent = type(error.__cause__).__name__ in _NEVER_SENT
    return CallFailedError(kind, text, is_passing=True, is_refused=is_never_sent)


def of_code(code: str | None, kind: str | None, said: str) -> CallFailedError:
    """Translate a failure that OpenAI names in an answer or session, and does not charge for."""
    said = _short(said)
    if not _NO_CREDIT.isdisjoint({code, kind}):
        return _refused(ErrorKind.OUT_OF_CREDIT, "The OpenAI account has no credit left.")
    if code == "rate_limit_exceeded":
        return _refused(ErrorKind.RATE_LIMITED, f"OpenAI asks to wait: {said}", is_passing=True)
    if code in _POLICY:
        return _refused(ErrorKind.REJECTED, f"OpenAI refuses this content: {said}")
    if kind == "invalid_request_error":
        return _refused(ErrorKind.BAD_REQUEST, f"OpenAI refused the request: {said}")
    return _refused(ErrorKind.UNAVAILABLE, f"OpenAI has trouble: {said}", is_passing=True)


def _of_status(error: openai.APIStatusError, key: str) -> CallFailedError:
    said, status = _said(error, key), error.status_code
    match status:
        case 401 | 403:
            kind, text = ErrorKind.UNAUTHORIZED, _NO_KEY
        case 429 if not _NO_CREDIT.isdisjoint({error.code, error.type}):
            return of_code(error.code, error.type, said)
        case 429:
            kind, text = ErrorKind.RATE_LIMITED, f"OpenAI asks to wait: {said}"
        case 408:
            kind, text = ErrorKind.TIMED_OUT, "OpenAI did not answer in time."
        case 400 if error.code in _POLICY:
            return of_code(error.code, error.type, said)
        case 413:
            kind, text = ErrorKind.BAD_INPUT, f"The file is too large for OpenAI: {said}"
        case _ if status >= 500:
            kind, text = ErrorKind.UNAVAILABLE, f"OpenAI has trouble ({status}): {said}"
        case _:
            kind, text = ErrorKind.BAD_REQUEST, f"OpenAI refused the request ({status}): {said}"
    # An error that is not in OpenAI's words comes from something in between, which has perhaps
    # passed the request on and cannot know what became of it.
    is_own_word = isinstance(error.body, dict)
    return CallFailedError(
        kind,
        text,
        is_refused=status != 408 and (status < 500 or status == 503 or is_own_word),
        is_passing=status in {408, 409, 429} or status >= 500,
        wait_s=_seconds(error.response.headers.get("Retry-After")),
    )


def _of_handshake(error: InvalidStatus) -> CallFailedError:
    """A session that did not begin: nothing was ordered in it."""
    response = error.response
    status, body = response.status_code, response.body or b""
    match status:
        case 401 | 403:
            return _refused(ErrorKind.UNAUTHORIZED, _NO_KEY)
        case 429 if any(code.encode() in body for code in _NO_CREDIT):
            return of_code(next(iter(_NO_CREDIT)), None, "")
        case 429:
            kind = ErrorKind.RATE_LIMITED
        case _:
            kind = ErrorKind.UNAVAILABLE if status >= 500 else ErrorKind.BAD_REQUEST
    return CallFailedError(
        kind,
        f"OpenAI began no reading (HTTP {status}).",
        is_refused=True,
        is_passing=status == 429 or status >= 500,
        wait_s=_seconds(response.headers.get("Retry-After")),
    )


def _refused(kind: ErrorKind, text: str, *, is_passing: bool = False) -> CallFailedError:
    return CallFailedError(kind, text, is_refused=True, is_passing=is_passing)


def _said(error: openai.APIStatusError, key: str) -> str:
    """Return the server's own sentence, without the key, should it repeat it."""
    body = cast("dict[str, Any]", error.body) if isinstance(error.body, dict) else {}
    said = str(body.get("message") or error.message)
    return _short(said.replace(key, "…") if key else said)


def _short(said: str) -> str:
    return " ".join(said.split())[:_SAID_MAX_CHARS]


def _seconds(header: str | None) -> float | None:
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return seconds if 0 < seconds <= _LONGEST_WAIT_S else None

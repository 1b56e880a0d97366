"""The refusals of the Bot API: HTTP status, Telegram's sentence, and its parameters."""

from __future__ import annotations


class ApiError(Exception):
    """A call that Telegram refuses; becomes the JSON answer with `ok: false`."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> ApiError:
    """400, the most common refusal."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403: the person or the group wants nothing of the bot."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """409: two ways of getting updates at the same time."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """429: wait this many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def cannot_parse_entities(reason: str) -> ApiError:
    """The refusal of broken HTML or MarkdownV2."""
    return bad_request(f"can't parse entities: {reason}")

"""The one client of OpenAI: how often and how long it tries, and its errors in our words."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import openai

from adgen_dagster.errors import ErrorKind
from adgen_dagster.logs import log_of
from adgen_dagster.providers.base import ProviderError

PROVIDER = "openai"

_LOG = log_of(__name__)

_ANSWER_LIMIT_S = 300.0
"""A film of 48 segments is written in about two minutes; the package's own limit is ten."""

_CONNECT_LIMIT_S = 10.0
_LONGEST_WAIT_S = 120.0
"""Of a `Retry-After`: where the server asks for more, the package does not try again at all."""

_SAID_MAX_CHARS = 300
_QUOTA = "insufficient_quota"
_Answer = TypeVar("_Answer")
_POLICY = {"invalid_prompt", "content_policy_violation", "content_filter"}
"""Codes of a 400 that means: against the usage policies."""


class PatientOpenAI(openai.OpenAI):
    """OpenAI's client with our waits between its tries.

    The package has a parameter for their number only (openai-python, issue 1102). What is tried
    again stays its own judgement: 408, 409, 429, 5xx, a connection that breaks or is too slow. So
    an answer that was lost on its way is asked for, and perhaps paid for (about a cent), again.
    """

    waits_s: tuple[float, ...] = ()
    """Seconds before each further try, where the answer names no time of its own."""

    def _calculate_retry_timeout(
        self,
        remaining_retries: int,
        options: Any,  # noqa: ANN401 - the package's own types of these are private
        response_headers: Any = None,  # noqa: ANN401
    ) -> float:
        asked_for = self._parse_retry_after_header(response_headers)
        most: int = options.get_max_retries(self.max_retries)
        is_told = asked_for is not None and 0 < asked_for <= _LONGEST_WAIT_S
        wait_s = asked_for if asked_for and is_told else self.waits_s[most - remaining_retries]
        _LOG.warning("tried again", wait_s=wait_s, is_told=is_told)
        return wait_s

    def _should_retry(self, response: Any) -> bool:  # noqa: ANN401
        """Whether waiting can help: not, when the account is empty."""
        if response.status_code == 429 and _QUOTA.encode() in response.read():
            return False
        return super()._should_retry(response)


class _NoKeys(logging.Filter):
    """Keeps the key out of the log of the WebSocket handshake, which lists every header."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "authorization" not in str(record.args).lower()


_NO_KEYS = _NoKeys()


def connect(key: str, base_url: str, waits_s: tuple[float, ...]) -> PatientOpenAI:
    """A client of OpenAI, or of the compatible server at `base_url`."""
    logging.getLogger("websockets.client").addFilter(_NO_KEYS)
    client = PatientOpenAI(
        api_key=key,
        base_url=base_url or None,
        max_retries=len(waits_s),
        timeout=openai.Timeout(_ANSWER_LIMIT_S, connect=_CONNECT_LIMIT_S),
    )
    client.waits_s = waits_s
    return client


@contextmanager
def translated(client: openai.OpenAI) -> Generator[None]:
    """Let every error of the package come out as a `ProviderError`."""
    try:
        yield
    except openai.APIStatusError as error:
        translation = _of_status(error, client.api_key)
        # OpenAI's sentence about a wrong key repeats parts of it: it is not kept even as a cause.
        raise translation from (None if translation.kind is ErrorKind.UNAUTHORIZED else error)
    except openai.APITimeoutError as error:
        raise refusal(ErrorKind.TIMED_OUT, "OpenAI did not answer in time.") from error
    except (openai.APIConnectionError, ValueError) as error:
        raise refusal(
            ErrorKind.UNAVAILABLE, "OpenAI could not be reached, or its answer was cut off."
        ) from error
    except openai.OpenAIError as error:
        raise refusal(ErrorKind.UNAVAILABLE, "OpenAI's answer could not be read.") from error


def understood(answer: object, shape: type[_Answer]) -> _Answer:
    """An answer of this shape: the package hands on a page of HTML as a text, for instance.

    Raises:
        ProviderError: it is something else.
    """
    if isinstance(answer, shape):
        return answer
    raise refusal(ErrorKind.UNAVAILABLE, "OpenAI's answer could not be read.")


def refusal(kind: ErrorKind, message: str) -> ProviderError:
    """An error after which the same take can go on: nothing was kept that is wrong."""
    return ProviderError(kind, message, is_over=False)


def _of_status(error: openai.APIStatusError, key: str) -> ProviderError:
    said = _said(error, key)
    match error.status_code:
        case 401 | 403:
            kind, text = (
                ErrorKind.UNAUTHORIZED,
                "OpenAI does not accept the key, or the key may not do this.",
            )
        case 429 if _QUOTA in {error.code, error.type}:
            kind, text = ErrorKind.OUT_OF_CREDIT, "The OpenAI account has no credit left."
        case 429:
            kind, text = ErrorKind.RATE_LIMITED, f"OpenAI asks to wait: {said}"
        case 408:
            kind, text = ErrorKind.TIMED_OUT, "OpenAI did not answer in time."
        case 400 if error.code in _POLICY:
            kind, text = ErrorKind.REJECTED, f"OpenAI refuses this content: {said}"
        case 413:
            kind, text = ErrorKind.BAD_INPUT, f"The file is too large for OpenAI: {said}"
        case status if status >= 500:
            kind, text = ErrorKind.UNAVAILABLE, f"OpenAI has trouble ({status}): {said}"
        case status:
            kind, text = ErrorKind.BAD_REQUEST, f"OpenAI refused the request ({status}): {said}"
    return refusal(kind, text)


def _said(error: openai.APIStatusError, key: str) -> str:
    """The server's own sentence, without the key, should it repeat it."""
    body = cast("dict[str, Any]", error.body) if isinstance(error.body, dict) else {}
    said = " ".join(str(body.get("message") or error.message).split())
    return said.replace(key, "…")[:_SAID_MAX_CHARS]

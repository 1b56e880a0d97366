"""The HTTP client of OpenAI: its timeouts, retries and translated errors.

It sends every request once. What may be sent again is decided where its cost is known: by
`PaidCalls` for what is paid, by `patiently` for what is free.
"""

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import sleep
from typing import TypeVar

import openai

from adgen_dagster.errors import ErrorKind
from adgen_dagster.logs import log_of
from adgen_dagster.providers.call_records import CallFailedError
from adgen_dagster.providers.openai.failures import of_exception

PROVIDER = "openai"

_LOG = log_of(__name__)

_ANSWER_LIMIT_S = 300.0
"""A film of 48 segments is written in about two minutes; the package's own limit is ten."""

_CONNECT_LIMIT_S = 10.0
_Answer = TypeVar("_Answer")


class PatientOpenAI(openai.OpenAI):
    """OpenAI's client, with the waits before further tries of what may be sent again."""

    waits_s: tuple[float, ...] = ()
    """Seconds before each further try, where the answer names no time of its own."""


class _NoKeys(logging.Filter):
    """Keeps the key out of the log of the WebSocket handshake, which lists every header."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "authorization" not in str(record.args).lower()


_NO_KEYS = _NoKeys()


def connect(key: str, base_url: str, waits_s: tuple[float, ...]) -> PatientOpenAI:
    """Create a client of OpenAI, or of the compatible server at `base_url`."""
    logging.getLogger("websockets.client").addFilter(_NO_KEYS)
    client = PatientOpenAI(
        api_key=key,
        base_url=base_url or None,
        max_retries=0,
        timeout=openai.Timeout(_ANSWER_LIMIT_S, connect=_CONNECT_LIMIT_S),
    )
    client.waits_s = waits_s
    return client


@contextmanager
def translated(client: openai.OpenAI) -> Generator[None]:
    """Let every error of the package come out as a `CallFailedError`."""
    try:
        yield
    except (openai.OpenAIError, OSError, ValueError) as error:
        failure = of_exception(error, client.api_key)
        # OpenAI's sentence about a wrong key repeats parts of it: it is not kept even as a cause.
        raise failure from (None if failure.kind is ErrorKind.UNAUTHORIZED else error)


def patiently(client: PatientOpenAI, ask: Callable[[], _Answer]) -> _Answer:
    """Send a free request, and again after each of the waits while that may help.

    Raises:
        CallFailedError: it did not help.
    """
    for wait_s in client.waits_s:
        try:
            with translated(client):
                return ask()
        except CallFailedError as failure:
            if not failure.is_passing:
                raise
            _LOG.warning("call_retried", wait_s=failure.wait_s or wait_s, why=str(failure))
            sleep(failure.wait_s or wait_s)
    with translated(client):
        return ask()


def understood(answer: object, shape: type[_Answer]) -> _Answer:
    """Check an answer's type: the package returns an HTML page as a string, for instance.

    Raises:
        ValueError: it is something else.
    """
    if isinstance(answer, shape):
        return answer
    raise ValueError("OpenAI's answer could not be read.")

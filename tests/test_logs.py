"""Log lines: with the facts of the work they belong to, and without any secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from structlog.contextvars import bound_contextvars

from adgen_dagster.logs import LogFormat, LogLevel, log_of, set_up_logging
from adgen_dagster.secrecy import HIDDEN, secrets_of
from tests.stand_ins.telegram.server import EXAMPLE_TOKEN

NAME = "adgen_test_logs"
BROKER = "redis://:br%2Fker-word@redis:6379/0"
ENVIRONMENT = {
    "OPENAI_API_KEY": "sk-proj-abc123",
    "TELEGRAM_BOT_TOKEN": EXAMPLE_TOKEN,
    "ADGEN_PG_PASSWORD": 'p"ss/word\\1',
    "HTTPS_PROXY": "http://proxyuser:proxypass@proxy:3128",
    "CELERY_BROKER": BROKER,
    "TOKENIZERS_PARALLELISM": "false",
    "LANG": "en_GB.UTF-8",
}
Writing = Callable[[LogFormat], io.StringIO]


@pytest.fixture
def writing() -> Iterator[Writing]:
    """What a process with this environment writes."""
    logger = logging.getLogger(NAME)

    def begin(log_format: LogFormat) -> io.StringIO:
        set_up_logging(logger, log_format, LogLevel.INFO, secrets_of(ENVIRONMENT))
        handler, text = logger.handlers[0], io.StringIO()
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(text)
        return text

    yield begin
    logger.handlers.clear()


def _fail(said: str) -> None:
    raise ValueError(said)


def test_a_json_line_has_its_facts_and_those_of_the_work_around_it(writing: Writing) -> None:
    text = writing(LogFormat.JSON)

    with bound_contextvars(job="01J", segment=4):
        log_of(NAME).info("provider_answered", seconds=1.5)
        logging.getLogger(NAME).warning("Said by %s.", "a library")
    log_of(NAME).debug("not worth a line")

    ours, foreign = (json.loads(line) for line in text.getvalue().splitlines())
    assert ours.pop("timestamp") <= foreign.pop("timestamp")
    around = {"job": "01J", "segment": 4, "logger": NAME}
    assert ours == {"event": "provider_answered", "seconds": 1.5, "level": "info", **around}
    assert foreign == {"event": "Said by a library.", "level": "warning", **around}


def test_a_text_line_says_the_same_on_one_line(writing: Writing) -> None:
    text = writing(LogFormat.TEXT)

    log_of(NAME).info("take_reused", take=2)

    assert text.getvalue().endswith(f"[info] take_reused [{NAME}] take=2\n")


@pytest.mark.parametrize("log_format", LogFormat)
@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("Incorrect API key provided: sk-proj-abc123.", "sk-proj-abc123"),
        (f"POST https://api.telegram.org/bot{EXAMPLE_TOKEN}/getMe", "AAHloopback"),
        (f"token {EXAMPLE_TOKEN.partition(':')[2]}", "AAHloopback"),
        (f"bot{EXAMPLE_TOKEN.replace(':', '%3A')}/getMe", "AAHloopback"),
        ("proxyuser:proxypass was refused", "proxypass"),
        (f"no answer from {BROKER}", "ker-word"),
        ('password p"ss/word\\1 is wrong', "ss/word"),
        ("postgresql://adgen:p%22ss%2Fword%5C1@db/x", "ss%2Fword"),
    ],
)
def test_no_form_of_a_secret_is_written(
    writing: Writing, log_format: LogFormat, said: str, secret: str
) -> None:
    text = writing(log_format)

    log_of(NAME).info(said, fact=said)
    logging.getLogger(NAME).warning("%s", said)
    try:
        _fail(said)
    except ValueError:
        logging.getLogger(NAME).exception("broken")
        log_of(NAME).exception("broken", also=said)

    shown = text.getvalue()
    assert secret not in shown
    assert shown.count(HIDDEN) >= 6


def test_a_traceback_shows_no_values_of_variables(writing: Writing) -> None:
    text = writing(LogFormat.TEXT)

    def break_down() -> None:
        unnamed = "not known ".replace(" ", "-") * 2
        raise ValueError(f"{len(unnamed)} letters")

    try:
        break_down()
    except ValueError:
        log_of(NAME).exception("broken")

    assert "20 letters" in text.getvalue()
    assert "not-known" not in text.getvalue()


def test_common_words_are_no_secrets() -> None:
    found = secrets_of({"SOME_TOKEN": "", "A_KEY": "yes", **ENVIRONMENT})

    assert "en_GB.UTF-8" not in found
    assert {"sk-proj-abc123", "proxypass", "br%2Fker-word"} <= found

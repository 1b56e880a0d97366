"""Being asked to stop is heard, also at a moment when Python drops what a signal raises."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator

import pytest

from adgen_dagster.stack.interrupts import end_on_nothing, end_on_signals, pause, unbroken
from adgen_dagster.terminal.screen import SafeConsole, Screen


@pytest.fixture(autouse=True)
def own_handlers() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    end_on_signals()
    yield
    end_on_signals()
    for number, handler in before.items():
        signal.signal(number, handler)


class InterruptedWhenFinalized:
    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_process_as_a_shell_expects_it(number: signal.Signals) -> None:
    with pytest.raises(SystemExit) as ended:
        signal.raise_signal(number)

    assert ended.value.code == 128 + number


def test_nobody_ends_who_was_not_told_to() -> None:
    pause(0)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_signal_that_was_lost_is_heard_at_the_next_pause() -> None:
    InterruptedWhenFinalized()

    with pytest.raises(SystemExit) as ended:
        pause(0)

    assert ended.value.code == 130


class InterruptedWhileWriting(io.StringIO):
    """A file whose first line takes until a signal came."""

    def write(self, text: str) -> int:
        written = super().write(text)
        if "first" in text:
            signal.raise_signal(signal.SIGINT)
        return written


def test_a_line_under_way_is_written_once_and_then_the_signal_is_heard() -> None:
    file = InterruptedWhileWriting()
    screen = Screen(SafeConsole(file=file))

    with pytest.raises(SystemExit) as ended:
        screen.say("the first line")
    screen.say("the last line")

    assert ended.value.code == 130
    assert file.getvalue() == "the first line\nthe last line\n"


def test_who_insists_is_not_held_by_a_line_that_does_not_end() -> None:
    seen: list[str] = []

    def never_ends() -> None:
        with unbroken():
            signal.raise_signal(signal.SIGINT)
            seen.append("held")
            signal.raise_signal(signal.SIGINT)
            seen.append("not held")

    with pytest.raises(SystemExit):
        never_ends()

    assert seen == ["held"]


def test_nothing_disturbs_a_process_that_is_leaving() -> None:
    end_on_nothing()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.raise_signal(number)

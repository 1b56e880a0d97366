"""Being asked to stop is heard, also at a moment when Python drops what a signal raises."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from adgen_dagster.stack.interrupts import end_on_signals, pause


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

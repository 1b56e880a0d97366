"""Questions at the terminal, on a terminal."""

import os
import sys

from tests.terminal.on_a_terminal import talk

_ASKS = """
import time
from adgen_dagster.terminal.screen import Screen

screen = Screen()
screen.say("making the pictures")
time.sleep({busy_s})
options = {{"a": "[a]pprove for about 2.50 USD", "c": "[c]ancel", "p": "redo [p]ictures"}}
print("chosen:", screen.choose("What now?", options))
"""


def _asked(*answers: tuple[str, str], busy_s: float = 0.0) -> str:
    command = [sys.executable, "-c", _ASKS.format(busy_s=busy_s)]
    shown, code = talk(command, dict(os.environ), answers)
    assert code == 0, shown
    return shown.split("chosen: ")[-1].strip()


def test_a_word_that_begins_like_a_choice_is_none() -> None:
    question = r"What now\? \[a\]pprove for about 2\.50 USD, .*ictures:"

    assert _asked((question, "abort"), (r"one of: a, c, p[\s\S]*:", "Cancel")) == "c"
    assert _asked((question, "pictures")) == "p"
    assert _asked((question, "redo pictures")) == "p"
    assert _asked((question, "A")) == "a"


def test_keys_typed_before_a_question_answer_nothing() -> None:
    chosen = _asked(("making the pictures", "a\ra"), (r"What now\?.*:", "c"), busy_s=1.0)

    assert chosen == "c"

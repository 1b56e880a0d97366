"""Questions at the terminal, on a terminal: one process asks them all, as it starts slowly."""

import os
import re
import sys
from collections.abc import Sequence

from tests.terminal.on_a_terminal import talk

_ASKS = """
import select
import sys
from adgen_dagster.terminal.screen import Screen

screen = Screen()
options = {"a": "[a]pprove for about 2.50 USD", "c": "[c]ancel", "p": "redo [p]ictures"}
for what in sys.argv[1:]:
    if what == "busy":
        screen.say("making the pictures")
        select.select([sys.stdin], [], [])
    print("chosen:", screen.choose("What now?", options))
"""
_QUESTION = r"What now\? \[a\]pprove for about 2\.50 USD, .*ictures:"
_ASKED: Sequence[tuple[str, list[tuple[str, str]], str]] = [
    ("a word that begins like a choice is none",
     [(_QUESTION, "abort"), (r"one of: a, c, p[\s\S]*:", "Cancel")], "c"),
    ("a name", [(_QUESTION, "pictures")], "p"),
    ("all that stands there", [(_QUESTION, "redo pictures")], "p"),
    ("another case", [(_QUESTION, "A")], "a"),
    ("keys typed before a question answer nothing",
     [("making the pictures", "a\ra"), (r"What now\?.*:", "c")], "c"),
]  # fmt: skip


def test_answers_are_taken_as_they_are_meant() -> None:
    kinds = ["idle" if answers[0][0] == _QUESTION else "busy" for _, answers, _ in _ASKED]
    answers = [each for _, answers, _ in _ASKED for each in answers]

    shown, code = talk([sys.executable, "-c", _ASKS, *kinds], dict(os.environ), answers)

    assert code == 0, shown
    chosen = re.findall(r"chosen: (\w+)", shown)
    names = [name for name, _, _ in _ASKED]
    assert dict(zip(names, chosen, strict=True)) == {name: taken for name, _, taken in _ASKED}

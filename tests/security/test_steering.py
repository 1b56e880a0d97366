"""Texts that would steer a terminal or a reader's eye, from whoever wrote them."""

import io

import pytest
from rich.table import Table

from adgen_dagster.domain.brief import Act
from adgen_dagster.domain.storyboard import Line, Script, Segment
from adgen_dagster.domain.words import JobState
from adgen_dagster.errors import AdgenError
from adgen_dagster.plaintext import plain, shown
from adgen_dagster.providers.base import Written
from adgen_dagster.providers.runway.api_models import Refusal, TaskState
from adgen_dagster.terminal.screen import SafeConsole, Screen
from tests.assets.sketches import Sketches
from tests.assets.stage import InProcessStage

TITLE = "\x1b]0;owned\x07"
CLIPBOARD = "\x1b]52;c;cm0gLXJmIH4K\x1b\\"
CLEAR = "\x1b[2J\x1b[H"
OTHERS = "\x9b31m\x08\x7f\u202e\u2066\u200f"
STEERING = f"{TITLE}{CLIPBOARD}{CLEAR}{OTHERS}"
STEERERS = "\x1b\x07\x9b\x08\x7f\u202e\u2066\u200f"


def steers(text: str) -> bool:
    return any(letter in text for letter in STEERERS)


@pytest.mark.parametrize("part", [TITLE, CLIPBOARD, CLEAR, OTHERS])
def test_a_command_to_a_terminal_goes_as_a_whole(part: str) -> None:
    assert (
        plain(f"Fresh {part}coffee, «кофе» and 20 € ☕\n") == "Fresh coffee, «кофе» and 20 € ☕\n"
    )


def test_what_a_model_wrote_is_plain_where_it_enters() -> None:
    said = f"Fresh{STEERING} coffee"
    line = Line(act=Act.MAIN, narration=said, scene=said)
    script = Script(title=said, promise=said, world=said, lines=(line,))
    segment = Segment(
        index=1,
        act=Act.MAIN,
        narration=said,
        image_prompt=said,
        animation_prompt=said,
        start_s=0,
        end_s=5,
    )

    assert not steers("".join(map(str, script.model_dump().values())))
    assert not steers("".join(map(str, segment.model_dump().values())))
    assert script.title == "Fresh coffee"


def test_a_line_of_nothing_but_commands_is_no_line() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Line(act=Act.MAIN, narration=STEERING, scene="a cup")


def test_what_a_provider_says_of_a_failure_is_plain_where_it_enters() -> None:
    refusal = Refusal.model_validate({"error": STEERING, "issues": [{"message": STEERING}]})
    state = TaskState.model_validate({"status": "FAILED", "failure": f"No.{STEERING}"})

    assert not steers(refusal.sentence)
    assert state.failure == "No."
    assert str(AdgenError(f"Runway says: {STEERING}no.")) == "Runway says: no."


def test_the_terminal_draws_nothing_that_steers_it() -> None:
    shown_by = io.StringIO()
    screen = Screen(SafeConsole(file=shown_by, force_terminal=True, width=100))
    table = Table(title=STEERING)
    table.add_row(STEERING)

    screen.say(f"failed: {STEERING}", style="red")
    screen.page(table)

    drawn = shown_by.getvalue()
    assert "\x1b]" not in drawn
    assert "\x1b[2J" not in drawn
    assert "\\u001b]52" in drawn
    assert "\x1b[31m" in drawn  # Rich's own colours stay
    assert not any(letter in drawn for letter in STEERERS if letter != "\x1b")


def test_what_is_shown_on_a_terminal_keeps_every_letter_of_every_language() -> None:
    text = "Кофе «по-турецки», 20 €, 中文, ñ, e\u0301 ☕\n\tend"

    assert shown(text) == text


def test_a_script_with_commands_in_it_comes_out_of_the_graph_plain(
    stage: InProcessStage, sketches: Sketches, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = sketches.write_script

    def steering(*asked: object) -> Written:
        written = write(*asked)  # type: ignore[arg-type]
        assert written.script
        lines = [
            {**line.model_dump(), "narration": f"Hot{STEERING}."} for line in written.script.lines
        ]
        script = Script.model_validate({**written.script.model_dump(), "lines": lines})
        return Written("sketch", "1", script=script)

    monkeypatch.setattr(sketches, "write_script", steering)
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    written = "".join(path.read_text() for path in stage.files(job, "**/*.json"))

    assert '"narration": "Hot."' in written
    assert "u001b" not in written
    assert "u202e" not in written

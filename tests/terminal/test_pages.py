"""What the terminal shows of a job."""

import io
from pathlib import Path

from rich.console import Console, RenderableType
from upath import UPath

from adgen_dagster.domain.brief import Act
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.storyboard import Line, Script, cut_into_segments
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.errors import ErrorKind
from adgen_dagster.terminal import pages
from adgen_dagster.terminal.advice import ADVICE, advice_on
from adgen_dagster.terminal.progress import progress_of
from adgen_dagster.terminal.screen import Screen
from tests.terminal import stories


def plain(*renderables: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=110)
    for renderable in renderables:
        console.print(renderable)
    return console.file.getvalue()  # type: ignore[attr-defined]


def script() -> Script:
    acts = [Act.INTRO] * 3 + [Act.MAIN] * 5 + [Act.OUTRO] * 2
    lines = (
        Line(act=act, narration=f"Line {number} [i]is said.", scene=f"Scene {number}")
        for number, act in enumerate(acts, start=1)
    )
    return Script(title="Bread", promise="Warm", world="bakery", lines=tuple(lines))


def test_the_script_is_shown_with_its_lines_and_times() -> None:
    prompts = [("a picture", "a motion")] * 10
    storyboard = cut_into_segments(stories.BRIEF, script(), prompts)

    shown = plain(pages.script_page(script(), storyboard))

    assert "Bread" in shown
    assert "0:00-0:05" in shown
    assert "0:45-0:50" in shown
    assert "Line 10 [i]is said." in shown
    assert "Scene 10" in shown


def test_no_word_of_a_script_is_read_as_markup() -> None:
    prompts = [("a picture", "a motion")] * 10
    told = script().model_copy(
        update={"title": "[/b] Morning [your city]", "promise": "Taste [/more]"}
    )

    shown = plain(pages.script_page(told, cut_into_segments(stories.BRIEF, told, prompts)))

    assert "[/b] Morning [your city]" in shown
    assert "Taste [/more]" in shown


def test_a_brief_is_never_read_as_markup() -> None:
    shown = plain(pages.job_page(stories.told(stories.completed()), None, None))

    assert "A bakery that opens at five [bold]" in shown


def test_the_take_that_counts_is_marked() -> None:
    story = [
        *stories.scripted(),
        *stories.made(Product.IMAGES, 15, 2, take=1),
        stories.event(EventKind.REDO, 16, stage=Stage.IMAGES, segments=(2,)),
        *stories.made(Product.IMAGES, 17, 2, take=2),
    ]

    lines = list(pages.takes_page(stories.told(story), Stage.IMAGES, 2, Path("/store").joinpath))

    assert [line[:8] for line in lines] == ["  take 1", "* take 2"]
    assert list(pages.takes_page(stories.told(story), Stage.IMAGES, 3, Path)) == []


def test_the_times_add_up_under_their_columns() -> None:
    shown = plain(pages.times_page(stories.told(stories.completed())))

    assert "waiting for approval" in shown
    assert "81.5" in shown
    assert "audio (beside the others)" in shown


def test_only_what_went_on_is_told_line_by_line() -> None:
    before = progress_of(stories.told(stories.scripted()))
    drawing = [
        *stories.scripted(),
        *stories.approved(Stage.SCRIPT, 15),
        *stories.started(Product.IMAGES, 16),
        *stories.made(Product.IMAGES, 18, 1, 4, 7),
    ]

    lines = pages.changes(before, progress_of(stories.told(drawing)))

    assert lines == ["pictures: 3/10", "audio: at work"]


def test_a_place_in_the_queue_and_the_cost_are_told() -> None:
    status = stories.told(stories.completed())

    assert pages.standing(status, 2) == "completed, place 2 in the queue, 3.00 USD so far"


def test_a_failure_comes_with_its_advice() -> None:
    story = [
        *stories.scripted(),
        *stories.approved(Stage.SCRIPT, 15),
        *stories.failed(Product.IMAGES, 20, "out_of_credit", "Segment 3: no credit", 3),
    ]

    lines = list(pages.failure_lines(stories.told(story).failures))

    assert lines[0] == "images failed (out_of_credit): Segment 3: no credit"
    assert "Top it up" in lines[1]


def test_every_kind_of_failure_has_its_advice() -> None:
    assert set(ADVICE) == set(ErrorKind)
    assert advice_on("something new")


def test_jobs_are_listed_with_their_states() -> None:
    cancelled = [*stories.submitted(), stories.event(EventKind.CANCELLED, 3)]

    shown = plain(pages.jobs_page([stories.told(stories.completed()), stories.told(cancelled)]))

    assert stories.JOB[-6:] in shown
    assert "completed" in shown
    assert "cancelled" in shown


def test_a_long_brief_never_costs_the_job_its_id() -> None:
    long = stories.BRIEF.model_copy(update={"text": "bread and butter " * 50})
    order = stories.event(EventKind.SUBMITTED, 0, brief=long)
    console = Console(file=io.StringIO(), width=80)

    console.print(pages.jobs_page([stories.told([order])]))

    assert stories.JOB[-6:] in console.file.getvalue()  # type: ignore[attr-defined]
    assert "pending" in console.file.getvalue()  # type: ignore[attr-defined]


def test_the_page_of_a_job_tells_what_an_operator_asks(tmp_path: Path) -> None:
    shown = plain(pages.job_page(stories.told(stories.scripted()), 3, 1_764_000_000.0, 200.0))

    assert "awaiting script approval" in shown
    assert "place in the queue  3, about 3 min to wait" in shown
    assert "decide before" in shown
    assert "spot, 10 segments, 16:9, en" in shown
    assert "Ann (terminal)" in shown


def test_without_a_stack_nothing_is_at_work_and_no_table_has_dashes_only() -> None:
    begun = stories.told([*stories.submitted(), *stories.started(Product.SCRIPT, 0)])

    asleep = plain(pages.job_page(begun, None, None, is_awake=False))

    assert "script: waits for a stack" in asleep
    assert "What each stage took" not in asleep
    assert "script: at work" in plain(pages.job_page(begun, None, None))


def test_a_long_path_is_neither_wrapped_nor_cut_in_a_pipe(tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=40)
    path = UPath(tmp_path / ("long-" * 20) / "picture.png")

    Screen(console).say(*pages.files_page({4: path}))

    assert str(path) in console.file.getvalue().splitlines()[0]  # type: ignore[attr-defined]


def test_no_control_code_reaches_a_pipe() -> None:
    console = Console(file=io.StringIO())
    screen = Screen(console)

    for count in range(1, len(stories.completed()) + 1):
        screen.show(stories.told(stories.completed()[:count]), 1)
    screen.page(pages.times_page(stories.told(stories.completed())))

    assert "\x1b" not in console.file.getvalue()  # type: ignore[attr-defined]
    assert "pictures: done" in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_real_terminal_is_redrawn() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    screen = Screen(console)

    screen.show(stories.told(stories.scripted()), None)
    screen.show(stories.told(stories.completed()), None)
    screen.still()

    assert "\x1b[" in console.file.getvalue()  # type: ignore[attr-defined]
    assert "10/10" in console.file.getvalue()  # type: ignore[attr-defined]


def test_what_a_script_or_its_captions_leave_out_is_named() -> None:
    assert pages.left_out(["parking", "a cat"]).endswith("of the brief: parking; a cat")
    assert pages.undrawn("🎉𐎀").endswith("no font here has it: 🎉 𐎀")

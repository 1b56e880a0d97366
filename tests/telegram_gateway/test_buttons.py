"""What buttons carry, and which buttons there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Product, Stage
from telegram_gateway.content import keyboards
from telegram_gateway.content.callback_data import (
    Action,
    CallbackData,
    mask_of,
    pick_argument,
    read_pick,
    segments_of,
)
from telegram_gateway.content.texts import Catalogue, catalogue
from telegram_gateway.persistence.chats import ChatMemory
from tests.story import JOB, Story

ALL_48 = range(1, 49)


@pytest.fixture(params=list(Language))
def say(request: pytest.FixtureRequest) -> Catalogue:
    return catalogue(request.param)


def data_of(keyboard: InlineKeyboardMarkup) -> list[str]:
    return [str(button.callback_data) for row in keyboard.inline_keyboard for button in row]


@pytest.mark.parametrize("stage", Stage)
def test_the_two_buttons_of_a_stage_carry_exactly_this(stage: Stage, say: Catalogue) -> None:
    data = data_of(keyboards.stage_buttons(say, JOB, stage, has_more=False))

    assert data[:2] == [f"approve_{stage}:{JOB}", f"cancel_{stage}:{JOB}"]


@pytest.mark.parametrize("stage", Stage)
def test_approve_and_cancel_stand_beside_each_other(stage: Stage) -> None:
    keyboard = keyboards.stage_buttons(catalogue(Language.RUSSIAN), JOB, stage, has_more=False)

    assert [button.text for button in keyboard.inline_keyboard[0]] == [
        "✅ Утвердить",
        "❌ Отменить",
    ]


@pytest.mark.parametrize("action", Action)
def test_nothing_is_longer_than_telegram_takes(action: Action) -> None:
    longest = pick_argument(ALL_48, 48) if action is Action.PICK else mask_of(ALL_48)

    assert len(str(CallbackData(action, JOB, longest)).encode()) <= 64


def test_what_would_be_too_long_is_refused_here() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        str(CallbackData(Action.PICK, JOB, "f" * 40))


@pytest.mark.parametrize(
    ("press", "data"),
    [
        (CallbackData(Action.APPROVE_SCRIPT, JOB), f"approve_script:{JOB}"),
        (CallbackData(Action.PICK, JOB, "3.2"), f"pick:{JOB}:3.2"),
        (CallbackData(Action.SET_RATIO, argument="16:9"), "set_ratio:16:9"),
    ],
)
def test_what_is_written_is_read_again(press: CallbackData, data: str) -> None:
    assert str(press) == data
    assert CallbackData.read(data) == press


@pytest.mark.parametrize(
    "data",
    [
        f"redo_images:{JOB}",
        f"plain_videos:{JOB}:",
        f"back_images:{JOB}:{'f' * 13}",
        f"redo_images:{JOB}:FF",
        f"pick:{JOB}:-1.2",
        f"pick:{JOB}:1.٣",
        f"note_images:{JOB}:{'9' * 20}",
        f"new_film:{JOB}:",
        f"revoice:{JOB}:",
        f"retry:{JOB}:male",
        f"approve_script:{JOB}:1",
        "approve_script:",
        f"forget_yes:{JOB}",
        "forget_yes::all",
    ],
)
def test_what_no_button_of_ours_carries_is_no_press(data: str) -> None:
    assert CallbackData.read(data) is None


@given(st.text(max_size=64))
def test_anything_else_is_no_press_or_a_harmless_one(data: str) -> None:
    press = CallbackData.read(data)

    assert press is None or data.startswith(press.action)


@given(st.sets(st.integers(1, 48)))
def test_chosen_segments_survive_a_button(segments: set[int]) -> None:
    assert segments_of(mask_of(segments)) == tuple(sorted(segments))


@given(st.sets(st.integers(1, 48)), st.integers(1, 48))
def test_a_number_carries_what_was_chosen_before_it(chosen: set[int], tapped: int) -> None:
    assert read_pick(pick_argument(chosen, tapped)) == (tuple(sorted(chosen)), tapped)


@pytest.mark.parametrize("argument", ["", "zz", "3.x", ".", "-5"])
def test_a_broken_choice_is_an_empty_or_partial_one(argument: str) -> None:
    chosen, tapped = read_pick(argument)

    assert tapped == 0
    assert all(segment >= 1 for segment in chosen)


def test_numbers_are_marked_when_they_are_chosen(say: Catalogue) -> None:
    keyboard = keyboards.pick_buttons(say, clips_waiting(), [2])

    labels = [button.text for button in keyboard.inline_keyboard[0]]
    assert labels == ["1", "✓ 2", "3", "4"]


def test_only_with_something_chosen_can_it_be_made_again(say: Catalogue) -> None:
    status = clips_waiting()

    without = data_of(keyboards.pick_buttons(say, status, []))
    chosen = data_of(keyboards.pick_buttons(say, status, [1, 4]))

    assert not any(data.startswith("redo_") for data in without)
    assert f"redo_images:{JOB}:9" in chosen
    assert f"redo_videos:{JOB}:9" in chosen


def test_before_there_are_clips_only_pictures_can_be_made_again(say: Catalogue) -> None:
    status = Story().to_pictures().started(Product.IMAGES).made(Product.IMAGES, 1, 2, 3, 4).status

    chosen = data_of(keyboards.pick_buttons(say, status, [1]))

    assert f"redo_images:{JOB}:1" in chosen
    assert not any(data.startswith("redo_videos") for data in chosen)


def test_the_take_before_is_offered_where_there_is_one(say: Catalogue) -> None:
    story = Story().to_clips().redo(Stage.IMAGES, 2).made(Product.IMAGES, 2, take=2)

    alone = data_of(keyboards.pick_buttons(say, story.status, [1]))
    both = data_of(keyboards.pick_buttons(say, story.status, [1, 2]))

    assert not any(data.startswith("back_") for data in alone)
    assert f"back_images:{JOB}:3" in both
    assert not any(data.startswith("back_videos") for data in both)


def test_where_a_picture_fails_that_was_to_be_better_the_one_before_is_offered(
    say: Catalogue,
) -> None:
    story = Story().to_clips().redo(Stage.IMAGES, 2).started(Product.IMAGES, 2)

    failed = data_of(keyboards.failure_buttons(say, story.failed(Product.IMAGES, 2).status))

    assert failed == [
        f"reword:{JOB}",
        f"back_images:{JOB}:2",
        f"stop:{JOB}",
    ]


def test_where_nothing_was_there_before_nothing_is_offered(say: Catalogue) -> None:
    story = Story().to_pictures().started(Product.IMAGES, 2).failed(Product.IMAGES, 2)

    failed = data_of(keyboards.failure_buttons(say, story.status))

    assert failed == [f"reword:{JOB}", f"stop:{JOB}"]


def test_the_settings_mark_what_holds(say: Catalogue) -> None:
    keyboard = keyboards.settings_buttons(say, ChatMemory(), ("female", "male"))

    marked = [
        str(button.callback_data)
        for row in keyboard.inline_keyboard
        for button in row
        if button.text.startswith("✓")
    ]
    assert marked == [
        "set_film_language:auto",
        "set_ratio:16:9",
        "set_format:spot",
        "set_captions:on",
        "set_voice:auto",
        f"set_language:{say.language}",
    ]


def clips_waiting() -> JobStatus:
    return Story().to_clips().started(Product.CLIPS).made(Product.CLIPS, 1, 2, 3, 4).status

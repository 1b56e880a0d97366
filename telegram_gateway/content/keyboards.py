"""The buttons under messages."""

from collections.abc import Callable, Mapping, Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from adgen_dagster.domain.brief import FilmFormat, Language, Ratio
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.utf16 import utf16_units
from adgen_dagster.domain.words import Stage
from adgen_dagster.studio.rules import may_redo, may_revoice, reworded_at
from telegram_gateway.content.callback_data import (
    Action,
    CallbackData,
    button,
    mask_of,
    pick_argument,
)
from telegram_gateway.content.failure_texts import can_reword, can_try_again
from telegram_gateway.content.markup import clipped
from telegram_gateway.content.texts import Catalogue
from telegram_gateway.persistence.chats import ChatMemory

SHORT_ROW, LONG_ROW = 5, 8
"""Segment numbers beside each other, of a spot and of a long film."""
FILM_NAME_UNITS = 40
COPIED_UNITS = 256
"""core.telegram.org/bots/api, CopyTextButton."""

Row = list[InlineKeyboardButton]


def stage_buttons(
    say: Catalogue, job: str, stage: Stage, *, has_more: bool, is_guest: bool = False
) -> InlineKeyboardMarkup:
    """Build a stage's buttons: approve, cancel, and what can be made again.

    Args:
        say: in which language.
        job: the job.
        stage: what is decided.
        has_more: whether clips were left out that can be shown.
        is_guest: whether the gate was handed to who sees them.
    """
    rows: list[Row] = [
        [
            button(say.plain("button-approve"), Action(f"approve_{stage}"), job),
            button(say.plain("button-cancel"), Action(f"cancel_{stage}"), job),
        ]
    ]
    if stage is Stage.SCRIPT:
        rows.append([button(say.plain("button-change"), Action.CHANGE_SCRIPT, job)])
        if not is_guest:
            rows[-1].append(button(say.plain("button-settings"), Action.SETTINGS, job))
    else:
        rows.append([button(say.plain(f"button-pick-{stage}"), Action.PICK, job)])
    if has_more:
        rows.append([button(say.plain("button-all-clips"), Action.ALL_CLIPS, job)])
    if not is_guest:
        rows.append([button(say.plain("button-hand-over"), Action.HAND_OVER, job)])
    return InlineKeyboardMarkup(rows)


def film_buttons(say: Catalogue, job: str, words: str) -> InlineKeyboardMarkup:
    """Build the buttons of a finished film.

    Args:
        say: in which language.
        job: the job.
        words: to be copied, for where the film is published; too long or empty: none.
    """
    rows: list[Row] = [[button(say.plain("button-pick-film"), Action.PICK, job)]]
    if 0 < utf16_units(words) <= COPIED_UNITS:
        copied = CopyTextButton(words)
        rows.append([InlineKeyboardButton(say.plain("button-copy"), copy_text=copied)])
    return InlineKeyboardMarkup(rows)


def pick_buttons(say: Catalogue, status: JobStatus, chosen: Sequence[int]) -> InlineKeyboardMarkup:
    """Build a button for every segment, chosen ones marked; below, what to redo of them."""
    job, count = status.job, status.brief.segment_count
    numbers = [
        button(
            say.plain("button-chosen", n=index) if index in chosen else str(index),
            Action.PICK,
            job,
            pick_argument(chosen, index),
        )
        for index in range(1, count + 1)
    ]
    wide = SHORT_ROW if count <= 2 * SHORT_ROW else LONG_ROW
    rows = [numbers[at : at + wide] for at in range(0, count, wide)]
    if chosen:
        mask = mask_of(chosen)
        stages = [each for each in status.pipeline.segment_stages if may_redo(status, each)]
        rows.append(
            [
                button(say.plain(f"button-redo-{stage}"), Action(f"redo_{stage}"), job, mask)
                for stage in stages
            ]
        )
        if back := _back_row(say, status, stages, chosen):
            rows.append(back)
    rows.append([button(say.plain("button-back"), Action.UNPICK, job)])
    return InlineKeyboardMarkup(rows)


def _back_row(
    say: Catalogue, status: JobStatus, stages: Sequence[Stage], segments: Sequence[int]
) -> Row:
    """Return the takes before, where some of these segments have others than those that count."""
    job, mask = status.job, mask_of(segments)
    return [
        button(say.plain(f"button-back-{stage}"), Action(f"back_{stage}"), job, mask)
        for stage in stages
        if any(status.other_takes(status.pipeline.main_at(stage), segment) for segment in segments)
    ]


def note_buttons(
    say: Catalogue, job: str, stage: Stage, segments: Sequence[int], *, may_repeat: bool = True
) -> InlineKeyboardMarkup:
    """Build the buttons under "what to change?": redo as it is, if that may help, or nothing."""
    row: Row = []
    if stage is not Stage.SCRIPT and may_repeat:
        plain = Action(f"plain_{stage}")
        row.append(button(say.plain("button-plain-redo"), plain, job, mask_of(segments)))
    drop = "button-drop" if may_repeat else "button-leave"
    row.append(button(say.plain(drop), Action.DROP, job))
    return InlineKeyboardMarkup([row])


def reminder_buttons(say: Catalogue, job: str) -> InlineKeyboardMarkup:
    """Build the button under a reminder: more time."""
    return InlineKeyboardMarkup([[button(say.plain("button-more-time"), Action.MORE_TIME, job)]])


def transcript_buttons(say: Catalogue, job: str) -> InlineKeyboardMarkup:
    """Build the buttons under a transcript."""
    return InlineKeyboardMarkup(
        [
            [button(say.plain("button-heard-right"), Action.CONFIRM_TRANSCRIPT, job)],
            [
                button(say.plain("button-heard-wrong"), Action.EDIT_TRANSCRIPT, job),
                button(say.plain("button-cancel"), Action.CANCEL_TRANSCRIPT, job),
            ],
        ]
    )


def failure_buttons(
    say: Catalogue, status: JobStatus, voices: Sequence[str] = ()
) -> InlineKeyboardMarkup:
    """Build the buttons under a failure.

    Args:
        say: in which language.
        status: of the job.
        voices: who else could read, where the narration failed.
    """
    job = status.job
    ways: Row = []
    if any(can_try_again(status, failure) for failure in status.failures):
        ways.append(button(say.plain("button-retry"), Action.RETRY, job))
    if any(can_reword(status, failure) for failure in status.failures):
        ways.append(button(say.plain("button-reword"), Action.REWORD, job))
    rows = [ways] if ways else []
    for failure in status.failures:
        stage = reworded_at(status, failure)
        if stage and (back := _back_row(say, status, [stage], failure.segments)):
            rows.append(back)
    if may_revoice(status):
        others = [name for name in voices if name != status.brief.voice]
        rows.extend([_revoice_button(say, job, name)] for name in others)
    rows.append([button(say.plain("button-cancel-job"), Action.STOP, job)])
    return InlineKeyboardMarkup(rows)


def _revoice_button(say: Catalogue, job: str, voice: str) -> InlineKeyboardButton:
    label = say.plain("button-revoice", voice=voice_label(say, voice))
    return button(label, Action.REVOICE, job, voice)


def end_buttons(say: Catalogue, status: JobStatus) -> InlineKeyboardMarkup:
    """Build the buttons of a job without a film: resume while its files exist, or begin again."""
    job, again = status.job, again_buttons(say, status.job)
    if status.is_emptied:
        return again
    go_on = button(say.plain("button-continue"), Action.CONTINUE, job)
    return InlineKeyboardMarkup([[go_on], *again.inline_keyboard])


def again_buttons(say: Catalogue, job: str) -> InlineKeyboardMarkup:
    """Begin again, from the same brief."""
    return InlineKeyboardMarkup([[button(say.plain("button-again"), Action.AGAIN, job)]])


def stop_buttons(say: Catalogue, job: str) -> InlineKeyboardMarkup:
    """Build the buttons under the question whether to cancel a job."""
    return InlineKeyboardMarkup(
        [
            [
                button(say.plain("button-stop-yes"), Action.STOP_YES, job),
                button(say.plain("button-stop-no"), Action.STOP_NO, job),
            ]
        ]
    )


def job_buttons(
    jobs: Mapping[Action, Sequence[tuple[str, str]]],
) -> InlineKeyboardMarkup | None:
    """Build one button for each job, by action as (id, title); None if there are none."""
    rows = [
        [button(clipped(title, FILM_NAME_UNITS), action, job)]
        for action, titled in jobs.items()
        for job, title in titled
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def without_job(keyboard: InlineKeyboardMarkup | None, job: str) -> InlineKeyboardMarkup | None:
    """Return the rows that are about other jobs: a list may have those of several users."""
    if keyboard is None:
        return None
    rows = [
        row
        for row in keyboard.inline_keyboard
        if not any(
            (press := CallbackData.read(str(each.callback_data))) and press.job == job
            for each in row
        )
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def language_buttons(say: Catalogue) -> InlineKeyboardMarkup:
    """Build the buttons for the languages of the chat."""
    return InlineKeyboardMarkup(
        [
            [
                button(
                    _marked(say.plain(f"language-{language}"), is_on=language is say.language),
                    Action.SET_LANGUAGE,
                    argument=language,
                )
                for language in Language
            ]
        ]
    )


def settings_buttons(
    say: Catalogue, chat: ChatMemory, voices: Sequence[str]
) -> InlineKeyboardMarkup:
    """Build the buttons for a chat's settings, current values marked."""
    chosen = chat.choices
    rows = [
        _choice_row(
            Action.SET_FILM_LANGUAGE,
            ("auto", *Language),
            chosen.film_language or "auto",
            lambda code: say.plain(f"film-language-{code}"),
        ),
        _choice_row(Action.SET_RATIO, tuple(Ratio), chosen.ratio, _ratio_label),
        _choice_row(
            Action.SET_FORMAT,
            tuple(FilmFormat),
            chosen.format,
            lambda name: say.plain(f"format-{name}"),
        ),
        _choice_row(
            Action.SET_CAPTIONS,
            ("on", "off"),
            "on" if chosen.has_captions else "off",
            lambda name: say.plain(f"captions-{name}"),
        ),
        _choice_row(
            Action.SET_VOICE,
            ("auto", *voices),
            chosen.voice or "auto",
            lambda name: voice_label(say, name),
        ),
        *language_buttons(say).inline_keyboard,
    ]
    return InlineKeyboardMarkup(rows)


def voice_label(say: Catalogue, name: str) -> str:
    """Name a voice in the user's language, or as its narrator does."""
    key = f"voice-{name}"
    return say.plain(key) if say.has(key) else name


def _ratio_label(ratio: str) -> str:
    return {"16:9": "▭ 16:9", "9:16": "▯ 9:16"}.get(ratio, f"□ {ratio}")


def _choice_row(
    action: Action, options: Sequence[str], chosen: str, label: Callable[[str], str]
) -> Row:
    return [
        button(_marked(label(option), is_on=option == chosen), action, argument=option)
        for option in options
    ]


def _marked(label: str, *, is_on: bool) -> str:
    return f"✓ {label}" if is_on else label

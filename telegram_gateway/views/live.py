"""The one status message of a job, edited as it goes on, as far down the chat as possible.

A question that is decided becomes it, so that the wait is told where the person has just tapped. It
is retired when the next question stands below it, or the film.
"""

import time

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.utf16 import utf16_units
from adgen_dagster.domain.words import JobState
from telegram_gateway.content.job_progress import (
    ASLEEP,
    JobProgress,
    cost_text,
    counted_in,
    progress_of,
    progress_text,
    status_text,
    told_by_the_clock,
)
from telegram_gateway.content.markup import MESSAGE_MAX, Html, joined, plain
from telegram_gateway.content.texts import Catalogue
from telegram_gateway.persistence.cards import Question
from telegram_gateway.services import Services
from telegram_gateway.views.job_view import JobView

PROGRESS_EVERY_S = 3.0
"""Between two edits: Telegram takes one message a second in a chat."""
QUEUE_LOOK_S, WORK_LOOK_S = 4.0, 10.0
"""Until the place in the queue, or the time that is left, is looked at again."""
_PROGRESS_UNITS = 400
"""Room for the progress below a decided question."""


def is_at_work(status: JobStatus) -> bool:
    """Tell whether the studio works on a job, and waits for nobody."""
    return not (status.open_stage or status.awaits_transcript or status.state.is_over)


async def take_over(view: JobView, name: str, question: Question, text: Html) -> None:
    """Let a question that is decided become the live message.

    Args:
        view: the job.
        name: what was asked.
        question: its message.
        text: what was asked about, and how it was decided.
    """
    await retire(view)
    if utf16_units(plain(text)) > MESSAGE_MAX - _PROGRESS_UNITS:
        text = view.say.html("status-title", title=view.card.title)
    card = view.card.deciding(name)
    await view.keep(card.but(status_message=question.message, live_body=text, status_text=""))


async def progress_now(view: JobView) -> JobProgress:
    """Return where a job stands, with the time that was told before if it still holds."""
    card = view.card
    progress, told = await _progress(view.services, view.status, card.told_time)
    if told != card.told_time:
        await view.keep(card.but(told_time=told))
    return progress


async def show_progress(view: JobView, progress: JobProgress) -> float | None:
    """Say where a job at work stands; when to look again."""
    look_s = QUEUE_LOOK_S if view.status.waits_for_a_run else WORK_LOOK_S
    card, services, say = view.card, view.services, view.say
    text = joined([Html(card.live_body), progress_text(say, progress)])
    if not card.live_body:
        text = status_text(say, card.title, progress)
    if card.status_message and text == card.status_text:
        return look_s
    if card.status_message:
        # The first edit takes the buttons of a question away: that cannot wait.
        wait_s = card.status_at + PROGRESS_EVERY_S - time.time() if card.status_text else 0.0
        if wait_s > 0:
            return wait_s
        if card.status_text and not services.rate_limiter.has_room(card.chat):
            return PROGRESS_EVERY_S
        if await services.sender.edit(view.place, card.status_message, text):
            await view.keep(card.but(status_text=text, status_at=time.time()))
            return look_s
        text = status_text(say, card.title, progress)
    message = await services.sender.send(view.place, text, is_silent=True, reply_to=view.reply_to)
    card = card.but(status_message=message, live_body="", status_text=text, status_at=time.time())
    await view.keep(card)
    return look_s


async def retire(view: JobView) -> None:
    """Let the live message live no more: what stands below it says more."""
    card, sender, say = view.card, view.services.sender, view.say
    if not card.status_message:
        return
    end = _end_for_guest(view) if card.is_guest else _end(view)
    head = Html(card.live_body) or (say.html("status-title", title=card.title) if end else "")
    if head or not await sender.delete(view.place, card.status_message):
        # What is older than two days cannot be deleted: it must not say what holds no more.
        head = head or say.html("status-title", title=card.title)
        await sender.edit(view.place, card.status_message, joined([head, end]))
    await view.keep(card.but(status_message=0, live_body="", status_text="", status_at=0.0))


def _end(view: JobView) -> Html:
    status, say = view.status, view.say
    if status.state is not JobState.COMPLETED:
        return Html()
    return joined([say.html("status-done"), cost_text(say, status.cost_usd)], "\n")


def _end_for_guest(view: JobView) -> Html:
    """Say what became of the guest's decision; empty if a question below says it."""
    status, say = view.status, view.say
    if status.open_stage:
        is_asked = status.open_stage in view.card.questions
        stage = say.html(f"gate-{status.open_stage}")
        return Html() if is_asked else say.html("guest-next", stage=stage)
    if status.state is JobState.CANCELLED:
        return say.html(progress_of(status, None, view.now).key)
    return say.html("guest-done")


async def describe(services: Services, status: JobStatus, title: str, say: Catalogue) -> Html:
    """Describe a job's status: title, bar, the stage in words."""
    progress, _ = await _progress(services, status)
    return status_text(say, title, progress)


async def _progress(
    services: Services, status: JobStatus, told: float = 0.0
) -> tuple[JobProgress, float]:
    """Return where a job stands, and which time of day that tells (0: none)."""
    do, studio, now = services.studio_client.do, services.studio_client.studio, time.time()
    place = wait_s = None
    if is_at_work(status) and not await do(lambda: studio.is_awake):
        share = progress_of(status, None, now).share
        return JobProgress(share, ASLEEP), 0.0
    if status.waits_for_a_run:
        place = await do(studio.queue_place, status.job)
        wait_s = await do(studio.queue_wait_s, status.job) if place else None
    progress = progress_of(status, place, now, wait_s)
    if counted_in(status) and progress.left_s is None:
        progress = progress_of(status, None, now, await do(studio.work_left_s, status.job))
    return told_by_the_clock(progress, services.settings.clock, now, told)

"""Show a gate to those to whom it was handed: the material, the question, what came of it."""

import time

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.handing import may_decide
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Stage
from adgen_dagster.logs import log_of
from telegram_gateway.content.job_progress import JobProgress
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.notifier import soonest
from telegram_gateway.persistence.cards import Card
from telegram_gateway.services import Services, speech
from telegram_gateway.studio_client import GATEWAY
from telegram_gateway.transport.sender import ChatGoneError
from telegram_gateway.views.job_view import JobView
from telegram_gateway.views.live import (
    PROGRESS_EVERY_S,
    is_at_work,
    progress_now,
    retire,
    show_progress,
)
from telegram_gateway.views.notices import remind, settle
from telegram_gateway.views.showing import show_material

_LOG = log_of(__name__)


async def show_guests(services: Services, status: JobStatus, title: str) -> float | None:
    """Bring the chats of a job's guests up to date; when to look again although nothing happened.

    Raises:
        telegram.error.TelegramError: not now; look again later.
    """
    looks: list[float | None] = []
    for guest in status.guests:
        if guest.gateway == GATEWAY:
            try:
                looks.append(await _show(services, status, title, guest))
            except ChatGoneError as error:
                _LOG.info("guest_not_reached", job=status.job, why=str(error))
    return soonest(looks)


async def _show(services: Services, status: JobStatus, title: str, guest: Person) -> float | None:
    chat = await services.persistence.now_at(int(guest.id))
    known = await services.persistence.chat(chat)
    if known.is_gone:
        return None
    card = await services.persistence.card(status.job, chat)
    if card is None or not card.is_guest:
        card = Card(job=status.job, chat=chat, is_guest=True)
    view = JobView(services, status, card.but(title=title), speech(known), time.time())
    is_asked = status.open_stage is not None and may_decide(status, guest)
    if not is_asked and status.open_stage in card.questions:
        await _withdraw(view, status.open_stage)
    await settle(view)
    if view.card.status_message and not (status.open_stage or status.state.has_ended):
        return await _show_how_far(view)
    if is_asked and services.recalls.take(f"{status.job}/{chat}"):
        await _withdraw(view, status.open_stage)
    if is_asked:
        await show_material(view)
    await retire(view)
    return await remind(view) if is_asked else None


async def _show_how_far(view: JobView) -> float | None:
    """Show the progress of what the guest decided; return when to look again."""
    if is_at_work(view.status):
        return await show_progress(view, await progress_now(view))
    again_s = await show_progress(view, JobProgress(0.0, "guest-stopped"))
    # Once it is said, nothing more happens by itself.
    return again_s if again_s and again_s <= PROGRESS_EVERY_S else None


async def _withdraw(view: JobView, stage: Stage | None) -> None:
    """Close a question that is asked here no more, or asked again below."""
    question = view.card.questions.get(stage) if stage else None
    if stage is None or question is None:
        return
    key = "verdict-below" if stage in view.status.deciders else "verdict-handed-back"
    await view.keep(view.card.deciding(stage))
    text = joined([Html(question.text), view.say.html(key)])
    await view.services.sender.edit(view.place, question.message, text)

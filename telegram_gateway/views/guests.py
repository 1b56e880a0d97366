"""Show a gate to those to whom it was handed: the material, the question, what came of it."""

import time

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.handing import may_decide
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Stage
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.content.progress import Progress
from telegram_gateway.desk import GATEWAY
from telegram_gateway.logs import log
from telegram_gateway.notifier import soonest
from telegram_gateway.office import Office, speech
from telegram_gateway.persistence.cards import Card
from telegram_gateway.transport.sender import ChatGoneError
from telegram_gateway.views.job_view import Scene
from telegram_gateway.views.live import (
    PROGRESS_EVERY_S,
    is_at_work,
    progress_now,
    retire,
    show_progress,
)
from telegram_gateway.views.notices import remind, settle
from telegram_gateway.views.showing import show_material


async def show_guests(office: Office, status: JobStatus, title: str) -> float | None:
    """Bring the chats of a job's guests up to date; when to look again although nothing happened.

    Raises:
        telegram.error.TelegramError: not now; look again later.
    """
    looks: list[float | None] = []
    for guest in status.guests:
        if guest.gateway == GATEWAY:
            try:
                looks.append(await _show(office, status, title, guest))
            except ChatGoneError as error:
                log.info("A guest of %s cannot be reached: %s", status.job, error)
    return soonest(looks)


async def _show(office: Office, status: JobStatus, title: str, guest: Person) -> float | None:
    chat = await office.memory.now_at(int(guest.id))
    known = await office.memory.chat(chat)
    if known.is_gone:
        return None
    card = await office.memory.card(status.job, chat)
    if card is None or not card.is_guest:
        card = Card(job=status.job, chat=chat, is_guest=True)
    scene = Scene(office, status, card.but(title=title), speech(known), time.time())
    is_asked = status.open_stage is not None and may_decide(status, guest)
    if not is_asked and status.open_stage in card.questions:
        await _withdraw(scene, status.open_stage)
    await settle(scene)
    if scene.card.status_message and not (status.open_stage or status.state.has_ended):
        return await _show_how_far(scene)
    if is_asked and office.recalls.take(f"{status.job}/{chat}"):
        await _withdraw(scene, status.open_stage)
    if is_asked:
        await show_material(scene)
    await retire(scene)
    return await remind(scene) if is_asked else None


async def _show_how_far(scene: Scene) -> float | None:
    """Show the progress of what the guest decided; return when to look again."""
    if is_at_work(scene.status):
        return await show_progress(scene, await progress_now(scene))
    again_s = await show_progress(scene, Progress(0.0, "guest-stopped"))
    # Once it is said, nothing more happens by itself.
    return again_s if again_s and again_s <= PROGRESS_EVERY_S else None


async def _withdraw(scene: Scene, stage: Stage | None) -> None:
    """Close a question that is asked here no more, or asked again below."""
    question = scene.card.questions.get(stage) if stage else None
    if stage is None or question is None:
        return
    key = "verdict-below" if stage in scene.status.deciders else "verdict-handed-back"
    await scene.keep(scene.card.deciding(stage))
    text = joined([Html(question.text), scene.say.html(key)])
    await scene.office.outlet.edit(scene.place, question.message, text)

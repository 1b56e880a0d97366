"""/forget: lists what is kept of a user, and deletes it after one question."""

from collections.abc import Iterable
from functools import partial

from telegram import InlineKeyboardMarkup

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Product
from adgen_dagster.errors import AdgenError
from telegram_gateway.content.callback_data import Action, Press, button
from telegram_gateway.content.markup import joined
from telegram_gateway.content.texts import is_paid, money
from telegram_gateway.desk import Address
from telegram_gateway.handlers.taps import Handler, Reply
from telegram_gateway.logs import log
from telegram_gateway.persistence.links import Links
from telegram_gateway.persistence.memory import ChatMemory
from telegram_gateway.visit import Visit

_ALL = 1_000_000


class Farewell:
    """Lets a user go, with all that is theirs."""

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {Action.FORGET_YES: self._forget, Action.FORGET_NO: self._stay}

    async def ask(self, visit: Visit) -> None:
        """Answer /forget: what is kept, and whether to delete it."""
        if visit.place.is_group:
            await visit.answer("forget-in-private")
            return
        say, found = visit.say, await _jobs_of(visit)
        films = sum((Product.FINAL_MP4, 0) in each.latest for each in found)
        running = [each for each in found if not each.state.is_over]
        spent_usd = sum(each.cost_usd + each.unknown_usd for each in running)
        paid = str(is_paid(spent_usd)).lower()
        text = joined(
            [
                say.html("forget-kept", jobs=len(found), films=films),
                say.html("forget-running", jobs=len(running), usd=money(spent_usd), is_paid=paid)
                if running
                else "",
                say.html("forget-stays"),
                say.html("forget-really"),
            ]
        )
        row = [
            button(say.plain("button-forget-yes"), Action.FORGET_YES),
            button(say.plain("button-forget-no"), Action.FORGET_NO),
        ]
        await visit.answer_with(text, InlineKeyboardMarkup([row]))

    async def _stay(self, visit: Visit, _: Press) -> Reply:
        remove = visit.office.outlet.delete(visit.place, visit.message)
        return Reply("toast-forget-no", after=remove)

    async def _forget(self, visit: Visit, _: Press) -> Reply:
        if visit.place.is_group:
            return Reply("toast-unknown")
        return Reply("toast-forgetting", after=self._erase(visit))

    async def _erase(self, visit: Visit) -> None:
        """Delete everything. Where the gateway dies meanwhile, /forget does the rest."""
        office = visit.office
        await office.outlet.set_buttons(visit.place, visit.message)
        found, failed = await _jobs_of(visit), 0
        chats = {visit.place.chat}
        for status in found:
            address = Address.of(status.brief.reply_to)
            if address:
                chats.add(await office.memory.now_at(address.place.chat))
            failed += not await _erase_job(visit, status)
        for job in visit.chat.guest_of:
            await _leave_gate(visit, job)
        await office.memory.forget_aside(visit.user)
        gone = {status.job for status in found}
        for chat in chats - {visit.place.chat}:
            change = partial(_without_person, user=visit.user, jobs=gone)
            await office.memory.change_chat(chat, change)
        if failed:
            await visit.answer("forget-failed")
            return
        await visit.answer("forgotten")
        await office.memory.forget(f"chat/{visit.place.chat}")


async def _jobs_of(visit: Visit) -> list[JobStatus]:
    desk = visit.office.desk
    jobs = await desk.do(desk.studio.recent_jobs, _ALL, visit.person)
    return [await desk.do(desk.studio.status, job) for job in jobs]


async def _erase_job(visit: Visit, status: JobStatus) -> bool:
    office, desk, job = visit.office, visit.office.desk, status.job
    guests = [int(each.id) for each in status.guests]
    try:
        await desk.do(desk.studio.erase, job, visit.person)
    except AdgenError as error:
        log.warning("Job %s cannot be erased: %s", job, error)
        return False
    office.notifier.forget(job)
    office.notifier.poke(job)
    await Links(office.memory).void(job)
    await office.memory.erase(f"job/{job}", *(f"job/{job}/{guest}" for guest in guests))
    for guest in guests:
        chat = await office.memory.now_at(guest)
        await office.memory.change_chat(chat, partial(_without_gate, job=job))
    return True


async def _leave_gate(visit: Visit, job: str) -> None:
    """Give back what was handed to this person by another user."""
    office, desk = visit.office, visit.office.desk
    try:
        await desk.do(desk.studio.hand_back, job, visit.person)
    except AdgenError as error:
        log.info("There was no gate of %s to give back: %s", job, error)
    await office.memory.forget(f"job/{job}/{visit.place.chat}")


def _without_gate(chat: ChatMemory, job: str) -> ChatMemory:
    """Return what the chat of somebody is known for, without a gate that was handed to them."""
    return chat.model_copy(
        update={
            "guest_of": tuple(each for each in chat.guest_of if each != job),
            "asks": tuple(ask for ask in chat.asks if ask.job != job),
        }
    )


def _without_person(chat: ChatMemory, user: int, jobs: Iterable[str]) -> ChatMemory:
    """Return what a group is known for, without one of its people."""
    return chat.model_copy(
        update={
            "jobs": tuple(job for job in chat.jobs if job not in jobs),
            "asks": tuple(ask for ask in chat.asks if ask.user != user),
            "held": tuple(held for held in chat.held if held.user != user),
        }
    )

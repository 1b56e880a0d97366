"""/forget: lists what is kept of a user, and deletes it after one question."""

from collections.abc import Iterable
from functools import partial

from telegram import InlineKeyboardMarkup

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Product
from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import log_of
from telegram_gateway.content.callback_data import Action, CallbackData, button
from telegram_gateway.content.markup import joined
from telegram_gateway.content.texts import is_paid, money
from telegram_gateway.handlers.taps import Handler, Reply
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import ChatMemory
from telegram_gateway.persistence.links import Links
from telegram_gateway.studio_client import Address

_LOG = log_of(__name__)

_ALL = 1_000_000


class Farewell:
    """Lets a user go, with all that is theirs."""

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {Action.FORGET_YES: self._forget, Action.FORGET_NO: self._stay}

    async def ask(self, interaction: Interaction) -> None:
        """Answer /forget: what is kept, and whether to delete it."""
        if interaction.place.is_group:
            await interaction.answer("forget-in-private")
            return
        say, found = interaction.say, await _jobs_of(interaction)
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
        await interaction.answer_with(text, InlineKeyboardMarkup([row]))

    async def _stay(self, interaction: Interaction, _: CallbackData) -> Reply:
        remove = interaction.services.sender.delete(interaction.place, interaction.message)
        return Reply("toast-forget-no", after=remove)

    async def _forget(self, interaction: Interaction, _: CallbackData) -> Reply:
        if interaction.place.is_group:
            return Reply("toast-unknown")
        return Reply("toast-forgetting", after=self._erase(interaction))

    async def _erase(self, interaction: Interaction) -> None:
        """Delete everything. Where the gateway dies meanwhile, /forget does the rest."""
        services = interaction.services
        await services.sender.set_buttons(interaction.place, interaction.message)
        found, failed = await _jobs_of(interaction), 0
        chats = {interaction.place.chat}
        for status in found:
            address = Address.of(status.brief.reply_to)
            if address:
                chats.add(await services.persistence.now_at(address.place.chat))
            failed += not await _erase_job(interaction, status)
        for job in interaction.chat.guest_of:
            await _leave_gate(interaction, job)
        await services.persistence.forget_aside(interaction.user)
        gone = {status.job for status in found}
        for chat in chats - {interaction.place.chat}:
            change = partial(_without_person, user=interaction.user, jobs=gone)
            await services.persistence.change_chat(chat, change)
        if failed:
            await interaction.answer("forget-failed")
            return
        await interaction.answer("forgotten")
        await services.persistence.forget(f"chat/{interaction.place.chat}")


async def _jobs_of(interaction: Interaction) -> list[JobStatus]:
    studio_client = interaction.services.studio_client
    jobs = await studio_client.do(studio_client.studio.recent_jobs, _ALL, interaction.person)
    return [await studio_client.do(studio_client.studio.status, job) for job in jobs]


async def _erase_job(interaction: Interaction, status: JobStatus) -> bool:
    services, studio_client, job = (
        interaction.services,
        interaction.services.studio_client,
        status.job,
    )
    guests = [int(each.id) for each in status.guests]
    try:
        await studio_client.do(studio_client.studio.erase, job, interaction.person)
    except AdgenError as error:
        _LOG.warning("job_not_erased", job=job, why=str(error))
        return False
    services.notifier.forget(job)
    services.notifier.poke(job)
    await Links(services.persistence).void(job)
    await services.persistence.erase(f"job/{job}", *(f"job/{job}/{guest}" for guest in guests))
    for guest in guests:
        chat = await services.persistence.now_at(guest)
        await services.persistence.change_chat(chat, partial(_without_gate, job=job))
    return True


async def _leave_gate(interaction: Interaction, job: str) -> None:
    """Give back what was handed to this person by another user."""
    services, studio_client = interaction.services, interaction.services.studio_client
    try:
        await studio_client.do(studio_client.studio.hand_back, job, interaction.person)
    except AdgenError as error:
        _LOG.info("gate_not_handed_back", job=job, why=str(error))
    await services.persistence.forget(f"job/{job}/{interaction.place.chat}")


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

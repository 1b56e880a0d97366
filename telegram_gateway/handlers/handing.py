"""Handing a gate to another user: by a link that the owner passes on, and takes back."""

from functools import partial
from urllib.parse import quote

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.handing import may_decide
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Stage
from adgen_dagster.errors import AdgenError
from adgen_dagster.studio.rules import require_owner
from adgen_dagster.studio.studio import StageNotOpenError
from telegram_gateway.content.callback_data import Action, Press, button
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.content.texts import Catalogue, money
from telegram_gateway.desk import Address, Place
from telegram_gateway.handlers.deciders import group_person
from telegram_gateway.handlers.faceless import is_hidden_admin
from telegram_gateway.handlers.taps import Handler, Reply, keep_waiting
from telegram_gateway.logs import log
from telegram_gateway.office import speech
from telegram_gateway.persistence.links import VALID_S, Found, Links, is_link
from telegram_gateway.persistence.memory import JOBS_KEPT, ChatMemory
from telegram_gateway.transport.sender import ChatGoneError
from telegram_gateway.views.job_view import title_of
from telegram_gateway.views.prices import quote_of
from telegram_gateway.visit import Visit

_SITE = "https://t.me"


class Handing:
    """The buttons of the orderer, and the link of the taker."""

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {Action.HAND_OVER: self._hand_over, Action.HAND_BACK: self._hand_back}

    async def _hand_over(self, visit: Visit, press: Press) -> Reply:
        office, desk = visit.office, visit.office.desk
        status = await desk.do(desk.studio.status, press.job)
        require_owner(status, visit.person)
        if status.open_stage is None:
            raise StageNotOpenError(press.job, Stage.SCRIPT, status.state)
        links = Links(office.memory)
        async with office.guard.turn_of(0, f"link/{press.job}"):
            token = await links.make(press.job, status.open_stage, visit.person)
        await keep_waiting(visit, press.job, VALID_S)
        text = await self._about_link(visit, status, status.open_stage, token)
        url = f"{_SITE}/share/url?url={quote(self._link(visit, 'start', token), safe='')}"
        keyboard = InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(visit.say.plain("button-share-link"), url=url)],
                [button(visit.say.plain("button-hand-back"), Action.HAND_BACK, press.job)],
            ]
        )
        # In a group everybody could take it.
        place = Place(visit.user) if visit.place.is_group else visit.place
        try:
            await office.outlet.send(place, text, keyboard)
        except ChatGoneError:
            return Reply("toast-write-first")
        return Reply("toast-link-sent")

    async def _about_link(self, visit: Visit, status: JobStatus, stage: Stage, token: str) -> Html:
        say, card = visit.say, await visit.card(status.job)
        return joined(
            [
                say.html("hand-over", title=title_of(status, card, say), stage=_of(say, stage)),
                await _price(visit, status, stage),
                say.html("hand-link", link=self._link(visit, "start", token)),
                say.html("hand-group", link=self._link(visit, "startgroup", token)),
            ]
        )

    def _link(self, visit: Visit, kind: str, token: str) -> str:
        return f"{_SITE}/{visit.office.outlet.bot_name.removeprefix('@')}?{kind}={token}"

    async def _hand_back(self, visit: Visit, press: Press) -> Reply:
        office, desk = visit.office, visit.office.desk
        async with office.guard.turn_of(0, f"link/{press.job}"):
            await desk.do(desk.studio.hand_back, press.job, visit.person)
            await Links(office.memory).void(press.job)
        await keep_waiting(visit, press.job)
        office.notifier.poke(press.job)
        remove = office.outlet.delete(visit.place, visit.message)
        return Reply("toast-handed-back", after=remove)

    async def take(self, visit: Visit, token: str) -> bool:
        """Hand the gate to the user of a link; return False if it is not a link."""
        office = visit.office
        if not is_link(token):
            return False
        taker = await self._taker(visit)
        if taker is None:
            await visit.answer("link-for-admins")
            return True
        links = Links(office.memory)
        if found := await links.find(token, taker.id):
            async with office.guard.turn_of(0, f"link/{found.link.job}"):
                # Somebody may have been quicker.
                if found := await links.find(token, taker.id):
                    await self._take(visit, found, taker)
        if not found:
            await visit.answer("link-dead")
        return True

    async def _take(self, visit: Visit, found: Found, taker: Person) -> None:
        office, desk, link = visit.office, visit.office.desk, found.link
        status = await desk.do(desk.studio.status, link.job)
        if status.brief.owner.is_same(taker):
            await visit.answer("link-own")
            return
        is_new = not may_decide(status, taker, link.stage)
        if not is_new and status.open_stage is not link.stage:
            await visit.answer("link-late")
            return
        if is_new:
            await Links(office.memory).take(found, taker.id)
            try:
                await desk.do(desk.studio.hand_over, link.job, link.stage, taker, link.by)
            except AdgenError as error:
                log.info("A gate of %s is handed over no more: %s", link.job, error)
                await visit.answer("link-late")
                return
            await _tell_owner(visit, status, link.stage, taker)
        await office.memory.change_chat(visit.place.chat, partial(_having_guest, job=link.job))
        card = await office.memory.card(link.job)
        title = title_of(status, card, visit.say)
        await visit.answer("handed-to-you", who=link.by.name, title=title)
        if is_new:  # a look may have asked already: asked twice, the first one is late
            office.notifier.poke(link.job)
        else:
            office.recall_guest(link.job, visit.place.chat)

    async def _taker(self, visit: Visit) -> Person | None:
        """Return who takes the gate: a user, or in a group its admins; None: no admin asks."""
        if not visit.place.is_group:
            return visit.person.model_copy(update={"is_operator": False})
        is_hidden = visit.sent is not None and is_hidden_admin(visit.sent)
        if is_hidden or await visit.office.group_admins.include(visit.place, visit.user):
            name = (visit.sent and visit.sent.chat.title) or ""
            return group_person(visit.place, name)
        return None


def _having_guest(chat: ChatMemory, job: str) -> ChatMemory:
    others = (each for each in chat.guest_of if each != job)
    return chat.model_copy(update={"guest_of": (job, *others)[:JOBS_KEPT]})


def _of(say: Catalogue, stage: Stage) -> Html:
    return say.html(f"gate-{stage}")


async def _price(visit: Visit, status: JobStatus, stage: Stage) -> Html:
    """Return what the user who takes the gate may spend."""
    quoted = await quote_of(visit.office, status.job)
    if quoted is None:
        return visit.say.html("hand-price-unknown")
    usd, each = quoted.next_stage_usd, quoted.redo_each_usd.get(stage, 0.0)
    if max(usd, each) <= 0:
        return visit.say.html("hand-price-free")
    return visit.say.html("hand-price", usd=money(usd), each=money(each))


async def _tell_owner(visit: Visit, status: JobStatus, stage: Stage, taker: Person) -> None:
    office, address = visit.office, Address.of(status.brief.reply_to)
    if address is None:
        return
    card = await office.memory.card(status.job)
    say = speech(await office.memory.chat(await office.memory.now_at(address.place.chat)))
    title = title_of(status, card, say)
    text = say.html("handed-over", who=taker.name, title=title, stage=_of(say, stage))
    back = button(say.plain("button-hand-back"), Action.HAND_BACK, status.job)
    try:
        await office.outlet.send(address.place, text, InlineKeyboardMarkup([[back]]))
    except ChatGoneError as error:
        log.info("The owner of %s cannot be told: %s", status.job, error)

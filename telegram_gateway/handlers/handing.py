"""Handing a gate to another user: by a link that the owner passes on, and takes back."""

from functools import partial
from urllib.parse import quote

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.handing import may_decide
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Stage
from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import log_of
from adgen_dagster.studio.rules import require_owner
from adgen_dagster.studio.studio import StageNotOpenError
from telegram_gateway.content.callback_data import Action, CallbackData, button
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.content.texts import Catalogue, money
from telegram_gateway.handlers.deciders import group_person
from telegram_gateway.handlers.faceless import is_hidden_admin
from telegram_gateway.handlers.taps import Handler, Reply, keep_waiting
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import JOBS_KEPT, ChatMemory
from telegram_gateway.persistence.links import VALID_S, FoundLink, Links, is_link
from telegram_gateway.services import speech
from telegram_gateway.studio_client import Address, Place
from telegram_gateway.transport.sender import ChatGoneError
from telegram_gateway.views.job_view import title_of
from telegram_gateway.views.quotes import quote_of

_LOG = log_of(__name__)

_SITE = "https://t.me"


class HandingTaps:
    """The buttons of the orderer, and the link of the taker."""

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {Action.HAND_OVER: self._hand_over, Action.HAND_BACK: self._hand_back}

    async def _hand_over(self, interaction: Interaction, press: CallbackData) -> Reply:
        services, studio_client = interaction.services, interaction.services.studio_client
        status = await studio_client.do(studio_client.studio.status, press.job)
        require_owner(status, interaction.person)
        if status.open_stage is None:
            raise StageNotOpenError(press.job, Stage.SCRIPT, status.state)
        links = Links(services.persistence)
        async with services.access_control.turn_of(0, f"link/{press.job}"):
            token = await links.make(press.job, status.open_stage, interaction.person)
        await keep_waiting(interaction, press.job, VALID_S)
        text = await self._about_link(interaction, status, status.open_stage, token)
        url = f"{_SITE}/share/url?url={quote(self._link(interaction, 'start', token), safe='')}"
        keyboard = InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(interaction.say.plain("button-share-link"), url=url)],
                [button(interaction.say.plain("button-hand-back"), Action.HAND_BACK, press.job)],
            ]
        )
        # In a group everybody could take it.
        place = Place(interaction.user) if interaction.place.is_group else interaction.place
        try:
            await services.sender.send(place, text, keyboard)
        except ChatGoneError:
            return Reply("toast-write-first")
        return Reply("toast-link-sent")

    async def _about_link(
        self, interaction: Interaction, status: JobStatus, stage: Stage, token: str
    ) -> Html:
        say, card = interaction.say, await interaction.card(status.job)
        return joined(
            [
                say.html("hand-over", title=title_of(status, card, say), stage=_of(say, stage)),
                await _price(interaction, status, stage),
                say.html("hand-link", link=self._link(interaction, "start", token)),
                say.html("hand-group", link=self._link(interaction, "startgroup", token)),
            ]
        )

    def _link(self, interaction: Interaction, kind: str, token: str) -> str:
        return f"{_SITE}/{interaction.services.sender.bot_name.removeprefix('@')}?{kind}={token}"

    async def _hand_back(self, interaction: Interaction, press: CallbackData) -> Reply:
        services, studio_client = interaction.services, interaction.services.studio_client
        async with services.access_control.turn_of(0, f"link/{press.job}"):
            await studio_client.do(studio_client.studio.hand_back, press.job, interaction.person)
            await Links(services.persistence).void(press.job)
        await keep_waiting(interaction, press.job)
        services.notifier.poke(press.job)
        remove = services.sender.delete(interaction.place, interaction.message)
        return Reply("toast-handed-back", after=remove)

    async def take(self, interaction: Interaction, token: str) -> bool:
        """Hand the gate to the user of a link; return False if it is not a link."""
        services = interaction.services
        if not is_link(token):
            return False
        taker = await self._taker(interaction)
        if taker is None:
            await interaction.answer("link-for-admins")
            return True
        links = Links(services.persistence)
        if found := await links.find(token, taker.id):
            async with services.access_control.turn_of(0, f"link/{found.link.job}"):
                # Somebody may have been quicker.
                if found := await links.find(token, taker.id):
                    await self._take(interaction, found, taker)
        if not found:
            await interaction.answer("link-dead")
        return True

    async def _take(self, interaction: Interaction, found: FoundLink, taker: Person) -> None:
        services, studio_client, link = (
            interaction.services,
            interaction.services.studio_client,
            found.link,
        )
        status = await studio_client.do(studio_client.studio.status, link.job)
        if status.brief.owner.is_same(taker):
            await interaction.answer("link-own")
            return
        is_new = not may_decide(status, taker, link.stage)
        if not is_new and status.open_stage is not link.stage:
            await interaction.answer("link-late")
            return
        if is_new:
            await Links(services.persistence).take(found, taker.id)
            try:
                await studio_client.do(
                    studio_client.studio.hand_over, link.job, link.stage, taker, link.by
                )
            except AdgenError as error:
                _LOG.info("gate_not_handed_over", job=link.job, why=str(error))
                await interaction.answer("link-late")
                return
            await _tell_owner(interaction, status, link.stage, taker)
        await services.persistence.change_chat(
            interaction.place.chat, partial(_having_guest, job=link.job)
        )
        card = await services.persistence.card(link.job)
        title = title_of(status, card, interaction.say)
        await interaction.answer("handed-to-you", who=link.by.name, title=title)
        if is_new:  # a look may have asked already: asked twice, the first one is late
            services.notifier.poke(link.job)
        else:
            services.recall_guest(link.job, interaction.place.chat)

    async def _taker(self, interaction: Interaction) -> Person | None:
        """Return who takes the gate: a user, or in a group its admins; None: no admin asks."""
        if not interaction.place.is_group:
            return interaction.person.model_copy(update={"is_operator": False})
        is_hidden = interaction.sent is not None and is_hidden_admin(interaction.sent)
        if is_hidden or await interaction.services.group_admins.include(
            interaction.place, interaction.user
        ):
            name = (interaction.sent and interaction.sent.chat.title) or ""
            return group_person(interaction.place, name)
        return None


def _having_guest(chat: ChatMemory, job: str) -> ChatMemory:
    others = (each for each in chat.guest_of if each != job)
    return chat.model_copy(update={"guest_of": (job, *others)[:JOBS_KEPT]})


def _of(say: Catalogue, stage: Stage) -> Html:
    return say.html(f"gate-{stage}")


async def _price(interaction: Interaction, status: JobStatus, stage: Stage) -> Html:
    """Return what the user who takes the gate may spend."""
    quoted = await quote_of(interaction.services, status.job)
    if quoted is None:
        return interaction.say.html("hand-price-unknown")
    usd, each = quoted.next_stage_usd, quoted.redo_each_usd.get(stage, 0.0)
    if max(usd, each) <= 0:
        return interaction.say.html("hand-price-free")
    return interaction.say.html("hand-price", usd=money(usd), each=money(each))


async def _tell_owner(
    interaction: Interaction, status: JobStatus, stage: Stage, taker: Person
) -> None:
    services, address = interaction.services, Address.of(status.brief.reply_to)
    if address is None:
        return
    card = await services.persistence.card(status.job)
    say = speech(
        await services.persistence.chat(await services.persistence.now_at(address.place.chat))
    )
    title = title_of(status, card, say)
    text = say.html("handed-over", who=taker.name, title=title, stage=_of(say, stage))
    back = button(say.plain("button-hand-back"), Action.HAND_BACK, status.job)
    try:
        await services.sender.send(address.place, text, InlineKeyboardMarkup([[back]]))
    except ChatGoneError as error:
        _LOG.info("owner_not_told", job=status.job, why=str(error))

"""Jobs as a whole: status, cancelling, the film again, the same brief once more."""

import asyncio
from collections.abc import Sequence

from telegram import InlineKeyboardMarkup as Keyboard
from telegram.constants import ChatAction
from telegram.error import BadRequest

from adgen_dagster.domain.handing import may_decide
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.logs import log_of
from adgen_dagster.storage.unreadable import UNREADABLE
from telegram_gateway.content.callback_data import Action, CallbackData
from telegram_gateway.content.keyboards import film_buttons, job_buttons
from telegram_gateway.content.listing import Known, is_asking, list_buttons, list_text, page_of
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.handlers.briefs import Briefs
from telegram_gateway.handlers.deciders import group_person
from telegram_gateway.handlers.greetings import invite, named
from telegram_gateway.handlers.late import TooLateError, take_buttons
from telegram_gateway.handlers.stopping import ask_stop
from telegram_gateway.handlers.taps import (
    Handler,
    Reply,
    require_owner,
    require_usable,
)
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.cards import Card
from telegram_gateway.transport.media import Clip
from telegram_gateway.transport.uploads import send_film
from telegram_gateway.views.delivery import film_caption, ready_film
from telegram_gateway.views.job_view import JobView, title_of, words_of
from telegram_gateway.views.live import describe

_LOG = log_of(__name__)


class Jobs:
    """Commands and buttons about jobs."""

    def __init__(self, briefs: Briefs) -> None:
        self._briefs = briefs

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {
            Action.AGAIN: self._again,
            Action.FILM: self._film_again,
            Action.SHOW: self._show,
            Action.JOBS: self._turn_page,
        }

    async def tell_status(self, interaction: Interaction) -> None:
        """Answer /status: every unfinished job of the chat, and its open question again below."""
        found, is_guest = await self._unfinished(interaction), await _recall_gates(interaction)
        if not found:
            if is_guest:
                await interaction.answer_with(named(interaction, "gate-below"))
            else:
                await invite(interaction, named(interaction, "no-open-jobs"))
            return
        services = interaction.services
        texts = [
            await describe(services, known.status, known.card.title, interaction.say)
            for known in found
        ]
        await interaction.answer_with(joined(texts))
        for known in found:
            if is_asking(known.status) and _may_decide(interaction, known):
                services.recall(known.status.job)

    async def list_jobs(self, interaction: Interaction) -> None:
        """Answer /jobs: the newest ones, each with its buttons."""
        if page := await self._page(interaction, ""):
            await interaction.answer_with(*page)
        else:
            await invite(interaction, named(interaction, "no-jobs"))

    async def _turn_page(self, interaction: Interaction, press: CallbackData) -> Reply:
        page = await self._page(interaction, press.job)
        card = await interaction.card(press.job)
        if page is None or (card and card.has_asked(interaction.message)):
            raise TooLateError("That is not a list.")
        text, keyboard = page
        edit = interaction.services.sender.edit(
            interaction.place, interaction.message, text, keyboard
        )
        return Reply(after=edit)

    async def _page(
        self, interaction: Interaction, first: str
    ) -> tuple[Html, Keyboard | None] | None:
        """Return a page of the list of jobs; None: there are none."""
        jobs, newer, older = page_of(interaction.chat.jobs, first)
        found = await self._known(interaction, jobs)
        if not found:
            return None
        say = interaction.say
        return list_text(say, found), list_buttons(say, found, newer, older)

    async def ask_cancel(self, interaction: Interaction) -> None:
        """Answer /cancel: ask for confirmation, or for which job."""
        own = [
            known
            for known in await self._unfinished(interaction)
            if _may_decide(interaction, known)
        ]
        if not own:
            await interaction.answer("nothing-to-cancel")
        elif len(own) == 1:
            await ask_stop(interaction, own[0].status)
        else:
            jobs = [(known.status.job, known.card.title) for known in own]
            await interaction.answer("cancel-which", job_buttons({Action.STOP: jobs}))

    async def _unfinished(self, interaction: Interaction) -> list[Known]:
        found = await self._known(interaction, interaction.chat.jobs)
        return [known for known in found if known.is_unfinished]

    async def _known(self, interaction: Interaction, jobs: Sequence[str]) -> list[Known]:
        found = await asyncio.gather(*(self._look_up(interaction, job) for job in jobs))
        return [known for known in found if known]

    async def _look_up(self, interaction: Interaction, job: str) -> Known | None:
        with UNREADABLE.step_over("job", job):
            status = await interaction.services.studio_client.status(job)
            if status is None:
                return None
            card = await interaction.card(job) or Card(job=job, chat=interaction.place.chat)
            return Known(status, card.but(title=title_of(status, card, interaction.say)))
        return None

    async def _show(self, interaction: Interaction, press: CallbackData) -> Reply:
        status = await require_usable(interaction, press.job)
        if status.state.is_over and not status.failures:
            raise TooLateError("Nothing is open there.")
        if not is_asking(status):
            return Reply("toast-under-way")
        interaction.services.recall(press.job)
        return Reply("toast-shown")

    async def _again(self, interaction: Interaction, press: CallbackData) -> Reply:
        status = await require_owner(interaction, press.job)
        if not (status.is_emptied or status.state.has_ended):
            return Reply("toast-under-way")
        new = await self._briefs.order_again(interaction, press.job)
        if new is None:
            return Reply("toast-late")
        return Reply("toast-again", after=take_buttons(interaction, press.job))

    async def _film_again(self, interaction: Interaction, press: CallbackData) -> Reply:
        status = await require_owner(interaction, press.job)
        card = await interaction.card(press.job)
        if card is None or (Product.FINAL_MP4, 0) not in status.latest:
            raise TooLateError("There is no film.")
        view = JobView(
            interaction.services,
            status,
            card.but(chat=interaction.place.chat),
            interaction.say,
            0.0,
        )
        return Reply("toast-film", after=_send_film(view))


async def _send_film(view: JobView) -> None:
    """Send a job's newest film once more: Telegram has it already, if it was delivered."""
    film, sender = view.status.latest[Product.FINAL_MP4, 0], view.services.sender
    is_done = view.status.state is JobState.COMPLETED
    keyboard = film_buttons(view.say, view.status.job, words_of(view.card)) if is_done else None
    if view.card.film_file and view.card.film_event == film.id:
        about = await view.services.studio_client.do(view.services.studio_client.studio.about, film)
        caption = film_caption(view, about.get("duration_s"))
        try:
            await send_film(sender, view.place, view.card.film_file, caption, keyboard)
        except BadRequest as error:
            _LOG.info("film_sent_anew", job=view.status.job, why=str(error))
        else:
            return
    async with sender.doing(view.place, ChatAction.UPLOAD_VIDEO):
        ready = await ready_film(view, film)
        if isinstance(ready, Clip):
            await send_film(sender, view.place, ready, ready.caption, keyboard)
        else:
            await sender.send(view.place, ready.text, ready.keyboard)


def _may_decide(interaction: Interaction, known: Known) -> bool:
    return interaction.person.is_operator or known.status.brief.owner.is_same(interaction.person)


async def _recall_gates(interaction: Interaction) -> bool:
    """Ask again, below, what was handed to this chat; whether there was anything."""
    services, place = interaction.services, interaction.place
    taker = group_person(place, "") if place.is_group else interaction.person
    is_any = False
    for job in interaction.chat.guest_of:
        status = await services.studio_client.status(job)
        if status and status.open_stage and may_decide(status, taker):
            services.recall_guest(job, place.chat)
            is_any = True
    return is_any

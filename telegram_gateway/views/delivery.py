"""The finished film, delivered once.

A message that only says "here it comes" is sent first and remembered; then the film takes its
place (`editMessageMedia`). When the answer is lost, or the gateway is killed meanwhile, the same is
done once more to the same message, and there is still one film. `sendVideo` could not be repeated.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from telegram import InlineKeyboardMarkup
from telegram.constants import ChatAction

from adgen_dagster.domain.sizes import MEBIBYTE
from adgen_dagster.domain.stages import JobEvent
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import log_of
from adgen_dagster.storage.artifacts import ArtifactError
from telegram_gateway.content.keyboards import again_buttons, film_buttons
from telegram_gateway.content.markup import CAPTION_MAX, Html, clipped
from telegram_gateway.persistence.cards import Question
from telegram_gateway.transport.media import PHOTO_SIDE, Clip, clip
from telegram_gateway.transport.uploads import bare_if_refused, put_film, send_film
from telegram_gateway.views.job_view import FILM, JobView, basis_of, words_of
from telegram_gateway.views.showing import clock

_LOG = log_of(__name__)

CONFETTI = "5046509860389126442"
"""Telegram's id of the effect 🎉, for private chats alone."""


async def deliver_film(view: JobView) -> None:
    """Deliver the newest film, unless the chat has it."""
    film = view.made(Product.FINAL_MP4)
    if film is None:
        return
    if film.id <= view.card.film_event:
        await _offer_changes(view)
        return
    if view.status.state is JobState.CANCELLED:
        return
    if view.card.film_coming != film.id or not view.card.film_place:
        await _announce(view, film)
    async with view.services.sender.doing(view.place, ChatAction.UPLOAD_VIDEO):
        await _hand_over(view, film)


async def _offer_changes(view: JobView) -> None:
    """Give the film its buttons back, where a change of it was given up."""
    card, basis = view.card, basis_of(view.status, FILM)
    if not (view.status.fell_back and basis and card.film_message) or FILM in card.questions:
        return
    keyboard = film_buttons(view.say, view.status.job, words_of(view.card))
    await view.services.sender.set_buttons(view.place, card.film_message, keyboard)
    question = Question(message=card.film_message, text="", basis=basis, is_film=True)
    await view.keep(card.asking(FILM, question))


async def _announce(view: JobView, film: JobEvent) -> None:
    text = view.say.html("film-coming", title=view.card.title)
    sender = view.services.sender
    if view.place.is_group:
        message = await sender.send(view.place, text, reply_to=view.reply_to)
    else:
        message = await sender.celebrate(view.place, text, CONFETTI)
    await view.keep(view.card.but(film_place=message, film_coming=film.id))


async def _hand_over(view: JobView, film: JobEvent) -> None:
    sender, place = view.services.sender, view.card.film_place
    ready = await ready_film(view, film)
    if not isinstance(ready, Clip):
        await sender.edit(view.place, place, ready.text, ready.keyboard)
        await view.keep(view.card.but(film_event=film.id, film_place=0))
        return
    keyboard = film_buttons(view.say, view.status.job, words_of(view.card))
    ready = replace(ready, cover=await _cover(view))
    file = await bare_if_refused(
        ready, lambda film: put_film(sender, view.place, place, film, keyboard)
    )
    message = place
    if file is None:
        message, file = await bare_if_refused(
            ready, lambda film: send_film(sender, view.place, film, film.caption, keyboard)
        )
        await sender.delete(view.place, place)
    card = view.card.but(film_event=film.id, film_message=message, film_file=file, film_place=0)
    if basis := basis_of(view.status, FILM):
        question = Question(message=message, text="", basis=basis, is_film=True)
        card = card.asking(FILM, question)
    await view.keep(card)


async def _cover(view: JobView) -> bytes:
    """The first picture: a film's first frame may be a fade; nothing where it cannot be read."""
    studio_client = view.services.studio_client
    for event in view.events(Product.IMAGES).values():
        with suppress(OSError, AdgenError):
            return await studio_client.do(
                studio_client.studio.picture, view.status.job, event, PHOTO_SIDE
            )
    return b""


@dataclass(frozen=True)
class NoFilm:
    """Why a film cannot be handed over, and the buttons that lead on."""

    text: Html
    keyboard: InlineKeyboardMarkup | None = None


async def ready_film(view: JobView, film: JobEvent) -> Clip | NoFilm:
    """Prepare a film for Telegram, or say why it cannot be sent."""
    studio_client, status, most_mb = (
        view.services.studio_client,
        view.status,
        view.services.settings.max_upload_mb,
    )
    try:
        about = await studio_client.do(studio_client.studio.about, film)
        caption = film_caption(view, about.get("duration_s"))
        path, title = studio_client.studio.file(film), view.card.title
        ready = await studio_client.do(clip, path, about, status.brief.ratio, caption, title)
    except (OSError, ArtifactError) as error:
        _LOG.error("film_not_read", job=status.job, why=str(error))
        text = view.say.html("film-lost", title=view.card.title)
        return NoFilm(text, again_buttons(view.say, status.job))
    size_mb = len(ready.content) / MEBIBYTE
    if size_mb > most_mb:
        _LOG.error("film_too_large", job=status.job, size_mb=round(size_mb, 1))
        title, most = view.card.title, round(most_mb)
        return NoFilm(view.say.html("film-too-large", title=title, most=most))
    return ready


def film_caption(view: JobView, seconds: object) -> Html:
    """Title and length; not what it cost, because a film is forwarded with its caption."""
    status = view.status
    length = (
        float(seconds) if isinstance(seconds, int | float) else 5.0 * status.brief.segment_count
    )
    return view.say.html(
        "film",
        title=clipped(view.card.title, CAPTION_MAX // 2),
        length=clock(round(length)),
    )

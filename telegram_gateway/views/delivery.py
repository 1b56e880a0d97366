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
from adgen_dagster.storage.artifacts import ArtifactError
from telegram_gateway.content.keyboards import again_buttons, film_buttons
from telegram_gateway.content.markup import CAPTION_MAX, Html, clipped
from telegram_gateway.logs import log
from telegram_gateway.persistence.cards import Question
from telegram_gateway.transport.media import PHOTO_SIDE, Clip, clip
from telegram_gateway.transport.uploads import bare_if_refused, put_film, send_film
from telegram_gateway.views.job_view import FILM, Scene, basis_of, words_of
from telegram_gateway.views.showing import clock

CONFETTI = "5046509860389126442"
"""Telegram's id of the effect 🎉, for private chats alone."""


async def deliver_film(scene: Scene) -> None:
    """Deliver the newest film, unless the chat has it."""
    film = scene.made(Product.FINAL_MP4)
    if film is None:
        return
    if film.id <= scene.card.film_event:
        await _offer_changes(scene)
        return
    if scene.status.state is JobState.CANCELLED:
        return
    if scene.card.film_coming != film.id or not scene.card.film_place:
        await _announce(scene, film)
    async with scene.office.outlet.doing(scene.place, ChatAction.UPLOAD_VIDEO):
        await _hand_over(scene, film)


async def _offer_changes(scene: Scene) -> None:
    """Give the film its buttons back, where a change of it was given up."""
    card, basis = scene.card, basis_of(scene.status, FILM)
    if not (scene.status.fell_back and basis and card.film_message) or FILM in card.questions:
        return
    keyboard = film_buttons(scene.say, scene.status.job, words_of(scene.card))
    await scene.office.outlet.set_buttons(scene.place, card.film_message, keyboard)
    question = Question(message=card.film_message, text="", basis=basis, is_film=True)
    await scene.keep(card.asking(FILM, question))


async def _announce(scene: Scene, film: JobEvent) -> None:
    text = scene.say.html("film-coming", title=scene.card.title)
    outlet = scene.office.outlet
    if scene.place.is_group:
        message = await outlet.send(scene.place, text, reply_to=scene.reply_to)
    else:
        message = await outlet.celebrate(scene.place, text, CONFETTI)
    await scene.keep(scene.card.but(film_place=message, film_coming=film.id))


async def _hand_over(scene: Scene, film: JobEvent) -> None:
    outlet, place = scene.office.outlet, scene.card.film_place
    ready = await ready_film(scene, film)
    if not isinstance(ready, Clip):
        await outlet.edit(scene.place, place, ready.text, ready.keyboard)
        await scene.keep(scene.card.but(film_event=film.id, film_place=0))
        return
    keyboard = film_buttons(scene.say, scene.status.job, words_of(scene.card))
    ready = replace(ready, cover=await _cover(scene))
    file = await bare_if_refused(
        ready, lambda film: put_film(outlet, scene.place, place, film, keyboard)
    )
    message = place
    if file is None:
        message, file = await bare_if_refused(
            ready, lambda film: send_film(outlet, scene.place, film, film.caption, keyboard)
        )
        await outlet.delete(scene.place, place)
    card = scene.card.but(film_event=film.id, film_message=message, film_file=file, film_place=0)
    if basis := basis_of(scene.status, FILM):
        question = Question(message=message, text="", basis=basis, is_film=True)
        card = card.asking(FILM, question)
    await scene.keep(card)


async def _cover(scene: Scene) -> bytes:
    """The first picture: a film's first frame may be a fade; nothing where it cannot be read."""
    desk = scene.office.desk
    for event in scene.events(Product.IMAGES).values():
        with suppress(OSError, AdgenError):
            return await desk.do(desk.studio.picture, scene.status.job, event, PHOTO_SIDE)
    return b""


@dataclass(frozen=True)
class NoFilm:
    """Why a film cannot be handed over, and the buttons that lead on."""

    text: Html
    keyboard: InlineKeyboardMarkup | None = None


async def ready_film(scene: Scene, film: JobEvent) -> Clip | NoFilm:
    """Prepare a film for Telegram, or say why it cannot be sent."""
    desk, status, most_mb = scene.office.desk, scene.status, scene.office.settings.max_upload_mb
    try:
        about = await desk.do(desk.studio.about, film)
        caption = film_caption(scene, about.get("duration_s"))
        path, title = desk.studio.file(film), scene.card.title
        ready = await desk.do(clip, path, about, status.brief.ratio, caption, title)
    except (OSError, ArtifactError) as error:
        log.error("The film of job %s cannot be read: %s", status.job, error)
        text = scene.say.html("film-lost", title=scene.card.title)
        return NoFilm(text, again_buttons(scene.say, status.job))
    size_mb = len(ready.content) / MEBIBYTE
    if size_mb > most_mb:
        log.error("The film of job %s has %.1f MB, too many to send.", status.job, size_mb)
        title, most = scene.card.title, round(most_mb)
        return NoFilm(scene.say.html("film-too-large", title=title, most=most))
    return ready


def film_caption(scene: Scene, seconds: object) -> Html:
    """Title and length; not what it cost, because a film is forwarded with its caption."""
    status = scene.status
    length = (
        float(seconds) if isinstance(seconds, int | float) else 5.0 * status.brief.segment_count
    )
    return scene.say.html(
        "film",
        title=clipped(scene.card.title, CAPTION_MAX // 2),
        length=clock(round(length)),
    )

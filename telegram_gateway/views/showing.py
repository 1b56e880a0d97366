"""What a user decides on: the script, the pictures, the clips, and the question below them."""

import asyncio
from collections.abc import Sequence

from telegram.constants import ChatAction

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.stages import JobEvent
from adgen_dagster.domain.storyboard import SLOT_S, Segment, shorten
from adgen_dagster.domain.wishes import is_in_another_language, ratio_said
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import log_of
from adgen_dagster.studio.studio import Showing
from telegram_gateway.content.keyboards import stage_buttons, transcript_buttons
from telegram_gateway.content.markup import CAPTION_MAX, Html, clipped, joined
from telegram_gateway.content.texts import Catalogue, spans
from telegram_gateway.persistence.chats import Ask, AskKind
from telegram_gateway.transport import uploads
from telegram_gateway.transport.media import PHOTO_SIDE, AlbumPhoto, Clip, clip
from telegram_gateway.views.job_view import TRANSCRIPT, JobView
from telegram_gateway.views.notices import is_change, waiting
from telegram_gateway.views.quotes import quote_of, script_prices, stage_prices

_LOG = log_of(__name__)

ALBUM_MOST = 10
"""core.telegram.org/bots/api, sendMediaGroup: 2 to 10 items."""
LEAST_PICTURES = 3
LEFT_OUT_MAX_CHARS = 600
"""Beside the longest script there is room for so much of what it leaves out."""

_ACTIONS = {
    Product.IMAGES: ChatAction.UPLOAD_PHOTO,
    Product.CLIPS: ChatAction.UPLOAD_VIDEO,
}


async def show_material(view: JobView) -> None:
    """Show what is new, and ask what is to be decided."""
    if view.status.state is JobState.CANCELLED:
        return
    async with view.services.sender.floor(view.place):
        if view.status.awaits_transcript:
            await _ask_transcript(view)
        stage = view.status.open_stage
        for own_stage in view.status.pipeline.segment_stages:
            if _may_show(view, own_stage):
                await _show_new(view, view.status.pipeline.main_at(own_stage))
        if stage and stage not in view.card.questions:
            await _ask_stage(view, stage)


def _may_show(view: JobView, own_stage: Stage) -> bool:
    """Whether all that was asked of a product is there: it is decided on now, or was before."""
    # A guest of a later gate has not seen what was approved before it.
    is_known = view.status.pipeline.main_at(own_stage) in view.card.shown
    is_settled = own_stage in view.status.approved and is_known
    return view.status.open_stage is own_stage or is_settled


async def _ask_transcript(view: JobView) -> None:
    if TRANSCRIPT in view.card.questions:
        return
    studio_client, job = view.services.studio_client, view.status.job
    heard = await studio_client.do(studio_client.studio.transcript, job)
    body = view.say.html("transcript", text=heard)
    quote = await quote_of(view.services, job)
    price = script_prices(view.say, quote) if quote else ""
    question = joined([view.say.html("ask-transcript"), price, await _decide_within(view)])
    keyboard = transcript_buttons(view.say, job)
    owner, persistence = int(view.status.brief.owner.id), view.services.persistence
    ask = Ask(kind=AskKind.TRANSCRIPT, user=owner, at=view.now, job=job)
    # Noted before it is asked: an answer can be quicker than the note.
    await persistence.change_chat(view.card.chat, lambda chat: chat.asking(ask))
    message = await view.ask(TRANSCRIPT, body, question, keyboard)
    await persistence.change_chat(view.card.chat, lambda chat: chat.asked_in(ask, message))


async def _ask_stage(view: JobView, stage: Stage) -> None:
    count = view.status.brief.segment_count
    price = await _price(view, stage)
    if stage is Stage.SCRIPT:
        showing = await view.showing()
        body = script_text(view.say, showing)
        await view.keep(view.card.but(promise=showing.script.promise))
    else:
        body = view.say.html(f"{stage}-head", title=view.card.title)
    made_here = view.services.studio_client.studio.made_here if stage is Stage.SCRIPT else ()
    question = joined(
        [
            chosen_text(view.say, view.status.brief) if stage is Stage.SCRIPT else "",
            _question(view, stage),
            *(view.say.html(f"made-here-{part}") for part in made_here),
            *(await _wishes(view) if stage is Stage.SCRIPT else ()),
            price,
            await _decide_within(view),
        ]
    )
    is_cut = stage is Stage.VIDEOS and 0 < view.services.settings.preview_clips < count
    is_guest = view.card.is_guest
    keyboard = stage_buttons(view.say, view.status.job, stage, has_more=is_cut, is_guest=is_guest)
    await view.ask(stage, body, question, keyboard)


async def _wishes(view: JobView) -> list[Html]:
    """Return what was made of what the brief says of the film itself."""
    brief, studio_client = view.status.brief, view.services.studio_client
    asked = brief.text or await studio_client.do(studio_client.studio.transcript, view.status.job)
    ratio = ratio_said(asked)
    told: list[Html] = []
    if ratio:
        is_made = str(ratio is brief.ratio).lower()
        told.append(view.say.html("wish-ratio", ratio=brief.ratio, is_made=is_made))
    if is_in_another_language(asked):
        told.append(view.say.html("wish-language", language=brief.language))
    return told


def _question(view: JobView, stage: Stage) -> Html:
    """Tell whether it is liked; of what was made again, only that is named."""
    count = view.status.brief.segment_count
    new = view.card.renewed.get(str(view.status.pipeline.main_at(stage)), ())
    if 0 < len(new) < count:
        return view.say.html(f"ask-{stage}-new", count=len(new), numbers=spans(new))
    return view.say.html(f"ask-{stage}", count=count)


async def _price(view: JobView, stage: Stage) -> Html:
    """Return what the next step costs; nothing where nobody can say."""
    quote = await quote_of(view.services, view.status.job)
    if quote is None:
        return Html()
    return joined(
        [
            stage_prices(view.say, quote, stage),
            view.say.html("failed-beside") if quote.failures else "",
            view.say.html("over-budget") if quote.refusal else "",
        ]
    )


async def _decide_within(view: JobView) -> Html:
    studio_client = view.services.studio_client
    deadline = await studio_client.do(studio_client.studio.decide_before, view.status)
    left = waiting((deadline or view.now) - view.now)
    return view.say.html("decide-within", is_change=is_change(view.status), **left)


def chosen_text(say: Catalogue, brief: Brief) -> Html:
    """Describe the film beside its content: ratio, length, language, captions, voice."""
    voice = f"chosen-voice-{brief.voice}"
    parts = [
        brief.ratio,
        say.html("chosen-length", **waiting(SLOT_S * brief.segment_count)),
        say.html(f"chosen-language-{brief.language}"),
        say.html(f"chosen-captions-{'on' if brief.has_captions else 'off'}"),
    ]
    if brief.voice:
        known = say.html(voice) if say.has(voice) else ""
        parts.append(known or say.html("chosen-voice", voice=brief.voice))
    return say.html("chosen", parts=joined(parts, " · "))


def script_text(say: Catalogue, showing: Showing) -> Html:
    """Write the script with its lines and their times, act by act."""
    acts: list[list[Html]] = []
    act = None
    for segment in showing.storyboard.segments:
        if segment.act is not act:
            act = segment.act
            acts.append([say.html(f"act-{act}")])
        at = clock(segment.start_s)
        acts[-1].append(say.html("script-line", at=at, narration=segment.narration))
    head = say.html("script-title", title=showing.script.title)
    promise = say.html("script-promise", promise=showing.script.promise)
    story = [joined([head, promise], "\n"), *(joined(lines, "\n") for lines in acts)]
    letters = " ".join(showing.undrawable)
    phrases = shorten("; ".join(showing.script.left_out), LEFT_OUT_MAX_CHARS)
    notes = [
        say.html("script-left-out", phrases=phrases) if phrases else "",
        say.html("script-undrawable", letters=letters) if letters else "",
    ]
    return joined([*story, *notes])


def clock(seconds: float) -> str:
    """Format a time as players show it: `0:05`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


async def _show_new(view: JobView, product: Product) -> None:
    """Show the pictures or clips that the chat has not seen; of the first ones, a preview."""
    seen = view.card.shown.get(product, {})
    new = {
        segment: event
        for segment, event in view.events(product).items()
        if event.id > seen.get(segment, 0)
    }
    if not new:
        return
    renewed = tuple(segment for segment in new if segment in seen)
    most = _preview(view, product) if not seen else 0
    for album in albums(list(new.items())[: most or None]):
        await send_album(view, product, album)
        seen = {**seen, **{segment: event.id for segment, event in album}}
        await _note_shown(view, product, seen)
    everything = {segment: event.id for segment, event in view.events(product).items()}
    await _note_shown(view, product, everything)
    await view.keep(view.card.but(renewed={**view.card.renewed, str(product): renewed}))


async def send_album(
    view: JobView, product: Product, album: Sequence[tuple[int, JobEvent]]
) -> None:
    """Show some pictures or clips together."""
    board = (await view.showing()).storyboard
    async with view.services.sender.doing(view.place, _ACTIONS[product]):
        found = await asyncio.gather(
            *(_piece(view, product, event, board.segment(segment)) for segment, event in album)
        )
        if pieces := [piece for piece in found if piece]:
            await uploads.send_album(view.services.sender, view.place, pieces)


async def _note_shown(view: JobView, product: Product, seen: dict[int, int]) -> None:
    await view.keep(view.card.but(shown={**view.card.shown, str(product): seen}))


def albums(
    chosen: Sequence[tuple[int, JobEvent]],
) -> list[Sequence[tuple[int, JobEvent]]]:
    """Ten at most together, and no last one alone."""
    groups = [chosen[at : at + ALBUM_MOST] for at in range(0, len(chosen), ALBUM_MOST)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        both = [*groups[-2], *groups[-1]]
        groups[-2:] = [both[:-2], both[-2:]]
    return groups


async def _piece(
    view: JobView, product: Product, event: JobEvent, segment: Segment
) -> AlbumPhoto | Clip | None:
    """A picture or clip ready to be sent; None: it cannot be read, which must not stop the job."""
    caption = view.say.html(
        "piece",
        n=segment.index,
        at=clock(segment.start_s),
        narration=clipped(segment.narration, CAPTION_MAX // 2),
    )
    studio_client = view.services.studio_client
    try:
        if product is Product.IMAGES:
            job = view.status.job
            return AlbumPhoto(
                await studio_client.do(studio_client.studio.picture, job, event, PHOTO_SIDE),
                caption,
            )
        about = await studio_client.do(studio_client.studio.about, event)
        ratio = view.status.brief.ratio
        path, name = studio_client.studio.file(event), f"{segment.index:02d}"
        return await studio_client.do(clip, path, about, ratio, caption, name)
    except (OSError, AdgenError) as error:
        _LOG.warning("take_not_shown", job=view.status.job, path=event.path, why=str(error))
        return None


def _preview(view: JobView, product: Product) -> int:
    chosen = view.services.settings
    if product is Product.CLIPS:
        return chosen.preview_clips
    return chosen.preview_images and max(chosen.preview_images, LEAST_PICTURES)

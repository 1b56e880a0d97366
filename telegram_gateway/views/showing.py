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
from adgen_dagster.studio.studio import Showing
from telegram_gateway.content.keyboards import stage_buttons, transcript_buttons
from telegram_gateway.content.markup import CAPTION_MAX, Html, clipped, joined
from telegram_gateway.content.texts import Catalogue, spans
from telegram_gateway.logs import log
from telegram_gateway.persistence.memory import Ask, AskKind
from telegram_gateway.transport import uploads
from telegram_gateway.transport.media import PHOTO_SIDE, Clip, Picture, clip
from telegram_gateway.views.job_view import TRANSCRIPT, Scene
from telegram_gateway.views.notices import is_change, waiting
from telegram_gateway.views.prices import quote_of, script_prices, stage_prices

ALBUM_MOST = 10
"""core.telegram.org/bots/api, sendMediaGroup: 2 to 10 items."""
LEAST_PICTURES = 3
LEFT_OUT_MAX_CHARS = 600
"""Beside the longest script there is room for so much of what it leaves out."""

_ACTIONS = {
    Product.IMAGES: ChatAction.UPLOAD_PHOTO,
    Product.CLIPS: ChatAction.UPLOAD_VIDEO,
}


async def show_material(scene: Scene) -> None:
    """Show what is new, and ask what is to be decided."""
    if scene.status.state is JobState.CANCELLED:
        return
    async with scene.office.outlet.floor(scene.place):
        if scene.status.awaits_transcript:
            await _ask_transcript(scene)
        stage = scene.status.open_stage
        for own_stage in scene.status.pipeline.segment_stages:
            if _may_show(scene, own_stage):
                await _show_new(scene, scene.status.pipeline.main_at(own_stage))
        if stage and stage not in scene.card.questions:
            await _ask_stage(scene, stage)


def _may_show(scene: Scene, own_stage: Stage) -> bool:
    """Whether all that was asked of a product is there: it is decided on now, or was before."""
    # A guest of a later gate has not seen what was approved before it.
    is_known = scene.status.pipeline.main_at(own_stage) in scene.card.shown
    is_settled = own_stage in scene.status.approved and is_known
    return scene.status.open_stage is own_stage or is_settled


async def _ask_transcript(scene: Scene) -> None:
    if TRANSCRIPT in scene.card.questions:
        return
    desk, job = scene.office.desk, scene.status.job
    heard = await desk.do(desk.studio.transcript, job)
    body = scene.say.html("transcript", text=heard)
    quote = await quote_of(scene.office, job)
    price = script_prices(scene.say, quote) if quote else ""
    question = joined([scene.say.html("ask-transcript"), price, await _decide_within(scene)])
    keyboard = transcript_buttons(scene.say, job)
    owner, memory = int(scene.status.brief.owner.id), scene.office.memory
    ask = Ask(kind=AskKind.TRANSCRIPT, user=owner, at=scene.now, job=job)
    # Noted before it is asked: an answer can be quicker than the note.
    await memory.change_chat(scene.card.chat, lambda chat: chat.asking(ask))
    message = await scene.ask(TRANSCRIPT, body, question, keyboard)
    await memory.change_chat(scene.card.chat, lambda chat: chat.asked_in(ask, message))


async def _ask_stage(scene: Scene, stage: Stage) -> None:
    count = scene.status.brief.segment_count
    price = await _price(scene, stage)
    if stage is Stage.SCRIPT:
        showing = await scene.showing()
        body = script_text(scene.say, showing)
        await scene.keep(scene.card.but(promise=showing.script.promise))
    else:
        body = scene.say.html(f"{stage}-head", title=scene.card.title)
    made_here = scene.office.desk.studio.made_here if stage is Stage.SCRIPT else ()
    question = joined(
        [
            chosen_text(scene.say, scene.status.brief) if stage is Stage.SCRIPT else "",
            _question(scene, stage),
            *(scene.say.html(f"made-here-{part}") for part in made_here),
            *(await _wishes(scene) if stage is Stage.SCRIPT else ()),
            price,
            await _decide_within(scene),
        ]
    )
    is_cut = stage is Stage.VIDEOS and 0 < scene.office.settings.preview_clips < count
    is_guest = scene.card.is_guest
    keyboard = stage_buttons(scene.say, scene.status.job, stage, has_more=is_cut, is_guest=is_guest)
    await scene.ask(stage, body, question, keyboard)


async def _wishes(scene: Scene) -> list[Html]:
    """Return what was made of what the brief says of the film itself."""
    brief, desk = scene.status.brief, scene.office.desk
    asked = brief.text or await desk.do(desk.studio.transcript, scene.status.job)
    ratio = ratio_said(asked)
    told: list[Html] = []
    if ratio:
        is_made = str(ratio is brief.ratio).lower()
        told.append(scene.say.html("wish-ratio", ratio=brief.ratio, is_made=is_made))
    if is_in_another_language(asked):
        told.append(scene.say.html("wish-language", language=brief.language))
    return told


def _question(scene: Scene, stage: Stage) -> Html:
    """Tell whether it is liked; of what was made again, only that is named."""
    count = scene.status.brief.segment_count
    new = scene.card.renewed.get(str(scene.status.pipeline.main_at(stage)), ())
    if 0 < len(new) < count:
        return scene.say.html(f"ask-{stage}-new", count=len(new), numbers=spans(new))
    return scene.say.html(f"ask-{stage}", count=count)


async def _price(scene: Scene, stage: Stage) -> Html:
    """Return what the next step costs; nothing where nobody can say."""
    quote = await quote_of(scene.office, scene.status.job)
    if quote is None:
        return Html()
    return joined(
        [
            stage_prices(scene.say, quote, stage),
            scene.say.html("failed-beside") if quote.failures else "",
            scene.say.html("over-budget") if quote.refusal else "",
        ]
    )


async def _decide_within(scene: Scene) -> Html:
    desk = scene.office.desk
    deadline = await desk.do(desk.studio.decide_before, scene.status)
    left = waiting((deadline or scene.now) - scene.now)
    return scene.say.html("decide-within", is_change=is_change(scene.status), **left)


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


async def _show_new(scene: Scene, product: Product) -> None:
    """Show the pictures or clips that the chat has not seen; of the first ones, a preview."""
    seen = scene.card.shown.get(product, {})
    new = {
        segment: event
        for segment, event in scene.events(product).items()
        if event.id > seen.get(segment, 0)
    }
    if not new:
        return
    renewed = tuple(segment for segment in new if segment in seen)
    most = _preview(scene, product) if not seen else 0
    for album in albums(list(new.items())[: most or None]):
        await send_album(scene, product, album)
        seen = {**seen, **{segment: event.id for segment, event in album}}
        await _note_shown(scene, product, seen)
    everything = {segment: event.id for segment, event in scene.events(product).items()}
    await _note_shown(scene, product, everything)
    await scene.keep(scene.card.but(renewed={**scene.card.renewed, str(product): renewed}))


async def send_album(scene: Scene, product: Product, album: Sequence[tuple[int, JobEvent]]) -> None:
    """Show some pictures or clips together."""
    board = (await scene.showing()).storyboard
    async with scene.office.outlet.doing(scene.place, _ACTIONS[product]):
        found = await asyncio.gather(
            *(_piece(scene, product, event, board.segment(segment)) for segment, event in album)
        )
        if pieces := [piece for piece in found if piece]:
            await uploads.send_album(scene.office.outlet, scene.place, pieces)


async def _note_shown(scene: Scene, product: Product, seen: dict[int, int]) -> None:
    await scene.keep(scene.card.but(shown={**scene.card.shown, str(product): seen}))


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
    scene: Scene, product: Product, event: JobEvent, segment: Segment
) -> Picture | Clip | None:
    """A picture or clip ready to be sent; None: it cannot be read, which must not stop the job."""
    caption = scene.say.html(
        "piece",
        n=segment.index,
        at=clock(segment.start_s),
        narration=clipped(segment.narration, CAPTION_MAX // 2),
    )
    desk = scene.office.desk
    try:
        if product is Product.IMAGES:
            job = scene.status.job
            return Picture(await desk.do(desk.studio.picture, job, event, PHOTO_SIDE), caption)
        about = await desk.do(desk.studio.about, event)
        ratio = scene.status.brief.ratio
        path, name = desk.studio.file(event), f"{segment.index:02d}"
        return await desk.do(clip, path, about, ratio, caption, name)
    except (OSError, AdgenError) as error:
        log.warning("%s of job %s cannot be shown: %s", event.path, scene.status.job, error)
        return None


def _preview(scene: Scene, product: Product) -> int:
    chosen = scene.office.settings
    if product is Product.CLIPS:
        return chosen.preview_clips
    return chosen.preview_images and max(chosen.preview_images, LEAST_PICTURES)

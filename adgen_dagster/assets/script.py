"""The transcript, the script and its segments."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg

from adgen_dagster.assets.gates import brief
from adgen_dagster.domain.storyboard import Script, Storyboard, cut_into_segments, narration_budget
from adgen_dagster.domain.words import Product
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.media.length import measured_seconds
from adgen_dagster.media.letters import undrawable
from adgen_dagster.partitions import jobs
from adgen_dagster.plaintext import plain
from adgen_dagster.providers.base import Heard, Written
from adgen_dagster.resources import Workshop
from adgen_dagster.storage.artifacts import Take
from adgen_dagster.work.job_work import JobWork, work_on
from adgen_dagster.work.provider_call import asking, unusable
from adgen_dagster.work.results import Stopwatch, finish, metadata_of, reused

_MOST_LETTERS_PER_S = 50
"""Nobody speaks half as fast; a longer answer would be paid again by the writer who reads it."""


class VoiceTooLongError(AdgenError):
    """A voice message is longer than the studio listens; nothing was paid for it."""

    kind = ErrorKind.BAD_INPUT


@dg.asset(partitions_def=jobs, deps=[brief], kinds={"openai"})
def transcript(context: dg.AssetExecutionContext, workshop: Workshop) -> dg.MaterializeResult[Any]:
    """What the person asked for, in words: typed, or heard in a voice message."""
    with work_on(context, Product.TRANSCRIPT, workshop.store) as work:
        take, watch = work.take(), Stopwatch()
        if reused(take) is None:
            with asking(take) as asked:
                heard = _hear(work, workshop, take)
            text = plain(heard.text)
            take.write("transcript", {"text": text})
            path = f"{take.folder}/transcript.json"
            finish(take, path, heard, watch.seconds, provider_s=asked.seconds, text=text)
        return dg.MaterializeResult(metadata=metadata_of(take.result or {}))


def _hear(work: JobWork, workshop: Workshop, take: Take) -> Heard:
    if work.brief.text or not work.brief.voice_file:
        return Heard(provider="person", model="typed", text=work.brief.text)
    with work.store.scratch_folder(work.job) as folder:
        voice = work.store.local(work.brief.voice_file, folder)
        seconds = _measured(voice, workshop)
        providers = workshop.providers()
        price_usd = providers.transcriber.price_usd(seconds)
        work.budget.require(work.status, price_usd, providers.prices(work.brief))
        heard = providers.transcriber.transcribe(voice, seconds, work.brief.language, take)
        if len(heard.text) > _MOST_LETTERS_PER_S * (seconds + 1):
            told = f"{len(heard.text)} letters cannot have been said in {seconds:.0f} s."
            raise unusable(heard, told, price_usd)
        caption = work.brief.caption
        return replace(heard, text=f"{heard.text}\n\n{caption}") if caption else heard


def _measured(voice: Path, workshop: Workshop) -> float:
    """Return how long a voice message is; hearing it is paid by the second."""
    most_s = workshop.settings.voice_max_s
    seconds = measured_seconds(workshop.ffmpeg, voice, until_s=most_s + 1)
    if seconds > most_s:
        raise VoiceTooLongError(
            f"The voice message is longer than the {most_s:g} seconds of ADGEN_VOICE_MAX_S: order"
            " again with a shorter one, or type it."
        )
    return seconds


@dg.asset(partitions_def=jobs, deps=[transcript], kinds={"openai"})
def script(context: dg.AssetExecutionContext, workshop: Workshop) -> dg.MaterializeResult[Any]:
    """The advertisement's story: one promise, told line by line."""
    with work_on(context, Product.SCRIPT, workshop.store) as work:
        take, watch = work.take(), Stopwatch()
        if reused(take) is None:
            heard = str(work.document(Product.TRANSCRIPT)["text"])
            request = work.status.corrected_request or heard
            providers = workshop.providers()
            writer, prices = providers.writer, providers.prices(work.brief)
            work.budget.require(work.status, prices.story_usd, prices)
            with asking(take) as asked:
                written = writer.write_script(work.brief, request, work.notes(), take)
                story = _require_script(written, work, prices.story_usd)
            take.write("script", story.model_dump(mode="json"))
            finish(
                take,
                f"{take.folder}/script.json",
                written,
                watch.seconds,
                provider_s=asked.seconds,
                title=story.title,
                promise=story.promise,
            )
        return dg.MaterializeResult(metadata=metadata_of(take.result or {}))


def _require_script(written: Written, work: JobWork, again_usd: float) -> Script:
    if written.script is None:
        raise unusable(written, "There is no script.", again_usd)
    try:
        return written.script.require_acts(work.brief)
    except ValueError as error:
        raise unusable(written, str(error), again_usd) from error


@dg.asset(partitions_def=jobs, deps=[script], kinds={"openai"})
def segments(context: dg.AssetExecutionContext, workshop: Workshop) -> dg.MaterializeResult[Any]:
    """The script cut into 5-second slots, each with what is said, seen and moved."""
    with work_on(context, Product.SEGMENTS, workshop.store) as work:
        take, watch = work.take(), Stopwatch()
        if reused(take) is None:
            story = Script.model_validate(work.document(Product.SCRIPT))
            with asking(take) as asked:
                written = workshop.providers().writer.write_prompts(work.brief, story, take)
            board = cut_into_segments(work.brief, story, written.prompts)
            take.write("segments", board.model_dump(mode="json"))
            finish(
                take,
                f"{take.folder}/segments.json",
                written,
                watch.seconds,
                provider_s=asked.seconds,
                count=len(board.segments),
                narration_budget_chars=narration_budget(work.brief.language),
                not_in_captions=undrawable(board.said),
            )
        board = Storyboard.model_validate(work.store.read_json(f"{take.folder}/segments.json"))
        shown = metadata_of(take.result or {})
        return dg.MaterializeResult(metadata={**shown, "storyboard": _table(board)})


def _table(board: Storyboard) -> dg.MetadataValue[Any]:
    rows = "\n".join(
        f"| {part.index} | {part.start_s:g}-{part.end_s:g} s | {part.act} |"
        f" {part.narration.replace('|', '/')} | {part.image_prompt.replace('|', '/')} |"
        for part in board.segments
    )
    head = "| | slot | act | narration | picture |\n| --- | --- | --- | --- | --- |\n"
    return dg.MetadataValue.md(head + rows)

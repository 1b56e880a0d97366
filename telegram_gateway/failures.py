"""Failures as their person is told them, and which ways on can help."""

import re

from adgen_dagster.errors import ErrorKind
from adgen_dagster.stages import PER_SEGMENT, Failure, JobStatus, Product, Stage
from telegram_gateway.markup import Html, clipped, joined
from telegram_gateway.texts import Catalogue, spans

REASON_UNITS = 300

REWORDED = {
    Product.SCRIPT: Stage.SCRIPT,
    Product.SEGMENTS: Stage.SCRIPT,
    Product.IMAGES: Stage.IMAGES,
    Product.CLIPS: Stage.VIDEOS,
}
"""What a person can have made in other words after it failed."""

_WORDS_ARE_THE_CAUSE = {ErrorKind.REJECTED, ErrorKind.BAD_REQUEST, ErrorKind.BAD_OUTPUT}
_REASON_HELPS = {ErrorKind.REJECTED, ErrorKind.BAD_REQUEST}
"""Where the service's own words, in whatever language, say what to change."""
_NAMES_SEGMENTS = re.compile(r"^Segments? [\d, ]+: ")

_OWN_WORDS: dict[tuple[Product, str], str] = {
    (Product.TRANSCRIPT, ErrorKind.UNSUPPORTED): "failure-voice",
    (Product.TRANSCRIPT, ErrorKind.BAD_INPUT): "failure-not-heard",
    # The picture that is set in motion came from a provider, not from the person.
    (Product.CLIPS, ErrorKind.BAD_INPUT): "failure-picture",
}


def can_reword(failure: Failure) -> bool:
    """Whether other words may help: they are the cause, and can be changed."""
    return failure.kind in _WORDS_ARE_THE_CAUSE and failure.product in REWORDED


def can_try_again(failure: Failure) -> bool:
    """Whether the same once more may help."""
    match failure.kind:
        case ErrorKind.UNSUPPORTED:
            return False
        case ErrorKind.BAD_INPUT:
            # Runway now and then cannot prepare a good picture; a person's file stays as it is.
            return failure.product is Product.CLIPS
        case ErrorKind.REJECTED:
            return not can_reword(failure)
        case _:
            return True


def failure_text(say: Catalogue, title: str, status: JobStatus, failure: Failure) -> Html:
    """A failure in the person's language: what happened, and what they can do."""
    own_words = _OWN_WORDS.get((failure.product, failure.kind))
    key = own_words or f"failure-{failure.kind.replace('_', '-')}"
    where = ""
    if failure.segments:
        of_what = "failure-lines" if failure.product is Product.AUDIO else "failure-segments"
        count, numbers = len(failure.segments), spans(failure.segments)
        where = say.html(of_what, count=count, numbers=numbers, rest=_rest(status, failure))
    reason = ""
    if failure.kind in _REASON_HELPS:
        reason = clipped(_NAMES_SEGMENTS.sub("", failure.message), REASON_UNITS)
    lines = [
        say.html("failure-title", title=title),
        say.html(key if say.has(key) else "failure-other"),
        where,
        say.html("failure-reason", reason=reason) if reason else "",
    ]
    return joined(lines, "\n")


def _rest(status: JobStatus, failure: Failure) -> str:
    """What of the others is done: `all`, `some` or `none`; of lines, nobody knows how many."""
    product, count = failure.product, status.brief.segment_count
    if product not in PER_SEGMENT:
        return "some" if len(failure.segments) < count else "none"
    failed = {
        segment for each in status.failures if each.product is product for segment in each.segments
    }
    missing = set(status.missing[product])
    if len(missing) == count:
        return "none"
    return "all" if missing <= failed else "some"

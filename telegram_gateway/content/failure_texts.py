"""Failure texts for users, and the actions that can help."""

import re

from adgen_dagster.domain.stages import Failure, JobStatus
from adgen_dagster.domain.words import Product
from adgen_dagster.errors import ErrorKind
from adgen_dagster.studio.rules import reworded_at
from telegram_gateway.content.markup import Html, clipped, joined
from telegram_gateway.content.texts import Catalogue, spans

REASON_UNITS = 300


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


def can_reword(status: JobStatus, failure: Failure) -> bool:
    """Tell whether other words may help: they are the cause, and can be changed."""
    is_worded = reworded_at(status, failure) is not None
    return is_worded and failure.kind in _WORDS_ARE_THE_CAUSE


def can_try_again(status: JobStatus, failure: Failure) -> bool:
    """Tell whether the same once more may help."""
    match failure.kind:
        case ErrorKind.UNSUPPORTED:
            return False
        case ErrorKind.BAD_INPUT:
            # Runway now and then cannot prepare a good picture; a user's file stays as it is.
            return failure.product is Product.CLIPS
        case ErrorKind.REJECTED:
            return not can_reword(status, failure)
        case _:
            return True


def failure_text(say: Catalogue, title: str, status: JobStatus, failure: Failure) -> Html:
    """Describe a failure in the user's language: what happened, and what they can do."""
    own_words = _OWN_WORDS.get((failure.product, failure.kind))
    key = own_words or f"failure-{failure.kind.replace('_', '-')}"
    where = ""
    if failure.segments:
        is_spoken = status.pipeline[failure.product].is_spoken
        of_what = "failure-lines" if is_spoken else "failure-segments"
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
    if not status.pipeline[product].per_segment:
        return "some" if len(failure.segments) < count else "none"
    failed = {
        segment for each in status.failures if each.product is product for segment in each.segments
    }
    missing = set(status.missing[product])
    if len(missing) == count:
        return "none"
    return "all" if missing <= failed else "some"

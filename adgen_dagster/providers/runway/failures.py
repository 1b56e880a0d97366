"""Classifies Runway's refusals and failures by what a user can do about them."""

import re
from dataclasses import dataclass

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway.api_models import SENTENCE_MAX_CHARS, Refusal

_NO_CREDITS = re.compile(r"(not|n't) have enough credits|insufficient credits", re.IGNORECASE)
_STATUS_KINDS = {
    401: ErrorKind.UNAUTHORIZED,
    402: ErrorKind.OUT_OF_CREDIT,
    403: ErrorKind.UNAUTHORIZED,
    429: ErrorKind.RATE_LIMITED,
}
_ADVICE = {
    ErrorKind.UNAUTHORIZED: "Runway does not accept the key (RUNWAYML_API_SECRET) for this",
    ErrorKind.OUT_OF_CREDIT: "The Runway account has not enough credits",
    ErrorKind.RATE_LIMITED: "Runway takes no more requests now: too many at once, or today",
    ErrorKind.UNAVAILABLE: "Runway is out of order or overloaded",
    ErrorKind.BAD_REQUEST: "Runway refuses the request",
}


class RunwayError(ProviderError):
    """A call to Runway that failed.

    `is_passing` says that the same call may succeed later; `is_own_word` that Runway itself
    answered, and nothing in between; `did_nothing` that Runway certainly began nothing. The take
    stays open, unless `is_over`.
    """

    def __init__(
        self,
        kind: ErrorKind,
        message: str,
        *,
        status: int = 0,
        is_passing: bool = False,
        is_own_word: bool = False,
        did_nothing: bool = False,
        retry_after_s: float = 0.0,
        is_over: bool = False,
    ) -> None:
        super().__init__(kind, message, is_over=is_over)
        self.status = status
        self.is_passing = is_passing
        self.is_own_word = is_own_word
        self.did_nothing = did_nothing
        self.retry_after_s = retry_after_s


def refusal(status: int, answer: Refusal | None, retry_after_s: float = 0.0) -> RunwayError:
    """Build the error for an HTTP status, with Runway's own sentence.

    Whether it did nothing is told as for a request that makes a task. Runway documents 429, 502,
    503 and 504 as safe to send again ("HTTP errors", read 2026-11-24). A 502 or 504 that is not
    in Runway's words (`{"error": …}`) comes from something in between, which has passed the request
    on and cannot know what became of it.
    """
    sentence = answer.sentence if answer else ""
    kind = _STATUS_KINDS.get(status)
    if kind is None:
        kind = ErrorKind.BAD_REQUEST if 400 <= status < 500 else ErrorKind.UNAVAILABLE
    if kind is ErrorKind.BAD_REQUEST and _NO_CREDITS.search(sentence):
        kind = ErrorKind.OUT_OF_CREDIT
    is_own_word = answer is not None and bool(sentence) and answer.id is None
    told = f"{_ADVICE[kind]}{f': {sentence}' if sentence else f' (HTTP {status}).'}"
    return RunwayError(
        kind,
        f"{told} It asks for a pause of {retry_after_s:.0f} s." if retry_after_s else told,
        status=status,
        is_passing=status in {408, 429} or status >= 500,
        is_own_word=is_own_word,
        did_nothing=(300 <= status < 500 and status != 303)
        or status == 503
        or (status in {502, 504} and is_own_word),
        retry_after_s=retry_after_s,
        is_over=kind is ErrorKind.BAD_REQUEST,
    )


def unknown_outcome(estimated_usd: float) -> ProviderError:
    """Build the error for a request that was sent and never answered."""
    return ProviderError(
        ErrorKind.UNKNOWN_OUTCOME,
        "The request was sent to Runway, but no answer came that says whether it was taken: it may"
        f" be in the making, and paid for (about ${estimated_usd:.2f}), or not. It is not sent"
        " again by itself. Trying again begins anew and may pay a second time.",
    )


def without_file() -> RunwayError:
    """Build the error for a task that reports success and has no file yet."""
    return RunwayError(
        ErrorKind.BAD_OUTPUT,
        "Runway says that it has succeeded, but gives no file.",
        is_passing=True,
        is_over=True,
    )


def useless(why: str, cost_usd: float, again_usd: float) -> ProviderError:
    """Build the error for a task that is paid for and delivered nothing usable."""
    return ProviderError(
        ErrorKind.BAD_OUTPUT,
        f"{why} It was paid ({cost_usd:.2f} USD). Trying again has it made anew, and costs about"
        f" {again_usd:.2f} USD again.",
        cost_usd=cost_usd,
    )


@dataclass(frozen=True)
class FailureRule:
    """What a task's failure code means."""

    kind: ErrorKind
    advice: str
    is_retried: bool = False


_MODERATED = FailureRule(
    ErrorKind.REJECTED,
    "Runway's moderation rejected it. Reword the prompt, or use another picture",
)
_BROKEN = FailureRule(
    ErrorKind.UNAVAILABLE, "Runway failed to make it. Try again later", is_retried=True
)
_RULES = (
    (
        "INTERNAL.BAD_OUTPUT",
        FailureRule(
            ErrorKind.BAD_OUTPUT,
            "Runway found its own result not good enough. A simpler prompt, or a picture without"
            " text and graphics in it, helps",
            is_retried=True,
        ),
    ),
    ("INTERNAL", _BROKEN),
    (
        "INPUT_PREPROCESSING.INTERNAL",
        FailureRule(
            ErrorKind.BAD_INPUT,
            "Runway could not prepare what was handed in. Use another picture, or try later",
            is_retried=True,
        ),
    ),
    (
        "INPUT_PREPROCESSING",
        FailureRule(
            ErrorKind.BAD_INPUT,
            "Runway could not prepare what was handed in. Use another picture",
        ),
    ),
    (
        "ASSET",
        FailureRule(
            ErrorKind.BAD_INPUT,
            "Runway cannot use the picture: its size, its shape or its format is not what the"
            " model takes",
        ),
    ),
    (
        "THIRD_PARTY.UNAVAILABLE",
        FailureRule(
            ErrorKind.UNAVAILABLE,
            "The model's maker is out of order. Try again later, or choose another model",
            is_retried=True,
        ),
    ),
    (
        "THIRD_PARTY",
        FailureRule(ErrorKind.BAD_REQUEST, "The model's maker refuses the request"),
    ),
)
_UNHEARD_OF = FailureRule(ErrorKind.UNAVAILABLE, "Runway failed for a reason not known here")


def rule_for(failure_code: str) -> FailureRule:
    """Classify a failure code (https://docs.dev.runwayml.com/errors/task-failures/).

    The list is open: a new code under a known head is treated as its head is. A failure without a
    code counts as internal. `SAFETY` counts wherever it stands (`INPUT_PREPROCESSING.SAFETY.TEXT`).
    """
    code = failure_code.strip().upper()
    if "SAFETY" in code.split("."):
        return _MODERATED
    if not code:
        return _BROKEN
    fitting = (rule for head, rule in _RULES if f"{code}.".startswith(f"{head}."))
    return next(fitting, _UNHEARD_OF)


def task_failure(status: str, failure_code: str, said: str, cost_usd: float) -> ProviderError:
    """Build the error for a task that has ended without a result.

    Args:
        status: FAILED; or CANCELLED, GONE and TIMED_OUT, which are over without a code.
        failure_code: Runway's, may be empty.
        said: a sentence about it.
        cost_usd: what stays charged.
    """
    said = said[:SENTENCE_MAX_CHARS]
    if status == "TIMED_OUT":
        return ProviderError(ErrorKind.TIMED_OUT, said, cost_usd=cost_usd)
    if status != "FAILED":
        return ProviderError(
            ErrorKind.UNAVAILABLE,
            "The task was cancelled or deleted at Runway before it was fetched from there.",
            cost_usd=cost_usd,
        )
    rule = rule_for(failure_code)
    told = f" Runway says: {said}" if said else ""
    return ProviderError(
        rule.kind, f"{rule.advice} ({failure_code or 'no code'}).{told}", cost_usd=cost_usd
    )

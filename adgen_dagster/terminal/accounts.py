"""What `adgen doctor` asks the providers: keys, models, credits, prompts."""

from collections.abc import Iterator

from adgen_dagster.errors import AdgenError
from adgen_dagster.providers.runway import account_of, runway_from
from adgen_dagster.settings import Settings

Found = tuple[str, bool | None, str]
"""Name, whether it is fine (None: worth knowing), and what was said."""


def look_at_accounts(chosen: Settings) -> Iterator[Found]:
    """Ask each provider that has a key; one that does not answer is told like one that refuses."""
    if chosen.openai_api_key:
        yield from _openai(chosen)
    if chosen.runway_api_key:
        yield from _runway(chosen)


def _openai(chosen: Settings) -> Iterator[Found]:
    # Every command would wait half a second for this import.
    from adgen_dagster.providers.openai import load_prompts, openai_from  # noqa: PLC0415

    try:
        load_prompts(chosen.prompts_dir)
        yield "prompts", True, str(chosen.prompts_dir or "our own")
        for finding in openai_from(chosen).check_models():
            yield f"OpenAI model {finding.model}", finding.is_fine, finding.said
    except AdgenError as error:
        yield "OpenAI", False, str(error)


def _runway(chosen: Settings) -> Iterator[Found]:
    try:
        runway = runway_from(chosen)
        account = account_of(runway.client)
    except AdgenError as error:
        yield "Runway", False, str(error)
        return
    credits_left = account.credit_balance
    yield "Runway credits", credits_left > 0, f"{credits_left} ({credits_left / 100:.2f} USD)"
    for model in (chosen.runway_image_model, chosen.runway_video_model, chosen.runway_speech_model):
        is_known = model in account.models
        yield f"Runway model {model}", is_known, "in reach" if is_known else "not in reach"

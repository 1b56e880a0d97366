"""What a chat is told about money before it is spent."""

from adgen_dagster.domain.words import Stage
from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import log_of
from adgen_dagster.studio.budget import Quote
from adgen_dagster.studio.orders import Order
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.content.texts import Catalogue, is_paid, money
from telegram_gateway.interaction import Interaction
from telegram_gateway.services import Services

_LOG = log_of(__name__)


async def quote_of(services: Services, job: str) -> Quote | None:
    """Return what a job has cost and will cost; None if it is unknown."""
    studio_client = services.studio_client
    try:
        return await studio_client.do(studio_client.studio.quote, job)
    except AdgenError as error:
        _LOG.warning("job_price_unknown", job=job, why=str(error))
        return None


async def film_price(interaction: Interaction) -> Html:
    """Say what a film costs with the choices of a chat; nothing if it is unknown."""
    say, chosen, studio_client = (
        interaction.say,
        interaction.chat.choices,
        interaction.services.studio_client,
    )
    order = Order(
        owner=interaction.person,
        text=say.plain("talk-greeting"),
        language=chosen.film_language or say.language,
        ratio=chosen.ratio,
        format=chosen.format,
    )
    try:
        usd = await studio_client.do(studio_client.studio.price_of, order)
    except AdgenError as error:
        _LOG.warning("film_price_unknown", why=str(error))
        return Html()
    return say.html("price-of-film", usd=money(usd), is_free=str(not is_paid(usd)).lower())


def stage_prices(say: Catalogue, quote: Quote, stage: Stage) -> Html:
    """Say what was spent, and what the next step, the whole film and one redo cost."""
    usd, spent_usd = quote.next_stage_usd, quote.spent_usd
    is_whole = stage is Stage.SCRIPT and is_paid(quote.rest_usd)
    whole_usd = spent_usd + quote.rest_usd
    next_step = say.html(f"price-{stage}", usd=money(usd), is_free=str(not is_paid(usd)).lower())
    lines = [
        say.html("price-spent", usd=money(spent_usd)) if is_paid(spent_usd) else "",
        next_step,
        say.html("price-whole", usd=money(whole_usd)) if is_whole else "",
        redo_price(say, quote, stage),
        redo_price(say, quote, Stage.IMAGES) if stage is Stage.VIDEOS else "",
    ]
    return joined(lines, "\n")


def script_prices(say: Catalogue, quote: Quote) -> Html:
    """Say what transcribing a brief has cost, and what writing its script will."""
    spent_usd, usd = quote.spent_usd, quote.redo_each_usd[Stage.SCRIPT]
    lines = [
        say.html("price-spent", usd=money(spent_usd)) if is_paid(spent_usd) else "",
        say.html("price-transcript", usd=money(usd)) if is_paid(usd) else "",
    ]
    return joined(lines, "\n")


def redo_price(say: Catalogue, quote: Quote, stage: Stage, count: int = 1) -> Html:
    """Say what making so much of a stage again costs; nothing if it is free."""
    usd = quote.redo_each_usd[stage] * count
    if not is_paid(usd):
        return Html()
    is_both = stage is Stage.IMAGES and quote.needs_clips_again
    key = "price-redo-both" if is_both else f"price-redo-{stage}"
    return say.html(key, usd=money(usd), count=count)

"""The Runway account: its credits, and the models it may use."""

from dataclasses import dataclass

from adgen_dagster.errors import ErrorKind
from adgen_dagster.logs import log_of
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway.client import RunwayClient
from adgen_dagster.providers.runway.failures import RunwayError
from adgen_dagster.providers.runway.prices import credits_for, usd

_LOG = log_of(__name__)


@dataclass(frozen=True)
class CreditAccount:
    """The organization that a key belongs to."""

    credit_balance: int
    models: frozenset[str]
    """Those that it may use."""


def account_of(client: RunwayClient) -> CreditAccount:
    """Ask Runway (`GET /v1/organization`); it costs nothing.

    Raises:
        RunwayError: it does not accept the key, or does not answer.
    """
    answer = client.organization()
    return CreditAccount(answer.credit_balance, frozenset(answer.tier.models))


def require_funds(client: RunwayClient, amount_usd: float) -> None:
    """Raise if the account cannot pay that much.

    A Runway that cannot be asked stops nothing here: it refuses by itself what cannot be paid.

    Raises:
        ProviderError: OUT_OF_CREDIT with both numbers; or Runway does not accept the key.
    """
    try:
        balance = account_of(client).credit_balance
    except RunwayError as error:
        if not error.is_passing:
            raise
        _LOG.warning("credits_unknown", why=str(error))
        return
    needed = credits_for(amount_usd)
    if balance < needed:
        raise ProviderError(
            ErrorKind.OUT_OF_CREDIT,
            f"This takes about {needed} Runway credits (${usd(needed):.2f}); the account has"
            f" {balance} (${usd(balance):.2f}).",
            is_over=False,
        )

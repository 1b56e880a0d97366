"""Tells a job what its paid calls came to."""

import dagster as dg
from sqlalchemy.exc import SQLAlchemyError

from adgen_dagster.journal import Journal
from adgen_dagster.logs import log_of
from adgen_dagster.spending import Charge
from adgen_dagster.stages import EventKind, Product

_LOG = log_of(__name__)


def tell_charge(
    journal: Journal, job: str, product: Product, run_id: str, segment: int, charge: Charge
) -> None:
    """Report a paid call to its job.

    Where that fails the work goes on: the call's record is kept, and its take tells the cost too.
    """
    try:
        journal.report(
            job,
            EventKind.PAID,
            product=str(product),
            segments=[segment] if segment else [],
            run_id=run_id,
            path=charge.path,
            cost_usd=charge.cost_usd,
            at_most_usd=charge.at_most_usd,
            provider=charge.provider,
            model=charge.model,
        )
    except (dg.DagsterError, SQLAlchemyError, OSError) as error:
        _LOG.warning("charge is not told", job=job, path=charge.path, why=type(error).__name__)

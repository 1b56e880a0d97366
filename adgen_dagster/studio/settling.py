"""Reports to a job what its paid calls cost: with each of them, and when its work has ended."""

from collections.abc import Iterator

import dagster as dg
from sqlalchemy.exc import SQLAlchemyError

from adgen_dagster.domain.spending import Charge, Spending
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import Product
from adgen_dagster.instance.journal import Journal
from adgen_dagster.logs import log_of
from adgen_dagster.providers import call_records
from adgen_dagster.providers.runway import records
from adgen_dagster.storage.artifacts import ArtifactError, ArtifactStore, Take, job_folder
from adgen_dagster.storage.unreadable import UNREADABLE

_KEPT_BY = (call_records.charges_in, records.charges_in)
"""The modules that record paid calls in a take, and can say what they cost."""

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
            call_id=charge.call_id,
        )
    except (dg.DagsterError, SQLAlchemyError, OSError) as error:
        _LOG.warning("charge_not_reported", job=job, path=charge.path, why=type(error).__name__)


def recall(journal: Journal, job: str, path: str) -> str:
    """Return a paid call's id, as told when its record could not be written; empty if none."""
    told = [event for event in journal.of(job) if event.kind is EventKind.PAID]
    return next((event.call_id for event in reversed(told) if event.path == path), "")


def settle(journal: Journal, store: ArtifactStore, job: str, run_id: str = "") -> None:
    """Tell what is known of a job's paid calls and was not told: nobody else will.

    Of a call that has no answer yet, what it may cost is told; should its run still live, that
    run tells the rest. Told again, nothing changes.
    """
    told = Spending()
    for event in journal.of(job):
        told.add(event)
    try:
        for product in Product:
            for segment, take in _takes_below(store, f"{job_folder(job)}/{product}"):
                for charge in filter(told.learns_from, _charges_in(take)):
                    tell_charge(journal, job, product, run_id, segment, charge)
    except ArtifactError as error:
        # A store that is away must not keep the end of the work from being told.
        _LOG.warning("calls_not_settled", job=job, why=str(error))


def _charges_in(take: Take) -> list[Charge]:
    """Return what a take's calls came to; records that cannot be read hide no others."""
    charges: list[Charge] = []
    for charges_in in _KEPT_BY:
        with UNREADABLE.step_over("take", take.folder):
            charges += charges_in(take)
    return charges


def _takes_below(store: ArtifactStore, place: str, segment: int = 0) -> Iterator[tuple[int, Take]]:
    """Every take below a place and the segment that it is of, those inside other takes included."""
    for take in store.takes(place):
        yield segment, take
        yield from _in_folders(store, take.folder, segment)
    yield from _in_folders(store, place, segment)


def _in_folders(store: ArtifactStore, place: str, segment: int) -> Iterator[tuple[int, Take]]:
    for name in store.names(place):
        is_folder = "." not in name and not name.startswith("take-")
        if is_folder:
            number = int(name) if name.isdecimal() else segment
            yield from _takes_below(store, f"{place}/{name}", number)

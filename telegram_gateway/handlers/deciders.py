"""In whose name a user decides: their own, or that of the group whose admin they are."""

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.handing import may_decide
from telegram_gateway.desk import GATEWAY, Place
from telegram_gateway.visit import Visit


def group_person(place: Place, name: str) -> Person:
    """Return a group's admins as one user of the studio, with an id that nobody else has."""
    return Person(gateway=GATEWAY, id=str(place.chat), name=name)


async def as_decider(visit: Visit, job: str) -> Visit:
    """Return the visit in the name of the group if its admins decide on the job."""
    if not visit.place.is_group or not job:
        return visit
    status = await visit.office.desk.status(job)
    if status is None:
        return visit
    group = group_person(visit.place, visit.person.name)
    if may_decide(status, visit.person) or not may_decide(status, group):
        return visit
    if not await visit.office.group_admins.include(visit.place, visit.user):
        return visit
    return visit.of(group)

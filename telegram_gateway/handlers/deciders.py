"""In whose name a user decides: their own, or that of the group whose admin they are."""

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.handing import may_decide
from telegram_gateway.interaction import Interaction
from telegram_gateway.studio_client import GATEWAY, Place


def group_person(place: Place, name: str) -> Person:
    """Return a group's admins as one user of the studio, with an id that nobody else has."""
    return Person(gateway=GATEWAY, id=str(place.chat), name=name)


async def as_decider(interaction: Interaction, job: str) -> Interaction:
    """Return the interaction in the name of the group if its admins decide on the job."""
    if not interaction.place.is_group or not job:
        return interaction
    status = await interaction.services.studio_client.status(job)
    if status is None:
        return interaction
    group = group_person(interaction.place, interaction.person.name)
    if may_decide(status, interaction.person) or not may_decide(status, group):
        return interaction
    if not await interaction.services.group_admins.include(interaction.place, interaction.user):
        return interaction
    return interaction.of(group)

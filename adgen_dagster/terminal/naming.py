"""Finds the job that a user names: by its id, a few letters of it, or `last`."""

import re

from adgen_dagster.domain.brief import BriefError
from adgen_dagster.partitions import jobs
from adgen_dagster.storage.artifacts import JOB_ID
from adgen_dagster.terminal.workplace import Workplace

_SOME_LETTERS = re.compile(r"[0-9A-HJKMNP-TV-Z]{4,25}")
_SHOWN = 3


def find_job(here: Workplace, said: str) -> str:
    """Find the id of the job that is meant; return a name that matches none unchanged.

    Args:
        here: whose jobs are looked through.
        said: an id, at least four letters of its beginning or end, or `last`.

    Raises:
        BriefError: several jobs are meant, or there is no last one.
    """
    if said == "last":
        newest = here.studio.recent_jobs(limit=1)
        if not newest:
            raise BriefError("There are no jobs yet.")
        return newest[0]
    letters = said.upper()
    if not _SOME_LETTERS.fullmatch(letters):
        return said
    meant = sorted(
        job for job in known_jobs(here) if job.startswith(letters) or job.endswith(letters)
    )
    if len(meant) > 1:
        some = ", ".join(meant[:_SHOWN]) + (", …" if len(meant) > _SHOWN else "")
        raise BriefError(f"{said!r} could be several jobs ({some}): write more of the id.")
    return meant[0] if meant else said


def known_jobs(here: Workplace) -> list[str]:
    """Return the ids of all jobs, oldest first."""
    keys = here.instance.get_dynamic_partitions(str(jobs.name))
    return sorted(filter(JOB_ID.fullmatch, keys))

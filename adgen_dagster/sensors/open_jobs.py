"""A sensor's memory of the jobs it waits for, small enough for its cursor."""

from collections.abc import Callable
from typing import Self

from pydantic import BaseModel, Field

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.instance.journal import Journal
from adgen_dagster.storage.unreadable import UNREADABLE

PAGE = 500


class Watched(BaseModel):
    """Where a sensor has read to, and since when each job that it waits for waits."""

    after: int = 0
    since: dict[str, float] = Field(default_factory=dict[str, float])

    @classmethod
    def of_cursor(cls, cursor: str | None) -> Self:
        """Read what the last tick left, or the beginning."""
        with UNREADABLE.step_over("cursor", cls.__name__):
            return cls.model_validate_json(cursor) if cursor else cls()
        return cls()

    def read_on(self, journal: Journal, since_of: Callable[[JobStatus], float | None]) -> Self:
        """Take up what happened since: jobs whose `since_of` is None are not waited for."""
        after, since = 0 if journal.is_ahead(self.after) else self.after, dict(self.since)
        while events := journal.tail(after, PAGE):
            after = events[-1].id
            for job in dict.fromkeys(event.job for event in events):
                since.pop(job, None)
                with UNREADABLE.step_over("job", job):
                    status = journal.status(job)
                    began = since_of(status) if status else None
                    if began is not None:
                        since[job] = began
        return self.model_copy(update={"after": after, "since": since})

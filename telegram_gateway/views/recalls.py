"""Jobs whose open questions are to be asked again, at the bottom of their chat.

A job's card belongs to the looks at that job, which come one after the other. Who wants its
questions again says so here, and the next look asks them.
"""


class Recalls:
    """Remembers which jobs' questions somebody wants to see again."""

    def __init__(self) -> None:
        self._jobs: set[str] = set()

    def add(self, job: str) -> None:
        """Have the questions of this job asked again at its next look."""
        self._jobs.add(job)

    def take(self, job: str) -> bool:
        """Tell whether they are to be asked again; it says so once."""
        is_wanted = job in self._jobs
        self._jobs.discard(job)
        return is_wanted

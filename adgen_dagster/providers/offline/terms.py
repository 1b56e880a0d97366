"""What all parts of the offline provider share: name, price, how they stop."""

from adgen_dagster.storage.artifacts import StoppedError, Take

PROVIDER = "offline"


class Free:
    """Work that nobody is paid for."""

    def require_funds(self, usd: float) -> None:
        """Do nothing: there is no account that could be empty."""


def require_running(take: Take) -> None:
    """Go on only while the run may.

    Raises:
        StoppedError: it was asked to stop.
    """
    if take.stop.is_set():
        raise StoppedError("The run was asked to stop.")

"""The health of the running stack, as its webserver reports it."""

from typing import Any, Self

import requests
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adgen_dagster.errors import AdgenError, ErrorKind

_QUESTION = """{
  version
  workspaceOrError { ... on Workspace { locationEntries {
    name loadStatus locationOrLoadError { __typename ... on PythonError { message } }
  } } }
  instance { daemonHealth { allDaemonStatuses { daemonType required healthy lastHeartbeatTime } } }
}"""


class WebserverError(AdgenError):
    """The webserver does not answer, or says that something is wrong."""

    kind = ErrorKind.UNAVAILABLE


class Daemon(BaseModel):
    """One of the daemon's parts, and when it last showed that it lives."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(alias="daemonType")
    is_required: bool = Field(alias="required")
    is_healthy: bool | None = Field(alias="healthy")
    last_seen: float | None = Field(alias="lastHeartbeatTime")


class Location(BaseModel):
    """A code location, and why it did not load."""

    model_config = ConfigDict(frozen=True)

    name: str
    is_loaded: bool
    error: str = ""


class Health(BaseModel):
    """How the stack is."""

    model_config = ConfigDict(frozen=True)

    dagster: str
    locations: tuple[Location, ...]
    daemons: tuple[Daemon, ...]

    @classmethod
    def ask(cls, url: str, timeout_s: float = 5.0) -> Self:
        """Ask the webserver at `url` for the health of its stack.

        Raises:
            WebserverError: it does not answer as a Dagster webserver does.
        """
        try:
            with requests.Session() as session:
                # A proxy of the environment's would be asked for our own machine.
                session.trust_env = False
                answer = session.post(
                    f"{url}/graphql", json={"query": _QUESTION}, timeout=timeout_s
                )
            answer.raise_for_status()
            return cls._of(answer.json()["data"])
        except (requests.RequestException, ValidationError, LookupError, TypeError) as error:
            raise WebserverError(f"The webserver at {url} does not answer.") from error

    @classmethod
    def _of(cls, data: dict[str, Any]) -> Self:
        entries = data["workspaceOrError"].get("locationEntries", [])
        return cls(
            dagster=data["version"],
            locations=tuple(_location(entry) for entry in entries),
            daemons=data["instance"]["daemonHealth"]["allDaemonStatuses"],
        )

    @property
    def is_loaded(self) -> bool:
        """Whether every code location is there."""
        return bool(self.locations) and all(location.is_loaded for location in self.locations)

    @property
    def load_error(self) -> str:
        """Why a code location did not load; empty: none failed."""
        return next((location.error for location in self.locations if location.error), "")

    def silent_since(self, moment: float) -> tuple[str, ...]:
        """List the daemon's required parts that did not report after `moment`."""
        return tuple(
            daemon.name
            for daemon in self.daemons
            if daemon.is_required and (daemon.last_seen or 0.0) < moment
        )


def _location(entry: dict[str, Any]) -> Location:
    loaded: dict[str, Any] = entry["locationOrLoadError"] or {}
    return Location(
        name=entry["name"],
        is_loaded=loaded.get("__typename") == "RepositoryLocation",
        error=loaded.get("message", ""),
    )


def job_page(url: str, job: str) -> str:
    """Return the address of a job's page in the Dagster UI: its film's lineage and history."""
    return f"{url}/assets/final_mp4?view=partitions&partition={job}"

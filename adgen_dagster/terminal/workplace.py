"""What terminal commands share: the home, the settings, the studio, the user."""

import getpass
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from dagster import DagsterError
from sqlalchemy.exc import SQLAlchemyError

from adgen_dagster.domain.brief import Person
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.settings import Settings, load_settings
from adgen_dagster.stack.home import prepare_home
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.studio import Studio


class InstanceError(AdgenError):
    """The Dagster instance cannot be opened."""

    kind = ErrorKind.UNAVAILABLE


@dataclass(frozen=True)
class Workplace:
    """One DAGSTER_HOME with its studio, and the person at the terminal."""

    home: Path
    settings: Settings
    instance: dg.DagsterInstance
    store: ArtifactStore
    studio: Studio
    me: Person


@contextmanager
def workplace() -> Generator[Workplace]:
    """Open the instance on this machine's DAGSTER_HOME.

    Raises:
        SettingsError: a setting is not valid.
        InstanceError: the instance cannot be opened.
    """
    home = prepare_home()
    chosen = load_settings()
    store = ArtifactStore(chosen.artifacts, chosen.scratch_dir)
    with _instance(home) as instance:
        studio = Studio(instance, store, chosen)
        yield Workplace(home, chosen, instance, store, studio, me())


def me() -> Person:
    """Return the user at the terminal.

    Who reaches the machine's terminal reaches its files and its database as well: they are an
    operator, and decide on everybody's jobs.
    """
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return Person(gateway="terminal", id=name, name=name, is_operator=True)


def _instance(home: Path) -> dg.DagsterInstance:
    try:
        return dg.DagsterInstance.get()
    except (DagsterError, SQLAlchemyError, OSError) as error:
        # The first line only: a database's address, password included, can stand further down.
        reason = str(error).strip().partition("\n")[0]
        raise InstanceError(f"The Dagster instance in {home} cannot be opened: {reason}") from error

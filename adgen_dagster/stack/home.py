"""The DAGSTER_HOME of the terminal: found, created and filled before Dagster looks."""

import os
import re
import shutil
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import adgen_dagster
from adgen_dagster.errors import AdgenError
from adgen_dagster.storage.unfinished import unfinished

INSTANCE_FILE = "dagster.yaml"
WORKSPACE_FILE = "workspace.yaml"
OURS = "# The Dagster instance of a checkout"
"""How our instance file begins: a file that begins otherwise is the operator's own."""

_MISREAD = re.compile(r"\?|%[0-9A-Fa-f]{2}")
"""In the address of a SQLite file these mean something else: Dagster would write elsewhere."""
_before: list[int] = []
"""The person's own umask."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class HomeError(AdgenError):
    """The DAGSTER_HOME cannot be used; the text says why."""


def keep_private() -> None:
    """Let what this process writes be nobody else's: jobs hold what people wrote and sent."""
    _before.append(os.umask(_OTHERS))


@contextmanager
def as_the_person() -> Generator[None]:
    """Let what is written outside the home have the modes that the person has chosen."""
    ours = os.umask(_before[-1]) if _before else None
    try:
        yield
    finally:
        if ours is not None:
            os.umask(ours)


def checkout() -> Path:
    """Find the folder with `workspace.yaml`: the checkout we run from, else the current folder.

    Raises:
        HomeError: the current folder was deleted.
    """
    around = Path(adgen_dagster.__file__).resolve().parents[1]
    return around if (around / WORKSPACE_FILE).is_file() else current_folder()


def current_folder() -> Path:
    """Return the folder in which the command was typed.

    Raises:
        HomeError: it was deleted.
    """
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise HomeError("The current folder was deleted: go to another one first.") from error


def prepare_home() -> Path:
    """Make `DAGSTER_HOME` ready: chosen, absolute, there, with our instance file in it.

    Where the variable is unset, the home is `.dagster` in the checkout. An instance file of the
    operator's own is left alone. Jobs hold what people wrote and sent: nobody else on the machine
    may read them.

    Raises:
        HomeError: no home can be there.
    """
    current_folder()
    told = Path(os.environ.get("DAGSTER_HOME") or checkout() / ".dagster")
    try:
        home = told.expanduser().resolve()
    except RuntimeError as error:
        raise HomeError(f"{told} cannot be the DAGSTER_HOME: there is no such user.") from error
    if _MISREAD.search(str(home)):
        raise HomeError(f"{home} cannot be a DAGSTER_HOME: a path without ? and %XX is needed.")
    try:
        is_ours = not home.exists() or (home / INSTANCE_FILE).is_file()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_ours:
            _close_to_others(home)
        os.environ["DAGSTER_HOME"] = str(home)
        _bring_instance_file(home / INSTANCE_FILE)
    except OSError as error:
        raise HomeError(f"{home} cannot be the DAGSTER_HOME: {error.strerror}.") from error
    return home


def _close_to_others(home: Path) -> None:
    """Take a home from everybody but its owner; a folder that all users share stays as it is."""
    found = home.stat()
    if (
        found.st_uid == os.geteuid()
        and found.st_mode & _OTHERS
        and not found.st_mode & stat.S_ISVTX
    ):
        home.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def _bring_instance_file(target: Path) -> None:
    source = checkout() / INSTANCE_FILE
    if not source.is_file() or source == target:
        return
    wanted = source.read_bytes()
    if target.is_file():
        present = target.read_bytes()
        if present == wanted or not present.decode("utf-8", "replace").startswith(OURS):
            return
    with unfinished(target) as half:
        shutil.copyfile(source, half)
        half.replace(target)

"""Where the terminal keeps the Dagster instance: found, made and filled before Dagster looks."""

import os
import shutil
from pathlib import Path

import adgen_dagster

INSTANCE_FILE = "dagster.yaml"
WORKSPACE_FILE = "workspace.yaml"
OURS = "# The Dagster instance of a checkout"
"""How our instance file begins: a file that begins otherwise is the operator's own."""


def checkout() -> Path:
    """The folder with `workspace.yaml`: the checkout we run from, else the current folder."""
    around = Path(adgen_dagster.__file__).resolve().parents[1]
    return around if (around / WORKSPACE_FILE).is_file() else Path.cwd()


def prepare_home() -> Path:
    """Make `DAGSTER_HOME` ready: chosen, absolute, there, with our instance file in it.

    Where the variable is unset, the home is `.dagster` in the checkout. An instance file of the
    operator's own is left alone.
    """
    home = Path(os.environ.get("DAGSTER_HOME") or checkout() / ".dagster").expanduser().resolve()
    home.mkdir(parents=True, exist_ok=True)
    os.environ["DAGSTER_HOME"] = str(home)
    _bring_instance_file(home / INSTANCE_FILE)
    return home


def _bring_instance_file(target: Path) -> None:
    source = checkout() / INSTANCE_FILE
    if not source.is_file() or source == target:
        return
    wanted = source.read_bytes()
    if target.is_file():
        present = target.read_bytes()
        if present == wanted or not present.decode("utf-8", "replace").startswith(OURS):
            return
    half = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, half)
    half.replace(target)

"""Loads the `.env` of a checkout, for commands that a user starts in it."""

import os
from pathlib import Path

from dotenv import load_dotenv

from adgen_dagster.settings import SettingsError

ENV_FILE = "ADGEN_ENV_FILE"
"""Names another file than the checkout's; empty: none is read."""

_CHECKOUT = Path(__file__).resolve().parents[2]


def load_env_file() -> None:
    """Set what the file names and the environment does not.

    Only the checkout that the code runs from is looked in, never the current folder: a stranger's
    file there could send our keys to their server.

    Raises:
        SettingsError: the file cannot be read.
    """
    named = os.environ.get(ENV_FILE)
    if named == "" or (named is None and not (_CHECKOUT / "workspace.yaml").is_file()):
        return
    path = Path(os.path.expanduser(named)) if named else _CHECKOUT / ".env"  # noqa: PTH111
    if not (named or path.is_file()):
        return
    try:
        with path.open(encoding="utf-8") as lines:
            load_dotenv(stream=lines, override=False, interpolate=False)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise SettingsError(f"{path} cannot be read: {reason}.") from None

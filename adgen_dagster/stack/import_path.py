"""Keeps the current folder off the import path.

`PYTHONPATH=$PYTHONPATH:/opt/lib` begins with an empty entry where it was not set before, and Python
takes that for the current folder: a `calendar.py` among a user's files would be run.
"""

import os
import sys
from pathlib import Path

_CHECKOUT = str(Path(__file__).parents[2])


def absolute_places() -> list[str]:
    """Return `PYTHONPATH` without empty and relative entries."""
    return [place for place in _places() if Path(place).is_absolute()]


def forget_relative_places() -> None:
    """Import nothing from the empty and relative entries of `PYTHONPATH`, now or in a child."""
    # Python has made them absolute while it started.
    relative = {str(Path(place).absolute()) for place in _places()} - set(absolute_places())
    if relative:
        # In a checkout that is not installed, it may be where adgen itself comes from.
        own = [_CHECKOUT] if _CHECKOUT in relative else []
        gone = relative - set(own)
        sys.path[:] = [place for place in sys.path if place not in gone]
        os.environ["PYTHONPATH"] = os.pathsep.join([*absolute_places(), *own])


def _places() -> list[str]:
    told = os.environ.get("PYTHONPATH")
    return told.split(os.pathsep) if told else []

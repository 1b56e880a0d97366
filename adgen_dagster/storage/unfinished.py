"""Files that become visible only when they are whole: written under a hidden name, then renamed."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def unfinished(target: Path) -> Generator[Path]:
    """Provide a hidden name beside `target`; the caller renames it, what is left is deleted."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # No mkstemp: what it makes is closed to everybody else, also once it is an artifact.
    half = target.with_name(f".half-{secrets.token_hex(8)}{target.suffix}")
    try:
        yield half
    finally:
        half.unlink(missing_ok=True)

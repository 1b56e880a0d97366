"""A key-value store in the Dagster instance: gateways keep there what survives a restart.

Not for what a job is: that is told by its events. Here stands what only the gateway needs to know
of its own doing: which message shows a job, what a chat has chosen, how far it has read.
"""

import dagster as dg
from dagster._core.storage.runs import SqlRunStorage
from dagster._core.storage.runs.schema import KeyValueStoreTable

_PREFIX = "adgen/notebook/"
KEY_MAX_CHARS = 200


class Notebook:
    """Notes by key, each a text, kept beside Dagster's own cursors (SQLite and PostgreSQL)."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._storage = instance.run_storage

    def read(self, key: str) -> str | None:
        """Read the note under `key`; None if there is none."""
        return self._storage.get_cursor_values({_PREFIX + key}).get(_PREFIX + key)

    def write(self, key: str, note: str) -> None:
        """Keep a note; it replaces the one that was there."""
        if len(key) > KEY_MAX_CHARS:
            raise ValueError(f"a key has at most {KEY_MAX_CHARS} characters")
        # One at a time: of several, Dagster stores none that is new beside one that is known.
        self._storage.set_cursor_values({_PREFIX + key: note})

    def delete(self, *keys: str) -> None:
        """Let notes go, if they are there."""
        names = [_PREFIX + key for key in keys]
        if not isinstance(self._storage, SqlRunStorage):
            self._storage.set_cursor_values(dict.fromkeys(names, ""))
            return
        # Dagster itself only ever replaces a value.
        with self._storage.connect() as connection:
            connection.execute(
                KeyValueStoreTable.delete().where(KeyValueStoreTable.c.key.in_(names))
            )

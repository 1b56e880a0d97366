"""Waits until no event can appear any more below one that was already read.

SQLite gives an event its id while it alone may write: ids appear in their order. PostgreSQL gives
them before the transactions commit, so that an event may be seen while an older one is on its way.
"""

import time

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.base import EventLogStorage
from sqlalchemy import Connection, text

WRITERS_END_S = 2.0
"""Dagster writes an event in a few milliseconds; deleting a large run takes longer."""
_LOOK_S = 0.005

# A transaction takes this lock before it is given an id and drops it after its commit can be seen.
_WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks"
    " WHERE relation = 'event_logs'::regclass AND mode = 'RowExclusiveLock' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def wait_for_writers(storage: EventLogStorage) -> bool:
    """Wait until everyone has finished who may hold an id that was given before now.

    Those who begin meanwhile are not waited for: they get higher ids. So the wait is as long as
    one write, however many there are.

    Returns:
        Whether they have: then every event that has an id below one seen before can be seen.
    """
    if isinstance(storage, SqliteEventLogStorage):
        return True
    # PostgreSQL's driver takes a tenth of a run's start to import, also where nobody needs it.
    from dagster_postgres import PostgresEventLogStorage  # noqa: PLC0415

    if not isinstance(storage, PostgresEventLogStorage):
        return True
    give_up_at = time.monotonic() + WRITERS_END_S
    with storage.index_connection() as connection:
        writing = _writers(connection)
        while writing:
            if time.monotonic() > give_up_at:
                return False
            time.sleep(_LOOK_S)
            writing &= _writers(connection)
    return True


def _writers(connection: Connection) -> set[str]:
    return set(connection.execute(_WRITERS).scalars())

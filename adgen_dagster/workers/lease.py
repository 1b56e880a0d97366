"""The lease of a run: held in PostgreSQL by the process that works on it, as long as it lives.

It is a lock that belongs to a database session. When the process is killed, or its machine is
lost, the server ends the session, and everybody can see that nobody works on the run. A process
that cannot see its own lock any more ends itself before anyone else may take its work up.
"""

import hashlib
import os
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress

import dagster as dg
from dagster._utils import send_interrupt
from dagster_postgres import PostgresEventLogStorage
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.logs import log_of

_LOG = log_of(__name__)

LOOK_S = 2.0
FENCE_S = 10.0
"""A worker that has not seen its lock for so long ends itself."""
GRACE_S = 20.0
"""Nobody else starts before this has passed: longer than a worker takes to end itself,
answers that hang (5 s to connect, 8 s to send) included."""

_CONNECTION = {"connect_timeout": 5, "tcp_user_timeout": 8000}
# For the server, so that it notices within 20 s that a worker's machine is gone.
_NOTICE = text(
    "SELECT set_config('tcp_keepalives_idle', '5', false),"
    " set_config('tcp_keepalives_interval', '5', false),"
    " set_config('tcp_keepalives_count', '3', false)"
)
_LOCK = text("SELECT pg_try_advisory_lock(:high, :low)")
_UNLOCK = text("SELECT pg_advisory_unlock_all()")
_IS_LOCKED = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND classid = CAST(CAST(:high AS bit(32)) AS bigint)"
    " AND objid = CAST(CAST(:low AS bit(32)) AS bigint)"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
_STATUS = text("SELECT status FROM runs WHERE run_id = :run")


class NoLeaseError(AdgenError):
    """The Dagster instance does not support leases."""

    kind = ErrorKind.UNSUPPORTED


def is_leased(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Tell whether a process holds the lease of a run.

    Raises:
        NoLeaseError
    """
    with _storage(instance).index_connection() as connection:
        return bool(connection.execute(_IS_LOCKED, _key(run_id)).scalar_one())


@contextmanager
def lease(instance: dg.DagsterInstance, run_id: str) -> Generator[bool]:
    """Hold the lease of a run; False: another process has it, and nothing may be done.

    Meanwhile the run is interrupted when somebody cancels it.

    Raises:
        NoLeaseError
    """
    holder = _Holder(_storage(instance).postgres_url, run_id)
    if not holder.take():
        holder.close()
        yield False
        return
    watch = threading.Thread(target=holder.watch, name="lease-watch", daemon=True)
    watch.start()
    try:
        yield True
    finally:
        holder.over.set()
        watch.join()
        holder.close()


class _Holder:
    """A session of its own, and the lock in it."""

    def __init__(self, url: str, run_id: str) -> None:
        self.over = threading.Event()
        self._run_id = run_id
        self._connection: Connection | None = None
        self._engine = create_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_CONNECTION
        )

    def take(self) -> bool:
        """Open a session and lock; False: another session has the lock."""
        self._connection = self._engine.connect()
        self._connection.execute(_NOTICE)
        return bool(self._connection.execute(_LOCK, _key(self._run_id)).scalar_one())

    def close(self) -> None:
        """End the session, and the lock with it."""
        if self._connection:
            with suppress(SQLAlchemyError):
                # Unlock explicitly: closing the session releases the lock with a delay.
                self._connection.execute(_UNLOCK)
        self._drop()

    def _drop(self) -> None:
        """Let go of a session, and say nothing to the server: it may be dead."""
        if self._connection:
            with suppress(SQLAlchemyError):
                self._connection.invalidate()
                self._connection.close()
        self._connection = None

    def watch(self) -> None:
        """Look after the lock until it is over; end this process where it is lost."""
        try:
            self._watch()
        except BaseException:  # noqa: BLE001 - whatever it was, nobody else looks after the lock
            _LOG.exception("lease_not_watched", run=self._run_id)
            os._exit(os.EX_TEMPFAIL)

    def _watch(self) -> None:
        seen_at, is_cancelled = time.monotonic(), False
        while not self.over.wait(LOOK_S):
            began = time.monotonic()
            try:
                status = self._look()
            except DBAPIError:
                self._drop()
                if time.monotonic() - seen_at > FENCE_S:
                    _LOG.warning("lease_lost", run=self._run_id)
                    os._exit(os.EX_TEMPFAIL)
                continue
            seen_at = began
            if status == dg.DagsterRunStatus.CANCELING.value and not is_cancelled:
                is_cancelled = True
                send_interrupt()

    def _look(self) -> str | None:
        """Return the run's status, read in the session that has the lock."""
        if self._connection is None and not self.take():
            os._exit(os.EX_TEMPFAIL)
        assert self._connection is not None  # noqa: S101 - taken just now
        return self._connection.execute(_STATUS, {"run": self._run_id}).scalar_one_or_none()


def _storage(instance: dg.DagsterInstance) -> PostgresEventLogStorage:
    storage = instance.event_log_storage
    if not isinstance(storage, PostgresEventLogStorage):
        raise NoLeaseError("Workers on several machines need a Dagster instance on PostgreSQL.")
    return storage


def _key(run_id: str) -> dict[str, int]:
    """Return a run's lock: two signed numbers of 32 bits."""
    digest = hashlib.sha256(run_id.encode()).digest()
    return {
        "high": int.from_bytes(digest[:4], signed=True),
        "low": int.from_bytes(digest[4:8], signed=True),
    }

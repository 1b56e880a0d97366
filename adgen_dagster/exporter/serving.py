"""`adgen exporter`: reads new events and serves the metrics to Prometheus."""

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager

import dagster as dg
from dagster import DagsterError, DagsterRunStatus, RunsFilter
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import start_wsgi_server
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from adgen_dagster.domain.sizes import MEGABYTE
from adgen_dagster.domain.words import JobState
from adgen_dagster.exporter.tally import Tally, note, noted
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.notes import Notebook
from adgen_dagster.logs import log_of
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.storage.disk_space import disks
from adgen_dagster.storage.unreadable import UNREADABLE

READ_S = 5.0
_AT_WORK = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED]
_AWAY = (DagsterError, SQLAlchemyError, OSError)
_LOG = log_of(__name__)


class Numbers(Collector):
    """What has been added up, and how things stand at the moment of asking."""

    def __init__(
        self, instance: dg.DagsterInstance, store: ArtifactStore, chosen: Settings
    ) -> None:
        self._instance, self._store, self._settings = instance, store, chosen
        self._journal, self._notebook = Journal(instance), Notebook(instance)
        self._turn = threading.Lock()
        self._tally: Tally | None = None
        self._read_at = 0.0

    def read_on(self) -> bool:
        """Read the next events; return whether there may be more.

        Raises:
            DagsterError, SQLAlchemyError, OSError: the database is away.
        """
        with self._turn:
            tally = self._tally or noted(self._notebook)
            if is_more := tally.read_on(self._journal):
                note(tally, self._notebook)
            self._tally, self._read_at = tally, time.time()
        return is_more

    def collect(self) -> Iterator[Metric]:
        """Collect all metrics when Prometheus asks."""
        with self._turn:
            tally = self._tally or Tally()
            yield from tally.sums.families()
            yield _gauge(
                "adgen_jobs",
                "Jobs that are in a state now.",
                "state",
                ((state, tally.jobs_in(state)) for state in JobState),
            )
        yield _gauge("adgen_read_timestamp_seconds", "When events were read.", self._read_at)
        yield _gauge(
            "adgen_unreadable",
            "What could not be read and was stepped over, since the exporter began.",
            "kind",
            UNREADABLE.counts().items(),
        )
        yield from self._disks()
        found = list(self._of_instance(tally.after))
        yield from found
        yield _gauge("adgen_instance_up", "Whether the Dagster instance answers.", bool(found))

    def _disks(self) -> Iterator[Metric]:
        found = disks(self._store)
        for name, says, sizes in (
            ("free", "left on a disk that is written to", [disk.free_mb for disk in found]),
            ("size", "that such a disk holds", [disk.total_mb for disk in found]),
        ):
            values = ((disk.name, mb * MEGABYTE) for disk, mb in zip(found, sizes, strict=True))
            yield _gauge(f"adgen_disk_{name}_bytes", f"Bytes {says}.", "disk", values)
        least = self._settings.min_free_mb * MEGABYTE
        yield _gauge("adgen_disk_least_bytes", "Below this, new jobs are refused.", least)

    def _of_instance(self, after: int) -> Iterator[Metric]:
        instance = self._instance
        try:
            queued = instance.get_runs_count(RunsFilter(statuses=[DagsterRunStatus.QUEUED]))
            at_work = instance.get_runs_count(RunsFilter(statuses=_AT_WORK))
            beats = instance.get_daemon_heartbeats()
            behind = self._journal.newest() - after
        except _AWAY as error:
            _LOG.warning("instance_not_reached", why=type(error).__name__)
            return
        yield _gauge("adgen_queue_length", "Runs that wait for a free place.", queued)
        yield _gauge("adgen_runs_at_work", "Runs that are at work.", at_work)
        yield _gauge("adgen_unread_ids", "How far the sums are behind the newest event.", behind)
        ages = ((name, time.time() - beat.timestamp) for name, beat in beats.items())
        yield _gauge(
            "adgen_daemon_silence_seconds", "Since a part of the daemon was heard.", "daemon", ages
        )


def _gauge(
    name: str, says: str, value: float | str, series: Iterable[tuple[str, float]] = ()
) -> GaugeMetricFamily:
    """Return a gauge with one value, or, by the name of its label, one for each of a series."""
    if not isinstance(value, str):
        return GaugeMetricFamily(name, says, value=float(value))
    family = GaugeMetricFamily(name, says, labels=[value])
    for label, each in series:
        family.add_metric([label], each)
    return family


@contextmanager
def serving(numbers: Numbers, host: str, port: int) -> Generator[int]:
    """Hand out the numbers at a port; 0 takes a free one."""
    registry = CollectorRegistry()
    registry.register(numbers)
    ProcessCollector(registry=registry)
    server, thread = start_wsgi_server(port, host, registry)
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def keep_reading(numbers: Numbers, pause: Callable[[float], None]) -> None:
    """Read on for as long as `pause` returns; a database that is away is waited for."""
    while True:
        try:
            while numbers.read_on():
                pause(0.0)
        except _AWAY as error:
            _LOG.warning("events_not_read", why=type(error).__name__)
        pause(READ_S)

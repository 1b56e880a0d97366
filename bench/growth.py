"""Part d: how what is asked all the time grows from 10 to 10,000 jobs.

The instance is filled with real events: one whole job and one that waits are reported as the graph
reports them, and what Dagster stored of the whole one is copied under the ids of further jobs.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.instance.run_requests import JOB_TAG
from adgen_dagster.sensors.approval_timeouts import approval_timeouts, waiting_since
from adgen_dagster.sensors.decisions import Reading, wait_for_due_runs
from adgen_dagster.sensors.open_jobs import Watched
from adgen_dagster.sensors.retention import retention
from adgen_dagster.settings import Settings, settings
from adgen_dagster.stack.home import INSTANCE_FILE, checkout
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from bench.copies import Copier
from bench.figures import Circumstances, Clock, Part, Plot, environment
from tests.graph import Graph
from tests.production.postgres import postgres

SIZES = (10, 100, 1_000, 10_000)
WAITING = 5
"""Jobs that wait for a person, at every size: it is the finished ones that pile up."""
RUNS_OF_A_JOB = tuple(dict.fromkeys(map(PIPELINE.run_of, PIPELINE.products)))
TIMES = 15
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
Found = dict[tuple[str, int], dict[str, float]]
ANN = Person(gateway="bench", id="ann", name="Ann")


@dataclass
class Archive:
    """An instance with a given number of jobs, and the sensors' cursors on it."""

    instance: dg.DagsterInstance
    store: ArtifactStore
    studio: Studio
    finished: list[str] = field(default_factory=list[str])
    waiting: list[str] = field(default_factory=list[str])

    def fill(self, size: int) -> None:
        """Bring the number of jobs up to `size`."""
        while len(self.waiting) < WAITING:
            self.waiting.append(self._begun().writes().job)
        if not self.finished:
            self.finished.append(self.whole())
        copier = Copier(self.instance)
        missing = size - len(self.waiting) - len(self.finished)
        self.finished += copier.copy(copier.original(self.finished[0]), missing)

    def _begun(self) -> Graph:
        order = Order(ANN, "A cup of coffee in the morning, and the sea behind it")
        return Graph(self.instance, self.store, self.studio, self.studio.submit(order), ANN)

    def whole(self) -> str:
        """A finished film, reported event by event; its job."""
        graph = self._begun()
        for product in (Product.TRANSCRIPT, Product.SCRIPT, Product.SEGMENTS):
            graph.starts(product).makes(product)
        graph.approves(Stage.SCRIPT).starts(Product.IMAGES, *graph.every_segment).paints()
        graph.starts(Product.AUDIO).makes(Product.AUDIO).approves(Stage.IMAGES)
        graph.starts(Product.CLIPS, *graph.every_segment).animates().approves(Stage.VIDEOS)
        graph.starts(Product.FINAL_MP4).makes(Product.FINAL_MP4)
        for product in RUNS_OF_A_JOB:
            self.instance.create_run_for_job(
                _nothing,
                status=dg.DagsterRunStatus.SUCCESS,
                tags={JOB_TAG: graph.job, "adgen/cause": str(product)},
            )
        return graph.job

    def timeouts_cursor(self) -> str:
        """What `approval_timeouts` has in mind once it has read everything."""
        statuses = {job: self.studio.status(job) for job in self.waiting}
        since = {job: waiting_since(status) or 0.0 for job, status in statuses.items()}
        return Watched(after=self.studio.newest_event(), since=since).model_dump_json()


@dg.op
def _nothing_done() -> None: ...


@dg.job
def _nothing() -> None:
    _nothing_done()


@contextmanager
def archive(database: str) -> Generator[Archive]:
    """An empty one, in a folder and a database that go afterwards."""
    with tempfile.TemporaryDirectory(prefix="adgen-bench-") as name, ExitStack() as held:
        folder = Path(name)
        (folder / "home").mkdir()
        source = checkout() / INSTANCE_FILE
        chosen = {
            "DAGSTER_HOME": str(folder / "home"),
            "ADGEN_SCRATCH_DIR": str(folder / "scratch"),
            "ADGEN_MIN_FREE_MB": "0",
        }
        if database == POSTGRES:
            source = checkout() / "deploy" / INSTANCE_FILE
            chosen.update(held.enter_context(postgres()).environment)
        shutil.copyfile(source, folder / "home" / INSTANCE_FILE)
        held.enter_context(environment(**chosen))
        held.callback(settings.cache_clear)
        settings.cache_clear()
        instance = held.enter_context(dg.DagsterInstance.get())
        store = ArtifactStore(str(folder / "artifacts"), folder / "scratch")
        yield Archive(instance, store, Studio(instance, store, Settings()))


def measured(held: Archive) -> dict[str, float]:
    """Milliseconds of each thing that is done again and again, the median of several times."""
    instance, studio = held.instance, held.studio
    held.finished.append(held.whole())
    oldest, youngest = held.finished[0], held.finished[-1]
    waits, newest = held.timeouts_cursor(), studio.newest_event()
    orders = iter(range(TIMES + 1))

    def tick(sensor: dg.SensorDefinition, cursor: str | None) -> object:
        return sensor(dg.build_sensor_context(instance=instance, cursor=cursor))

    return {
        "status of the newest film": median_ms(lambda: studio.status(youngest)),
        "status of the oldest film": median_ms(lambda: studio.status(oldest)),
        "notifier: nothing new": median_ms(lambda: studio.events(newest)),
        "notifier: the last 50 events": median_ms(lambda: studio.events(newest - 50)),
        "sensor `decisions`: nothing new": median_ms(
            lambda: wait_for_due_runs(instance, Reading(after=newest), seconds=-1)
        ),
        "sensor `decisions`: the last 50 events": median_ms(
            lambda: wait_for_due_runs(instance, Reading(after=newest - 50), seconds=-1)
        ),
        "sensor `approval_timeouts`": median_ms(lambda: tick(approval_timeouts, waits)),
        "sensor `retention`": median_ms(lambda: tick(retention, None)),
        "what the next step costs": median_ms(lambda: studio.quote(youngest)),
        "place in the queue": median_ms(lambda: studio.queue_place(youngest)),
        "list of the newest 10 jobs": median_ms(lambda: studio.recent_jobs(10)),
        "a new order": median_ms(
            lambda: studio.submit(Order(ANN, f"A cup of coffee, number {next(orders)}"))
        ),
    }


def median_ms(work: Callable[[], object]) -> float:
    """How long something takes, once it was done before."""
    work()
    taken: list[float] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def measure() -> Part:
    """Fill an instance on each database, and measure at each size."""
    clock = Clock()
    found: Found = {}
    for database in (SQLITE, POSTGRES):
        with archive(database) as held:
            for size in SIZES:
                held.fill(size)
                found[database, size] = measured(held)
                print(f"  {size} jobs on {database}", flush=True)
    return _part(found, clock.circumstances())


def _part(found: Found, taken: Circumstances) -> Part:
    first, last = SIZES[0], SIZES[-1]
    ratios = {
        (what, database): [
            found[database, size][what] / found[database, first][what] for size in SIZES
        ]
        for what in found[SQLITE, first]
        for database in (SQLITE, POSTGRES)
    }
    return Part(
        letter="d",
        title=f"(d) From {first} to {last:,} jobs",
        columns=(
            "what is done again and again",
            "database",
            *(f"{size:,} jobs, ms" for size in SIZES),
            f"{last:,} to {first}",
        ),
        rows=tuple(
            (
                *(what, database),
                *(round(found[database, size][what], 1) for size in SIZES),
                round(ratio[-1], 2),
            )
            for (what, database), ratio in ratios.items()
        ),
        notes=(
            (
                f"{WAITING} jobs wait for a person at every size, all others are finished films"
                " of ten segments with five runs each; the rows are Dagster's own, copied under"
                " new ids."
            ),
            (
                f"Median of {TIMES} times, after one that does not count. PostgreSQL is told to"
                " ANALYZE after the copying, as it does by itself within a minute."
            ),
        ),
        plots=tuple(
            Plot(
                kind="lines",
                labels=tuple(f"{size:,}" for size in SIZES),
                series={what: ratio for (what, on), ratio in ratios.items() if on == database},
                unit=f"times the time at 10 jobs ({database})",
                is_logarithmic=True,
            )
            for database in (SQLITE, POSTGRES)
        ),
        measured=taken,
    )

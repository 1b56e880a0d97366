"""The metrics derived from events: their names, help texts and sums."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Self

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from pydantic import BaseModel, Field

from adgen_dagster.domain.words import Product
from adgen_dagster.errors import ErrorKind

_BETWEEN = "\t"
"""Between the labels of one series; in no name of a provider or a model."""


@dataclass(frozen=True)
class Measure:
    """One kind of number; with `bounds` its values are counted in buckets."""

    name: str
    says: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()


_WORK = ("product", "provider", "model")
_SECONDS = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0)

ENTERED = Measure("adgen_job_states_entered", "Jobs that came into a state.", ("state",))
LEFT = Measure("adgen_job_states_left", "Jobs that went on from a state.", ("state",))
DECISIONS = Measure(
    "adgen_decisions",
    "What people, operators and clocks said of jobs.",
    ("decision", "stage", "gateway"),
)
FAILURES = Measure("adgen_failures", "Work that failed for good, by its kind.", ("product", "kind"))
TAKES = Measure("adgen_takes", "Takes that were finished.", _WORK)
COST = Measure("adgen_cost_usd", "Money spent, in US dollars; also on what failed.", _WORK)
STATE_S = Measure("adgen_job_state_seconds", "How long jobs were in a state.", ("state",), _SECONDS)
TAKE_S = Measure(
    "adgen_take_seconds",
    "How long a take took, until its file was there.",
    ("product",),
    _SECONDS,
)
PROVIDER_S = Measure(
    "adgen_provider_seconds", "How long a provider took for a take.", _WORK, _SECONDS
)
START_S = Measure(
    "adgen_decision_to_start_seconds",
    "From what made work due to the begin of that work.",
    ("product",),
    (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0),
)
FILM_MB = Measure(
    "adgen_film_megabytes",
    "The size of finished films.",
    bounds=(1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 100.0),
)

COUNTERS = (ENTERED, LEFT, DECISIONS, FAILURES, TAKES, COST)
HISTOGRAMS = (STATE_S, TAKE_S, PROVIDER_S, START_S, FILM_MB)

_FROM_NOTHING = {_BETWEEN.join(each): 0.0 for each in product(Product, ErrorKind)}
"""Prometheus sees no increase in a series that begins with its first failure."""


class Spread(BaseModel):
    """How values lie: how many in each bucket, and their sum."""

    counts: list[int]
    total: float = 0.0

    @classmethod
    def of(cls, bounds: tuple[float, ...]) -> Self:
        """Return an empty histogram; its last bucket is for what exceeds all bounds."""
        return cls(counts=[0] * (len(bounds) + 1))

    def add(self, value: float, bounds: tuple[float, ...]) -> None:
        """Count one more value."""
        place = next((at for at, bound in enumerate(bounds) if value <= bound), len(bounds))
        self.counts[place] += 1
        self.total += value


class Sums(BaseModel):
    """All counters and histograms, by the measure's name and the labels' values."""

    counted: dict[str, dict[str, float]] = Field(default_factory=dict[str, dict[str, float]])
    spread: dict[str, dict[str, Spread]] = Field(default_factory=dict[str, dict[str, Spread]])

    def count(self, measure: Measure, *labels: str, by: float = 1.0) -> None:
        """Let a counter go up."""
        series = self.counted.setdefault(measure.name, {})
        key = _BETWEEN.join(labels)
        series[key] = round(series.get(key, 0.0) + by, 6)

    def observe(self, measure: Measure, value: float, *labels: str) -> None:
        """Count one value of a histogram."""
        series = self.spread.setdefault(measure.name, {})
        spread = series.setdefault(_BETWEEN.join(labels), Spread.of(measure.bounds))
        spread.add(value, measure.bounds)

    def families(self) -> Iterator[Metric]:
        """Return all metrics, as Prometheus takes them."""
        for measure in COUNTERS:
            counter = CounterMetricFamily(measure.name, measure.says, labels=measure.labels)
            series = _FROM_NOTHING if measure is FAILURES else {}
            for key, value in (series | self.counted.get(measure.name, {})).items():
                counter.add_metric(key.split(_BETWEEN), value)
            yield counter
        for measure in HISTOGRAMS:
            histogram = HistogramMetricFamily(measure.name, measure.says, labels=measure.labels)
            for key, spread in self.spread.get(measure.name, {}).items():
                labels = key.split(_BETWEEN) if measure.labels else []
                histogram.add_metric(labels, _buckets(measure, spread), spread.total)
            yield histogram


def _buckets(measure: Measure, spread: Spread) -> list[tuple[str, float]]:
    bounds = [*(f"{bound:g}" for bound in measure.bounds), "+Inf"]
    return [(bound, float(sum(spread.counts[: at + 1]))) for at, bound in enumerate(bounds)]

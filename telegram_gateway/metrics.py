"""The gateway's metrics for Prometheus: updates, taps, calls, waits."""

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

_ANSWER_S = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0)
_CALL_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Metrics:
    """One gateway's numbers; they start over with the process, as Prometheus expects."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.updates = self._counter("updates", "Updates that came in.", "kind")
        self.refused = self._counter("refused_updates", "Updates that were not looked at.", "why")
        self.taps = self._counter("taps", "Taps, and what was answered.", "action", "answer")
        self.calls = self._counter("calls", "Calls of the Bot API.", "method", "outcome")
        self.flood_waits = self._counter("flood_waits", "Times that Telegram said: wait.")
        self.flood_wait_s = self._counter("flood_wait_seconds", "How long it wanted us to.")
        self.call_s = Histogram(
            "adgen_telegram_call_seconds",
            "How long a call of the Bot API took, without its turn in the chat.",
            ["method"],
            buckets=_CALL_S,
            registry=self.registry,
        )
        self._answer_s = Histogram(
            "adgen_telegram_answer_seconds",
            "From a tap's arrival to its answer.",
            buckets=_ANSWER_S,
            registry=self.registry,
        )
        self._arrived: dict[int, float] = {}
        self.watch(
            "updates_in_hand",
            "Updates that have come in and are not handled yet.",
            lambda: len(self._arrived),
        )

    def watch(self, name: str, says: str, look: Callable[[], float]) -> None:
        """Tell, whenever Prometheus asks, what `look` finds."""
        Gauge(f"adgen_telegram_{name}", says, registry=self.registry).set_function(look)

    def arrives(self, update: int) -> None:
        """Note that an update has come in."""
        self._arrived[update] = time.monotonic()

    def is_answered(self, update: int) -> None:
        """Note that the tap in an update has its answer."""
        if update in self._arrived:
            self._answer_s.observe(time.monotonic() - self._arrived[update])

    def is_handled(self, update: int) -> None:
        """Note that nothing more is done about an update."""
        self._arrived.pop(update, None)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"adgen_telegram_{name}", says, labels, registry=self.registry)

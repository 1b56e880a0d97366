"""The order in which the workers of a parallel run take up the tests.

pytest-xdist hands each worker one stretch of the list and lets the idle steal from the ends of
the others' (`--dist worksteal`). Journeys that stood together would be one worker's, and would go
on alone at the end; so the first stretches begin with them, and every stretch ends with what is
short. Journeys start whole stacks and need the processors; most other tests wait.
"""

from __future__ import annotations

from itertools import groupby, islice

import pytest

STACKS_AT_ONCE = 3
"""One more than the smallest machine that this is tested on has processors: a stack waits now and
then, and what comes last is waited for."""


def spread(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Give the same tests in `workers` stretches of one length, what is slow in the first of them.

    A module's tests stay together, as far as they are slow: they may share what they started.
    """
    modules = [list(group) for _, group in groupby(items, key=lambda item: item.path)]
    slow = [module for module in modules if any(map(_is_slow, module))]
    fast = iter([item for module in modules if module not in slow for item in module])
    spread: list[pytest.Item] = []
    takers = min(STACKS_AT_ONCE, workers)
    for worker in range(workers):
        if worker < takers:
            spread += [item for module in slow[worker::takers] for item in module]
        spread += islice(fast, max(len(items) * (worker + 1) // workers - len(spread), 0))
    return spread + list(fast)


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None

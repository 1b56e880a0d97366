"""A studio that runs in a folder of its own, for as long as something is measured."""

from collections.abc import Generator
from contextlib import contextmanager

from adgen_dagster.settings import settings
from bench.figures import environment
from tests.journeys.running import RunningStudio


@contextmanager
def studio_in(folder: str, **chosen: str) -> Generator[RunningStudio]:
    """Start a stack with some settings of its own, and stop it afterwards."""
    with environment(
        DAGSTER_HOME=f"{folder}/home", ADGEN_SCRATCH_DIR=f"{folder}/scratch", **chosen
    ):
        settings.cache_clear()
        running = RunningStudio()
        running.start()
        try:
            yield running
        finally:
            running.stop()
            settings.cache_clear()

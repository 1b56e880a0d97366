"""What is imported before runs are forked: everything that every run imports.

Imported by what forks them, and by the supervisor, which forks that. A fork copies one thread only,
and whatever is open: so nothing that is imported here starts a thread, opens a connection or reads
`settings()` (tests/execution/test_preload.py looks). What does, as numpy, is
imported where it is used.
"""

import gc
import importlib
import os
from collections.abc import Iterator

from dagster._core.instance.ref import InstanceRef
from dagster._serdes import ConfigurableClassData

_OF_EVERY_RUN = (
    "dagster._grpc.impl",
    "dagster._core.execution.api",
    "dagster._core.execution.compute_logs",
    "adgen_dagster.definitions",
    "adgen_dagster.providers.openai.factory",
)


def _of_the_instance() -> Iterator[str]:
    """Name the modules of what the instance file asks for, of which nothing is opened yet."""
    home = os.environ.get("DAGSTER_HOME")
    for part in InstanceRef.from_dir(home) if home else ():
        if isinstance(part, ConfigurableClassData):
            yield part.module_name


for name in (*_OF_EVERY_RUN, *_of_the_instance()):
    importlib.import_module(name)
# Left alone by the collector, the pages of what is there now stay shared with the runs.
gc.collect()
gc.freeze()

"""What a process holds when it forks others: one thread, nothing open, no setting."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from adgen_dagster.execution.forks import PRELOADED
from adgen_dagster.stack.warm_start import DAGSTER

LOOK = """
import importlib, json, os, sys
looks = []
for module in sys.argv[1:]:
    importlib.import_module(module)
    from adgen_dagster.settings import settings
    opened = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")
              if os.path.lexists(f"/proc/self/fd/{fd}")]
    looks.append({
        "threads": len(os.listdir("/proc/self/task")),
        "settings_read": settings.cache_info().currsize,
        "sockets_and_databases": [each for each in opened if "socket" in each or ".db" in each],
    })
print(json.dumps(looks))
"""
PRODUCTION = (
    "storage:\n  postgres:\n    postgres_url: postgresql+psycopg2://nobody@127.0.0.1:9/none\n"
)


@pytest.mark.parametrize("instance_file", ["", PRODUCTION], ids=["here", "production"])
def test_a_process_that_others_are_forked_from_has_one_thread_and_nothing_open(
    tmp_path: Path, instance_file: str
) -> None:
    (tmp_path / "dagster.yaml").write_text(instance_file, encoding="utf-8")
    modules = (PRELOADED, *DAGSTER)  # runs are forked with the first, a stack's processes with all
    said = subprocess.run(
        [sys.executable, "-P", "-c", LOOK, *modules],
        env=os.environ | {"DAGSTER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    nothing = {"threads": 1, "settings_read": 0, "sockets_and_databases": []}
    assert json.loads(said.stdout) == [nothing] * len(modules)

"""Dagster's webserver behind our guard, without a code location: a few seconds to start."""

import os
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
import requests

from tests.production.ports import free_port

LIMIT_S = 60.0


@dataclass(frozen=True)
class Webserver:
    port: int
    home: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def counted(self) -> int:
        """How many events its instance holds: what a stranger's page would add to."""
        with dg.DagsterInstance.from_ref(
            dg.DagsterInstance.local_temp(str(self.home)).get_ref()
        ) as it:
            return it.event_log_storage.get_maximum_record_id() or 0


@pytest.fixture(scope="session")
def webserver(tmp_path_factory: pytest.TempPathFactory) -> Generator[Webserver]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    process = subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "adgen_dagster.ui"),
            *("--empty-workspace", "--port", str(port)),
        ],
        env={**os.environ, "DAGSTER_HOME": str(home), "ADGEN_UI_HOSTS": "studio.example"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        found = Webserver(port, home)
        _wait(process, f"{found.url}/server_info")
        yield found
    finally:
        process.terminate()
        process.wait(LIMIT_S)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    give_up_at = time.monotonic() + LIMIT_S
    while process.poll() is None and time.monotonic() < give_up_at:
        try:
            requests.get(url, timeout=5).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the webserver does not start")

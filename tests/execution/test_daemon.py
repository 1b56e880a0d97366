"""Dagster's daemon as it is started here."""

from __future__ import annotations

import inspect
import subprocess
import sys

from dagster._daemon import sensor

from adgen_dagster.execution.daemon import LOOK_S

LOOK = """
import sys
from dagster._daemon import sensor
from adgen_dagster.execution.daemon import main
sys.argv = ["dagster-daemon", "--version"]
try:
    main()
except SystemExit as end:
    print(end.code, sensor.MIN_INTERVAL_LOOP_TIME)
"""


def test_it_is_dagsters_own_command_and_looks_at_its_sensors_more_often() -> None:
    said = subprocess.run(
        [sys.executable, "-P", "-c", LOOK], capture_output=True, text=True, check=True
    )

    assert said.stdout.splitlines()[-1] == f"0 {LOOK_S}"


def test_dagster_still_goes_by_what_is_set_here() -> None:
    loop = inspect.getsource(sensor.execute_sensor_iteration_loop)

    assert "MIN_INTERVAL_LOOP_TIME - loop_duration" in loop
    assert isinstance(sensor.MIN_INTERVAL_LOOP_TIME, int | float)

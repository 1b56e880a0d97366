"""`python -m adgen_dagster.execution.daemon …`: Dagster's daemon, whose sensors wait for nothing.

Takes what `dagster-daemon` takes. After a tick that asked for a run, Dagster's daemon begins that
sensor's next tick only at its next look, up to 5 s later: so long a second decision would wait.
"""

from dagster._daemon import sensor
from dagster._daemon.cli import main as run

LOOK_S = 0.5
"""A look at all sensors takes some 10 ms of processor time."""


def main() -> None:
    """Run the daemon's command line."""
    sensor.MIN_INTERVAL_LOOP_TIME = LOOK_S
    run()


if __name__ == "__main__":
    main()

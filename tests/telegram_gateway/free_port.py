"""A port that nobody listens on now."""

import socket


def free_port() -> int:
    """The number of a free port of this machine."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])

"""Loopback ports for servers that have to be told theirs."""

import socket


def free_port() -> int:
    """A port that nobody has; the system gives the same one to the next asker only much later."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])

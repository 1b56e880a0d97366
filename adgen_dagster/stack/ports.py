"""A free port for the webserver of a stack."""

import socket

from adgen_dagster.errors import AdgenError, ErrorKind

_PORTS_TRIED = 50


class NoPortError(AdgenError):
    """No port is free for the webserver."""

    kind = ErrorKind.UNAVAILABLE


def claimed_port(first: int) -> tuple[int, socket.socket]:
    """Return a free port and the claim on it, which lasts as long as its socket is held.

    The webserver takes its port only seconds later. Two stacks on two homes that begin at the
    same time would choose the same one, and each would ask the other's webserver for its health.

    Raises:
        NoPortError: all of the next ports are taken.
    """
    for port in range(first, min(first + _PORTS_TRIED, 65536)):
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0adgen-port-{port}")
            with socket.socket() as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
        else:
            return port, claim
    raise NoPortError(f"No port is free from {first} on.")

"""Hosts of their own on one machine: network namespaces, each with one cable to the studio's.

What listens on 127.0.0.1 of the studio's machine is reached under the same address from inside,
over the cable. So a machine can be lost as in life: its processes go on, and nobody hears of them.
Needs Linux, root, and iproute2.
"""

import os
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress

STUDIO = "127.0.0.1"
FAR_END = "eth0"
LET_LOOPBACK_THROUGH = "echo 1 > /proc/sys/net/ipv4/conf/{end}/route_localnet"


class NoHostsError(Exception):
    """This machine makes no network namespaces for us."""


class Host:
    """A network namespace and the cable that leads to it."""

    def __init__(self, number: int) -> None:
        self._name = f"adgen-{os.getpid()}-{number}"
        self._near_end = f"adgen{os.getpid()}-{number}"
        self._net = f"10.77.{number}"

    @property
    def prefix(self) -> Sequence[str]:
        """What makes a command run on this host."""
        return ("ip", "netns", "exec", self._name)

    def set_up(self) -> None:
        """Make it, and lay the cable.

        Raises:
            NoHostsError
        """
        inside = ("-netns", self._name)
        _ip("netns", "add", self._name)
        _ip("link", "add", self._near_end, "type", "veth", "peer", FAR_END, "netns", self._name)
        _ip("address", "add", f"{self._net}.1/30", "dev", self._near_end)
        _ip(*inside, "address", "add", f"{self._net}.2/30", "dev", FAR_END)
        _ip(*inside, "link", "set", FAR_END, "up")
        _run("sh", "-c", LET_LOOPBACK_THROUGH.format(end=self._near_end))
        _run(*self.prefix, "sh", "-c", LET_LOOPBACK_THROUGH.format(end=FAR_END))
        self.plug_in()
        # Its own loopback stays down, so that 127.0.0.1 is the studio's machine.
        _ip(*inside, "route", "add", f"{STUDIO}/32", "via", f"{self._net}.1")

    def plug_in(self) -> None:
        """Let packets through."""
        _ip("link", "set", self._near_end, "up")

    def pull_out(self) -> None:
        """Cut it off: what either side sends is lost, and neither is told."""
        _ip("link", "set", self._near_end, "down")

    def remove(self) -> None:
        """Take it away; its cable goes with it."""
        with suppress(NoHostsError):
            _ip("netns", "delete", self._name)


@contextmanager
def hosts(count: int) -> Generator[list[Host]]:
    """So many hosts.

    Raises:
        NoHostsError
    """
    made = [Host(number) for number in range(1, count + 1)]
    try:
        for host in made:
            host.set_up()
        yield made
    finally:
        for host in made:
            host.remove()


def _ip(*words: str) -> None:
    _run("ip", *words)


def _run(*words: str) -> None:
    try:
        done = subprocess.run(words, check=False, capture_output=True, text=True)
    except FileNotFoundError as missing:
        raise NoHostsError(f"{words[0]} is not installed (iproute2)") from missing
    if done.returncode:
        raise NoHostsError(f"{' '.join(words)}: {done.stderr.strip()}")

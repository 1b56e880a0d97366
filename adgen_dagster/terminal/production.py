"""What `adgen doctor` checks in a production: database, disks, exposure, chat, metrics."""

import ipaddress
import json
import os
import subprocess
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from dagster import DagsterError
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from adgen_dagster.settings import Settings
from adgen_dagster.stack.processes import python
from adgen_dagster.storage.disk_space import disks
from adgen_dagster.terminal.accounts import Found
from adgen_dagster.terminal.up import TOKEN
from adgen_dagster.terminal.workplace import Workplace

_GATEWAY_LIMIT_S = 60.0
_ANSWER_S = 5.0
_INSIDE = ("localhost", ".localhost", ".local", ".internal", ".lan")
_BEHIND = "adgen_unread_ids "


class _CheckLine(BaseModel):
    """One finding of the gateway's own check."""

    name: str
    is_fine: bool | None
    said: str


def look_at_production(here: Workplace) -> Iterator[Found]:
    """Look at what matters once others use the studio."""
    yield _database(here)
    yield from _disks(here)
    if here.settings.file_cleanup_hours > here.settings.film_keep_days * 24:
        yield "retention", False, "FILE_CLEANUP_HOURS is longer than ADGEN_FILM_KEEP_DAYS"
    yield from _exposure(here.settings)
    yield from _gateway()
    yield _exporter(here.settings)


def _database(here: Workplace) -> Found:
    # `SqliteEventLogStorage`, `PostgresEventLogStorage`: Dagster has no plainer name for it.
    name = type(here.instance.event_log_storage).__name__.partition("EventLog")[0]
    began = time.monotonic()
    try:
        here.studio.newest_event()
    except (DagsterError, SQLAlchemyError, OSError) as error:
        return "database", False, f"{name} does not answer ({type(error).__name__})"
    took = f"{name} answers in {(time.monotonic() - began) * 1000:.0f} ms"
    is_sqlite = "sqlite" in name.lower()
    return "database", True, f"{took}; for one machine" if is_sqlite else took


def _disks(here: Workplace) -> Iterator[Found]:
    least_mb = here.settings.min_free_mb
    for disk in disks(here.store):
        said = f"{disk.free_mb / 1000:.1f} of {disk.total_mb / 1000:.1f} GB left"
        is_fine = disk.free_mb >= least_mb
        refused = "" if is_fine else f"; new jobs are refused below {least_mb / 1000:.1f} GB"
        yield f"disk of the {disk.name}", is_fine, said + refused


def _exposure(chosen: Settings) -> Iterator[Found]:
    """The Dagster UI has no login: everyone who reaches it may do everything."""
    host = urlsplit(chosen.webserver_url).hostname
    if host and not _is_inside(host):
        said = f"{host} looks public, and the Dagster UI has no login: put one before it"
        yield "webserver's address", None, said
    if not _is_inside(chosen.metrics_listen) or chosen.metrics_listen in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        said = f"the exporter listens on {chosen.metrics_listen}: let only Prometheus reach it"
        yield "exporter's address", None, said


def _is_inside(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_INSIDE)
    return address.is_private


def _gateway() -> Iterator[Found]:
    """What the gateway says of itself: its settings are its own, and we know nothing of chats."""
    if not os.environ.get(TOKEN):
        yield "Telegram", None, f"{TOKEN} is not set"
        return
    try:
        asked = subprocess.run(  # noqa: S603 - an argument list; no shell
            python("-m", "telegram_gateway", "--check"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_GATEWAY_LIMIT_S,
            check=False,
        )
        lines = [_CheckLine.model_validate(json.loads(line)) for line in asked.stdout.splitlines()]
    except (subprocess.TimeoutExpired, ValidationError, ValueError) as error:
        yield "Telegram", False, f"the gateway cannot be asked ({type(error).__name__})"
        return
    for line in lines:
        yield line.name, line.is_fine, line.said
    if asked.returncode:
        said = asked.stderr.strip().rpartition("\n")[2]
        yield "Telegram", False, said or f"the gateway's check ended with {asked.returncode}"


def _exporter(chosen: Settings) -> Found:
    name, everywhere = "exporter", {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not bound
    host = everywhere.get(chosen.metrics_listen, chosen.metrics_listen)
    host = f"[{host}]" if ":" in host else host
    url = f"http://{host}:{chosen.metrics_port}/metrics"
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(url, timeout=_ANSWER_S)
        answer.raise_for_status()
    except requests.RequestException:
        return name, None, f"nothing answers at {url}; `adgen exporter` starts it"
    found = [line for line in answer.text.splitlines() if line.startswith(_BEHIND)]
    if not found:
        return name, False, f"what answers at {url} is not our exporter, or has no database"
    return name, True, f"{url}, {float(found[0].removeprefix(_BEHIND)):.0f} events behind"

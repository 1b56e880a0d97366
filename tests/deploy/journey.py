"""One film, ordered in a chat, made by the roles; the code server is killed on the way."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.probe import probe
from tests.deploy.container import Container
from tests.deploy.files import DEPLOY
from tests.stand_ins.telegram import TelegramServer

APPROVE = "✅ Approve"
LIMIT_S = 240.0


def film_in_a_chat(telegram: TelegramServer, roles: Mapping[str, Container], folder: Path) -> None:
    """Order a film, kill the code server while its pictures are made, and see the film arrive."""
    began = time.monotonic()
    ann = telegram.person("Ann", language="en")
    chat = ann.private_chat()
    ann.says("An ad for a bakery that opens at five, for people who work nights")
    chat.wait_for(button=APPROVE, timeout_s=LIMIT_S)
    ann.taps(APPROVE).wait_for_answer()

    with instance(roles["gateway"], folder / "outside") as dagster:
        wait_until(lambda: "images" in at_work(dagster), "the pictures are begun")
    roles["code"].kill()
    roles["code"].start()
    roles["code"].wait_healthy()
    print(f"code: killed while it made the pictures; the daemon: {lost(roles)}", flush=True)

    for asked in ("6 pictures", "6 clips"):
        chat.wait_for(asked, button=APPROVE, timeout_s=LIMIT_S)
        ann.taps(APPROVE).wait_for_answer()
    film = chat.wait_for_video(timeout_s=LIMIT_S).video
    assert film
    path = folder / "film.mp4"
    path.write_bytes(film.content)
    found = probe(find_ffmpeg(), path)
    assert abs((found.duration_s or 0) - 30) < 0.1, found
    print(f"film: {found.duration_s} s, {found.width}x{found.height}, {found.size_bytes} bytes,")
    print(f"      {time.monotonic() - began:.0f} s after the brief", flush=True)


@contextmanager
def instance(role: Container, home: Path) -> Iterator[dg.DagsterInstance]:
    """The instance that the roles share, seen from outside by its own instance file."""
    home.mkdir()
    shutil.copy(DEPLOY / "dagster.yaml", home)
    reads = {name: value for name, value in role.settings.items() if name.startswith("PG")}
    # The roles' names for each other are known inside alone.
    os.environ.update(reads, PGHOST="127.0.0.1", DAGSTER_HOME=str(home))
    with dg.DagsterInstance.get() as opened:
        yield opened


def at_work(dagster: dg.DagsterInstance) -> set[str]:
    """The assets that runs work on."""
    runs = dagster.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    return {key.to_user_string() for run in runs for key in run.asset_selection or ()}


def lost(roles: Mapping[str, Container]) -> str:
    """What the daemon says once it has found the lost run: the answer of our launcher."""
    log = roles["daemon"].log
    said = re.compile(r"Its (process|code server) is gone\.")
    wait_until(lambda: bool(said.search(log.read_text(errors="replace"))), said.pattern)
    found = said.search(log.read_text(errors="replace"))
    return found[0] if found else ""


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)

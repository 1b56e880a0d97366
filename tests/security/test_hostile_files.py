"""Every entrance for a stranger's file, with every file that means harm."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.domain.brief import BriefError, BriefFault, Person
from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.clip import FrameSize, make_uniform
from adgen_dagster.media.errors import UnreadableMediaError
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.line import fit_line
from adgen_dagster.media.motion import Move, animate_still
from adgen_dagster.media.pictures import open_picture
from adgen_dagster.media.probe import probe
from adgen_dagster.media.sound import check_music
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.security.hostile import PASSWORD_LINE, Prize, prize

LIMIT_S = 120.0
"""For one file at one entrance, on a busy machine; each takes about a tenth of a second."""

SMALL = FrameSize(320, 180)

Entrance = Callable[[FFmpeg, Path, Path], object]
ENTRANCES: dict[str, Entrance] = {
    "a film is looked at": lambda ffmpeg, file, _: probe(ffmpeg, file),
    "a provider's clip": lambda ffmpeg, file, made: make_uniform(ffmpeg, file, made, size=SMALL),
    "a provider's speech": fit_line,
    "music of a person": lambda ffmpeg, file, _: check_music(ffmpeg, file),
    "a photo or a provider's picture": lambda _ffmpeg, file, _: open_picture(file),
    "a picture to be set in motion": lambda ffmpeg, file, made: animate_still(
        ffmpeg, file, made, size=SMALL, seconds=1, move=Move.PUSH_IN
    ),
}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_no_entrance_lets_a_hostile_file_in(
    entrance: str, corpus: list[Path], aim: Prize, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    made = tmp_path / "made.mp4"

    for file in corpus:
        began = time.monotonic()
        with pytest.raises(UnreadableMediaError) as refused:
            ENTRANCES[entrance](ffmpeg, file, made)

        assert refused.value.kind is ErrorKind.BAD_INPUT, file.name
        assert file.name in str(refused.value)
        assert PASSWORD_LINE not in str(refused.value)
        assert time.monotonic() - began < LIMIT_S, file.name
    assert aim.asked == []
    assert list(tmp_path.iterdir()) == []


def test_an_order_with_a_hostile_file_begins_no_job(
    own_instance: dg.DagsterInstance,
    store: ArtifactStore,
    person: Person,
    corpus: list[Path],
    aim: Prize,
) -> None:
    studio = Studio(own_instance, store, Settings())

    for file in corpus:
        for order in (Order(person, "Tea", music=file), Order(person, "Tea", photo=file)):
            with pytest.raises(BriefError) as refused:
                studio.submit(order)

            wanted = BriefFault.UNREADABLE_PHOTO if order.photo else BriefFault.UNREADABLE_FILE
            assert refused.value.fault is wanted
            assert PASSWORD_LINE not in str(refused.value)
            assert str(file.parent) not in str(refused.value)
    assert studio.recent_jobs() == []
    assert not store.root.exists()
    assert aim.asked == []


def test_the_playlist_would_lead_there_if_it_were_let_in(
    corpus: list[Path], ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    playlist = next(file for file in corpus if file.name == "playlist.m3u8")

    with prize(tmp_path) as other:
        file = tmp_path / "playlist.m3u8"
        lines = playlist.read_text().splitlines()
        elsewhere = [line for line in lines if not line.startswith("file:")]
        port = re.compile(r"http://[^/]+")
        file.write_text("\n".join(port.sub(other.url, line) for line in elsewhere))
        subprocess.run(
            [ffmpeg.ffprobe, "-protocol_whitelist", "file,http,tcp", file],
            check=False,
            capture_output=True,
        )
        told = list(other.asked)

    assert "/segment.ts" in told

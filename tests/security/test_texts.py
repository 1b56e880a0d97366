"""Words that try to be more than words where FFmpeg is started."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from adgen_dagster.media.clip import FrameSize, make_uniform
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.probe import probe
from tests.media.scenes import film

HOSTILE = [
    "',drawtext=textfile=/etc/passwd:x=0,'",
    "[0:v]movie=/etc/passwd[out];[out]",
    "%{pts} %{expr\\:random(0)} %{metadata\\:file}",
    "\\\\\\'; $(touch /tmp/owned) `id` | tee & \n-i /etc/passwd\r\n",
    "file:/etc/passwd|concat:/etc/passwd",
    '<b>bold</b> <a href="tg://user?id=1">you</a> & <script>alert(1)</script>',
    "{$name} { $title } &lt;b&gt; [link](http://example.net) *_~`",
    "\u202ereversed\u202c \u2066x\u2069 \ufeff",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_caption_reaches_a_command_line(text: str, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", "color=navy:s=320x180:d=0.3")
    log, listening = tmp_path / "commands", tmp_path / "ffmpeg"
    listening.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" >> {shlex.quote(str(log))}\nexec {ffmpeg.ffmpeg} "$@"\n'
    )
    listening.chmod(0o755)

    make_uniform(
        replace(ffmpeg, ffmpeg=listening),
        source,
        tmp_path / "clip.mp4",
        size=FrameSize(320, 180),
        seconds=0.5,
        caption=text,
    )

    assert probe(ffmpeg, tmp_path / "clip.mp4").duration_s == pytest.approx(0.5, abs=0.05)
    said = log.read_text()
    assert "libx264" in said
    assert [word for word in text.split() if len(word) > 3 and word in said] == []

"""Files that somebody made to do harm, or that only look like media; and what they try to reach."""

from __future__ import annotations

import random
import struct
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from adgen_dagster.media.ffmpeg import FFmpeg
from tests.media.scenes import film

PASSWORD_LINE = "sesame-open-7F31"  # noqa: S105 - what a hostile file would bring out


@dataclass
class Prize:
    """What a hostile file tries to have read: a file of this machine, an address inside."""

    file: Path
    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def prize(folder: Path) -> Iterator[Prize]:
    """A secret file, and a server inside that notes down whoever asks it."""
    secret = folder / "secret.txt"
    secret.write_text(f"{PASSWORD_LINE}\n" * 200, encoding="utf-8")
    asked: list[str] = []

    class Inside(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base
            """Keep the terminal quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Inside) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Prize(secret, f"http://127.0.0.1:{server.server_port}", asked)
        server.shutdown()


def hostile_files(folder: Path, ffmpeg: FFmpeg, aim: Prize) -> list[Path]:
    """All of them, each under names that a person or a provider would give it."""
    folder.mkdir()
    for name, content in {**_no_media(), **_leading_elsewhere(aim), **_too_large()}.items():
        (folder / name).write_bytes(content)
    whole = film(ffmpeg, folder / "cut.mp4", "testsrc=s=320x180:d=1", "-c:v", "libx264")
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with zipfile.ZipFile(folder / "archive.mp3", "w") as archive:
        archive.writestr("song.mp3", b"no song")
    return sorted(folder.iterdir())


def _no_media() -> dict[str, bytes]:
    return {
        "empty.mp4": b"",
        "noise.ogg": random.Random(7).randbytes(50_000),  # noqa: S311 - the same noise each time
        "program.wav": Path(sys.executable).read_bytes()[:60_000],
        "page.jpg": b"<!doctype html><title>Sign in</title>",
        "text.mp4": "Кофе\n".encode() * 500,
        "promise.wav": b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\x7f",
        "header.png": b"\x89PNG\r\n\x1a\n",
    }


def _leading_elsewhere(aim: Prize) -> dict[str, bytes]:
    """Playlists, lists, drawings and films whose insides name a file or an address."""
    segments = f"#EXTINF:5,\nfile://{aim.file}\n#EXTINF:5,\n{aim.url}/segment.ts\n#EXT-X-ENDLIST\n"
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXT-X-MEDIA-SEQUENCE:0\n{segments}".encode()
    list_of_files = f"ffconcat version 1.0\nfile '{aim.file}'\nfile '{aim.url}/a.mp4'\n".encode()
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90000" height="90000">'
        f'<image href="file://{aim.file}"/><image href="{aim.url}/drawing.png"/></svg>'
    ).encode()
    return {
        "playlist.m3u8": playlist,
        "playlist.mp4": playlist,
        "playlist.mp3": playlist,
        "list.mp4": list_of_files,
        "list.ffconcat": list_of_files,
        "manifest.mp4": (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
            f"<BaseURL>{aim.url}/dash/</BaseURL><Period><AdaptationSet><Representation/>"
            "</AdaptationSet></Period></MPD>"
        ).encode(),
        "session.mp4": f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns={aim.url}\nm=audio 9 RTP/AVP 0".encode(),
        "drawing.png": drawing,
        "drawing.svg": drawing,
        "reference.mov": _reference_film(aim.url),
        "subtitles.mp4": f"[Script Info]\nVideo File: {aim.file}\n[Events]\n".encode(),
    }


def _too_large() -> dict[str, bytes]:
    """Pictures that promise far more than they weigh."""
    rows = zlib.compress(bytes(1 << 20), 9)
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = b"".join(
        _chunk(*each) for each in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )
    webp = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\xff\xff" * 2
    return {
        "bomb.png": b"\x89PNG\r\n\x1a\n" + chunks,
        "bomb.webp": b"RIFF" + struct.pack("<I", 4 + len(webp)) + b"WEBP" + webp,
    }


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def _reference_film(url: str) -> bytes:
    """A QuickTime film that holds nothing but the address of another one."""
    address = f"{url}/film.mov".encode() + b"\0"
    reference = _box(b"rdrf", bytes(4) + b"url " + struct.pack(">I", len(address)) + address)
    return _box(b"ftyp", b"qt  " + bytes(8)) + _box(
        b"moov", _box(b"rmra", _box(b"rmda", reference))
    )


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content

"""Real pictures, clips and voices, as small and cheap as they can be made."""

from __future__ import annotations

import io
import math
import os
import re
import shutil
import subprocess
import tempfile
import threading
from array import array
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

SOUND_RATE: Final = 24000
LETTER_S: Final = 0.06
PAUSE_S: Final = 0.08
PAPERS: Final = ("#1f3b57", "#57301f", "#1f5735", "#4b1f57", "#57531f", "#1f5757", "#571f38")
ENCODERS: Final = {
    "mp3": ("-c:a", "libmp3lame", "-b:a", "64k", "-f", "mp3"),
    "opus": ("-c:a", "libopus", "-b:a", "32k", "-f", "ogg"),
    "ogg_opus": ("-c:a", "libopus", "-b:a", "32k", "-f", "ogg"),
    "aac": ("-c:a", "aac", "-b:a", "64k", "-f", "adts"),
    "flac": ("-c:a", "flac", "-f", "flac"),
    "wav": ("-c:a", "pcm_s16le", "-f", "wav"),
}
_MAKING = threading.Lock()


@cache
def tool(name: str) -> str:
    """Find ffmpeg or ffprobe: the one of the environment, of the checkout, or of the path."""
    here = Path(__file__).resolve().parents[3] / "bin" / "ffmpeg" / name
    named = os.environ.get(f"{name.upper()}_PATH")
    found = named or (str(here) if here.is_file() else shutil.which(name))
    if found is None:
        raise FileNotFoundError(f"{name} is needed for the loopback servers' media")
    return found


def picture(width: int, height: int, number: int) -> bytes:
    """Draw a PNG of this size with a task's number on it, as big as fits."""
    image = Image.new("RGB", (width, height), PAPERS[number % len(PAPERS)])
    draw = ImageDraw.Draw(image)
    margin = min(width, height) // 16
    draw.rectangle(
        (margin, margin, width - margin, height - margin), outline="white", width=margin // 4
    )
    draw.text(
        (width / 2, height / 2),
        str(number),
        fill="white",
        font=ImageFont.load_default(size=min(width, height) * 0.6),
        anchor="mm",
    )
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def clip(width: int, height: int, seconds: int) -> bytes:
    """Make an H.264 clip with a sound track; made once per size and length, then kept."""
    folder = Path(tempfile.gettempdir()) / f"adgen-loopback-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"clip-{width}x{height}-{seconds}s.mp4"
    with _MAKING:
        if not kept.is_file():
            part = kept.with_suffix(f".{os.getpid()}.part.mp4")
            _run_ffmpeg(
                *("-f", "lavfi", "-i", f"testsrc=size={width}x{height}:rate=24:duration={seconds}"),
                *("-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}"),
                *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
                *("-c:a", "aac", "-b:a", "64k", "-shortest", "-movflags", "+faststart", str(part)),
            )
            part.replace(kept)
    return kept.read_bytes()


def speech_pcm(text: str, speed: float = 1.0) -> bytes:
    """Make a voice of tones: a tone for each word, as long as the word; 24 kHz mono s16le."""
    sound = array("h")
    for place, word in enumerate(re.findall(r"\w+", text) or ["a"]):
        length = int(SOUND_RATE * LETTER_S * max(2, len(word)) / speed)
        step = 2 * math.pi * (180 + 20 * (place % 5)) / SOUND_RATE
        fade = SOUND_RATE // 100
        sound.extend(
            int(9000 * min(1, n / fade, (length - n) / fade) * math.sin(step * n))
            for n in range(length)
        )
        sound.frombytes(bytes(2 * int(SOUND_RATE * PAUSE_S / speed)))
    return sound.tobytes()


def speech_seconds(pcm: bytes) -> float:
    """Measure a voice made by `speech_pcm`."""
    return len(pcm) / 2 / SOUND_RATE


def encoded(pcm: bytes, kind: str) -> bytes:
    """Encode a voice as `mp3`, `opus`, `aac`, `flac`, `wav`, or leave it as `pcm`."""
    if kind == "pcm":
        return pcm
    return _run_ffmpeg(
        *("-f", "s16le", "-ar", str(SOUND_RATE), "-ac", "1", "-i", "pipe:0"),
        *ENCODERS[kind],
        "pipe:1",
        given=pcm,
    )


def sound_seconds(content: bytes) -> float | None:
    """Measure a sound file of any kind; `None` when it is none."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        probe = subprocess.run(
            [
                *(tool("ffmpeg"), "-v", "error", "-i", file.name, "-map", "0:a:0"),
                *("-f", "s16le", "-ar", "8000", "-ac", "1", "pipe:1"),
            ],
            capture_output=True,
            check=False,
        )
    return len(probe.stdout) / 16000 if probe.returncode == 0 and probe.stdout else None


def picture_size(content: bytes) -> tuple[int, int, str] | None:
    """Open a picture fully; its width, height and format, or `None` when it is none."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            return image.width, image.height, (image.format or "").lower()
    except (OSError, SyntaxError, ValueError):
        return None


def _run_ffmpeg(*arguments: str, given: bytes | None = None) -> bytes:
    command = [tool("ffmpeg"), "-v", "error", "-y", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout

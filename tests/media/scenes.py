"""Makes small real media for tests, and looks at what came out frame by frame."""

import subprocess
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adgen_dagster.media.ffmpeg import FFmpeg

RATE = 48_000

Sound = NDArray[np.float64]
Frames = NDArray[np.int16]


def film(ffmpeg: FFmpeg, target: Path, picture: str, *options: str) -> Path:
    """Encode what a lavfi source shows (`color=red:s=320x180:d=1`)."""
    command = [ffmpeg.ffmpeg, "-v", "error", "-y", "-f", "lavfi", "-i", picture, *options]
    subprocess.run([*command, target], check=True)
    return target


def sound(target: Path, samples: Sound) -> Path:
    """Save samples of -1 to 1 as mono wav at 48 kHz."""
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return target


def tone(seconds: float, hertz: float = 300.0, level: float = 0.3) -> Sound:
    """A steady sine."""
    return level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


def silence(seconds: float) -> Sound:
    """Nothing."""
    return np.zeros(round(seconds * RATE))


def syllables(seconds: float, level: float = 0.3) -> Sound:
    """Bursts of a buzzing voice, five a second, with the crests that speech has."""
    at = np.arange(round(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * 140 * n * at) / n for n in range(1, 12))
    swell = 0.1 + np.clip(np.sin(2 * np.pi * 5 * at), 0, 1) ** 2
    return level * swell * buzz / np.abs(buzz).max()


def frames(ffmpeg: FFmpeg, path: Path, width: int = 64, height: int = 36) -> Frames:
    """Each frame that is shown, scaled down, as (frame, row, column, colour)."""
    command = [ffmpeg.ffmpeg, "-v", "error", "-i", path, "-fps_mode", "passthrough"]
    command += ["-vf", f"scale={width}:{height}:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    raw = subprocess.run([*command, "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3).astype(np.int16)


def samples(ffmpeg: FFmpeg, path: Path) -> Sound:
    """The sound as one channel of -1 to 1 at 48 kHz."""
    command = [ffmpeg.ffmpeg, "-v", "error", "-i", path, "-f", "f32le", "-ac", "1", "-ar", "48000"]
    raw = subprocess.run([*command, "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, "<f4").astype(np.float64)


def level_db(heard: Sound, hertz: float | None = None) -> float:
    """How strong the sound is, or its part within a third octave around a frequency."""
    if hertz is None:
        power = float(np.mean(heard**2))
    else:
        spectrum = np.abs(np.fft.rfft(heard)) ** 2
        at = np.fft.rfftfreq(len(heard), 1 / RATE)
        near = (at > hertz / 1.12) & (at < hertz * 1.12)
        power = float(2 * spectrum[near].sum() / len(heard) ** 2)
    return 10 * float(np.log10(power + 1e-12))


def colour_of(frame: Frames) -> tuple[int, int, int]:
    """The mean colour of a frame."""
    red, green, blue = frame.reshape(-1, 3).mean(axis=0)
    return round(red), round(green), round(blue)

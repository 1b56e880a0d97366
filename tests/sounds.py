"""Sounds that people might send, written by hand."""

import math
import wave
from array import array
from pathlib import Path


def write_sound(path: Path, seconds: float = 1.0) -> Path:
    """A tone; FFmpeg goes by what is in a file, whatever its name ends with."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        waves = (math.sin(n / 8000 * 440 * math.tau) for n in range(int(seconds * 8000)))
        sound.writeframes(array("h", (int(9000 * height) for height in waves)).tobytes())
    return path

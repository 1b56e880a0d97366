"""Speak one text with espeak-ng: a program that is started anew for each.

    python program.py VOICE WORDS_PER_MINUTE TEXT > speech.wav
    python program.py --version

The library keeps its state in global variables: one voice for the whole process, and the phase
of its waves goes on from one text to the next. In a process of its own the same text always
gives the same sound, texts can be spoken at the same time, and a crash or a hang ends nothing
else. Nothing of our own is imported here, so that it starts in a twentieth of a second.
"""

import ctypes
import io
import sys
import tempfile
import wave
from pathlib import Path

import espeakng_loader

# From espeak-ng's speak_lib.h, version 1.52.
_OUTPUT_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_RATE = 1
_OK = 0

# espeak-ng keeps the path of its data in 160 bytes and cuts a longer one off in silence.
_MAX_DATA_PATH_BYTES = 150

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class SpeechLibrary:
    """espeak-ng, loaded and ready; one in a process.

    Args:
        data: the folder of its voices, by a path that is short enough for it.

    Raises:
        OSError: the library does not load or does not find its voices.
    """

    def __init__(self, data: Path) -> None:
        self._pcm = bytearray()
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_Info.restype = ctypes.c_char_p
        self.sample_rate = int(
            self._library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, bytes(data), _DONT_EXIT)
        )
        # With a wrong path it answers 0 and prints why.
        if self.sample_rate <= 0:
            raise OSError("espeak-ng does not find its voices")
        # The library calls it later: it must live as long as the library does.
        self._callback = _Callback(self._keep)
        self._library.espeak_SetSynthCallback(self._callback)

    @property
    def version(self) -> str:
        """espeak-ng's own version, for instance "1.52.0"."""
        return str(self._library.espeak_Info(None).decode())

    def speak(self, text: str, voice: str, words_per_minute: int) -> bytes:
        """Speak `text` as 16-bit mono sound at `sample_rate`; SSML and phonemes in it mean nothing.

        Raises:
            OSError: there is no such voice, or espeak-ng fails.
        """
        if self._library.espeak_SetVoiceByName(voice.encode()) != _OK:
            raise OSError(f"espeak-ng has no voice {voice!r}")
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._pcm.clear()
        encoded = text.encode("utf-8", "replace")
        size = ctypes.c_size_t(len(encoded) + 1)
        told = self._library.espeak_Synth(encoded, size, 0, 0, 0, _CHARS_UTF8, None, None)
        if told != _OK:
            raise OSError(f"espeak-ng fails with code {told}")
        return bytes(self._pcm)

    def _keep(self, samples: int | None, count: int, _events: int) -> int:
        if samples and count > 0:
            self._pcm.extend(ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short)))
        return 0


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    data = Path(espeakng_loader.get_data_path())
    with tempfile.TemporaryDirectory(prefix="espeak-") as folder:
        if len(bytes(data)) > _MAX_DATA_PATH_BYTES:
            shortcut = Path(folder) / data.name
            shortcut.symlink_to(data)
            data = shortcut
        library = SpeechLibrary(data)
        if arguments == ["--version"]:
            sys.stdout.write(library.version)
            return
        voice, words_per_minute, text = arguments
        pcm = library.speak(text, voice, int(words_per_minute))
    sys.stdout.buffer.write(_wav(pcm, library.sample_rate))


def _wav(pcm: bytes, sample_rate: int) -> bytes:
    wav = io.BytesIO()
    with wave.open(wav, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(sample_rate)
        sound.writeframes(pcm)
    return wav.getvalue()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as problem:
        sys.exit(str(problem))

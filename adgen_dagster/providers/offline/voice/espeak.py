"""Have espeak-ng speak, each text in a process of its own (`program.py` says why)."""

import sys
import threading
from functools import cache
from pathlib import Path

import espeakng_loader

from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.errors import MediaError, MediaStoppedError
from adgen_dagster.media.process import run_process
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.storage.artifacts import StoppedError

# A line takes a twentieth of a second; a machine that swaps may take a while to start Python.
LIMIT_S = 30.0

_PROGRAM = Path(__file__).with_name("program.py")


class Espeak:
    """espeak-ng as it is installed here; use `espeak()`.

    Args:
        version: its own, for instance "1.52.0".
        variants: what its voices can be varied by.
    """

    def __init__(self) -> None:
        self.version = _run("--version").decode()
        variants = Path(espeakng_loader.get_data_path()) / "voices" / "!v"
        self.variants = frozenset(file.name for file in variants.iterdir())

    def speak(
        self, text: str, voice: str, words_per_minute: int, stop: threading.Event | None = None
    ) -> bytes:
        """Speak `text` as a WAV file: 16 bit, mono, 22,050 Hz.

        Args:
            text: plain text; marks of SSML or phonemes in it mean nothing.
            voice: espeak's name of it, for instance `ru+f2`; a language it knows and one of
                `variants`.
            words_per_minute: espeak's speed; 80 to 450.
            stop: ends the work when set.

        Raises:
            ProviderError: espeak-ng fails.
            StoppedError: `stop` was set.
        """
        return _run(voice, str(words_per_minute), text, stop=stop)


@cache
def espeak() -> Espeak:
    """espeak-ng, looked at when it is first needed.

    Raises:
        ProviderError: it does not work here.
    """
    return Espeak()


def _run(*arguments: str, stop: threading.Event | None = None) -> bytes:
    heard = bytearray()
    # -P: nothing is imported from the folder of the program.
    command = [sys.executable, "-P", str(_PROGRAM), *arguments]
    try:
        run_process(command, purpose="Speaking", limit_s=LIMIT_S, on_stdout=heard.extend, stop=stop)
    except MediaStoppedError as error:
        raise StoppedError("The run was asked to stop.") from error
    except MediaError as error:
        raise ProviderError(ErrorKind.UNAVAILABLE, f"espeak-ng fails: {error}") from error
    return bytes(heard)

"""What espeak-ng makes of a text, in phonemes: in a process of its own, as it keeps its state."""

import itertools
import json
import re
import subprocess
import sys

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.narrator import LANGUAGES

_PROGRAM = r"""
import ctypes, json, sys
import espeakng_loader
voice, texts = json.load(sys.stdin)
library = ctypes.CDLL(espeakng_loader.get_library_path())
library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0x8000)
library.espeak_TextToPhonemes.restype = ctypes.c_char_p
library.espeak_TextToPhonemes.argtypes = [
    ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int
]
library.espeak_SetVoiceByName(voice.encode())
told = []
for text in texts:
    rest, clauses = ctypes.c_char_p(text.encode()), []
    while rest.value:
        clauses.append(library.espeak_TextToPhonemes(ctypes.byref(rest), 1, 2).decode())
    told.append(" ".join(clauses))
json.dump(told, sys.stdout)
"""


# What a word's neighbours and its stress change, and its spelling does not.
_UNSTRESSED = re.compile("[ˈˌ ːʲj]|[aɑʌɐeɛəiɪɨyouʊɔøæᵻ]")
_VOICELESS = str.maketrans("bdɡvzʒʑɾ", "ptkfsʃst")


def phonemes(texts: list[str], language: Language) -> list[str]:
    """The consonants of each text as it sounds, those that are told apart by meaning."""
    asked = json.dumps([LANGUAGES[language], texts])
    told = subprocess.run(
        [sys.executable, "-c", _PROGRAM], input=asked, capture_output=True, check=True, text=True
    )
    return [_consonants(sound) for sound in json.loads(told.stdout)]


def _consonants(sound: str) -> str:
    bare = _UNSTRESSED.sub("", sound).translate(_VOICELESS)
    bare = "".join(letter for letter, _ in itertools.groupby(bare))
    return bare.replace("stn", "sn")  # шестнадцать

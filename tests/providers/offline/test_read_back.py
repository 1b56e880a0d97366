"""Captions of decoded frames, read by somebody else: tesseract."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from adgen_dagster.domain.brief import Language, Ratio
from adgen_dagster.media.clip import FRAME_SIZES, make_uniform
from adgen_dagster.media.ffmpeg import FFmpeg, find_ffmpeg
from adgen_dagster.providers.offline import OfflineWriter
from adgen_dagster.storage.artifacts import Take
from tests.providers.offline.briefs import brief_of
from tests.providers.offline.test_said_and_shown import ENGLISH, RUSSIAN

LANGUAGES = {Language.RUSSIAN: "rus+eng", Language.ENGLISH: "eng"}
SECONDS = 2.0
SHOWN = [
    (RUSSIAN, Ratio.TALL, ("1299,90", "88005553535", "улленина", "д5", "utroru")),
    (ENGLISH, Ratio.WIDE, ("1,299.90", "18005550199", "mainst", "cornerbakerycom")),
]


@pytest.fixture
def tesseract() -> str:
    """The program. Without it the test is skipped; in CI, which has it, it fails."""
    program = shutil.which("tesseract")
    if program is None:
        refuse = pytest.fail if os.environ.get("CI") else pytest.skip
        refuse("no tesseract; on Debian: apt-get install tesseract-ocr tesseract-ocr-rus")
    return str(program)


@pytest.mark.parametrize(("text", "ratio", "figures"), SHOWN, ids=["ru", "en"])
def test_a_price_a_telephone_and_an_address_are_read_back_from_the_film(
    text: str, ratio: Ratio, figures: tuple[str, ...], take: Take, tmp_path: Path, tesseract: str
) -> None:
    brief, ffmpeg = brief_of(text), find_ffmpeg()
    script = OfflineWriter().write_script(brief, text, (), take).script
    assert script is not None
    lines = {
        line.narration for line in script.lines if re.search(r"\d|ул\.|Main|\.\w", line.narration)
    }

    read = "\n".join(
        line
        for said in sorted(lines)
        for line in _shown(ffmpeg, said, ratio, tmp_path, tesseract, brief.language)
    )

    assert [each for each in figures if each not in read] == [], read


def _shown(
    ffmpeg: FFmpeg, said: str, ratio: Ratio, folder: Path, tesseract: str, language: Language
) -> list[str]:
    """What stands in the frames of a clip with this caption, without blanks and most signs."""
    size = FRAME_SIZES[ratio]
    source, clip = folder / "grey.png", folder / "clip.mp4"
    Image.new("RGB", (size.width, size.height), (70, 80, 90)).save(source)
    film = folder / "grey.mp4"
    still = ["-loop", "1", "-framerate", "24", "-i", source, "-t", str(SECONDS + 0.5)]
    command = [ffmpeg.ffmpeg, "-y", "-v", "error", *still, "-pix_fmt", "yuv420p", film]
    subprocess.run(command, check=True)
    make_uniform(ffmpeg, film, clip, size=size, seconds=SECONDS, caption=said)
    frames = folder / "frame-%02d.png"
    take = ["-i", clip, "-vf", "fps=2", frames]
    subprocess.run([ffmpeg.ffmpeg, "-y", "-v", "error", *take], check=True)
    return [_read(frame, tesseract, language) for frame in sorted(folder.glob("frame-*.png"))]


def _read(frame: Path, tesseract: str, language: Language) -> str:
    with Image.open(frame) as picture:
        # White letters with a shadow, on grey: black ones on white are what it was taught.
        letters = ImageOps.invert(picture.convert("L").point(lambda grey: 255 if grey > 200 else 0))
        letters.resize((letters.width * 2, letters.height * 2)).save(frame)
    said = subprocess.run(
        [tesseract, frame, "-", "-l", LANGUAGES[language], "--psm", "6"],
        capture_output=True,
        text=True,
        check=True,
    )
    kept = re.sub(r"[^\w,.]", "", said.stdout.lower())
    return re.sub(r"(?<!\d)[.,]|[.,](?!\d)", "", kept)

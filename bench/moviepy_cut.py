"""Joins clips with MoviePy; prints the seconds. Run by `bench/cut.py`, in MoviePy's environment."""
# pyright: reportMissingImports=false

import sys
import time

from moviepy import AudioFileClip, VideoFileClip, concatenate_videoclips


def main(target: str, audio: str, clips: list[str]) -> None:
    """Cut the film as the popular generators of short videos do."""
    began = time.perf_counter()
    film = concatenate_videoclips([VideoFileClip(clip) for clip in clips], method="compose")
    film = film.with_audio(AudioFileClip(audio))
    film.write_videofile(
        target,
        fps=24,
        codec="libx264",
        audio_codec="aac",
        preset="veryfast",
        threads=2,
        logger=None,
    )
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])

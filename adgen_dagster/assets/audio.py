"""The film's finished sound, made beside the pictures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from adgen_dagster.assets.gates import script_approval
from adgen_dagster.assets.script import segments
from adgen_dagster.domain.storyboard import SLOT_S, Storyboard, shorten
from adgen_dagster.domain.words import Product
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.line import LineTooLongError, fit_line
from adgen_dagster.media.sound import mix_narration
from adgen_dagster.partitions import jobs
from adgen_dagster.providers.base import Narrator, Provenance, Spoken
from adgen_dagster.resources import Workshop
from adgen_dagster.storage.artifacts import Json, Take
from adgen_dagster.work.job_work import JobWork, work_on
from adgen_dagster.work.parallel import make_each
from adgen_dagster.work.provider_call import asking, judging
from adgen_dagster.work.results import Stopwatch, finish, metadata_of, reused, size_mb

SHORTENINGS = 3
"""How often a line that turns out too long is shortened and spoken again."""


@dg.asset(
    partitions_def=jobs,
    deps=[segments, script_approval],
    kinds={"openai", "ffmpeg"},
)
def audio(context: dg.AssetExecutionContext, workshop: Workshop) -> dg.MaterializeResult[Any]:
    """Narration fitted to its slots, music ducked under it, loudness normalised."""
    with work_on(context, Product.AUDIO, workshop.store) as work:
        take, watch = work.take(), Stopwatch()
        if reused(take) is None:
            board = Storyboard.model_validate(work.document(Product.SEGMENTS))
            providers = workshop.providers()
            with work.store.scratch_folder(work.job) as folder:
                booth = Booth(work, board, providers.narrator, workshop.ffmpeg, take, folder)
                usd, whole_usd = booth.price_usd(), booth.whole_price_usd()
                work.require_money(usd, whole_usd, providers.prices(work.brief), providers.narrator)
                _mix(booth, watch)
        return dg.MaterializeResult(metadata=metadata_of(take.result or {}))


@dataclass(frozen=True)
class Booth:
    """Where a film's lines are spoken."""

    work: JobWork
    board: Storyboard
    narrator: Narrator
    ffmpeg: FFmpeg
    take: Take
    folder: Path

    def part(self, index: int) -> Take:
        """Return the take of line `index`."""
        return self.work.part(self.take, f"line-{index:02d}")

    def price_usd(self) -> float:
        """Estimate the cost of the lines that are not spoken yet."""
        return sum(
            self.narrator.price_usd(segment.narration)
            for segment in self.board.segments
            if self.part(segment.index).result is None
        )

    def whole_price_usd(self) -> float:
        """Estimate the cost of all lines, spoken or not."""
        return sum(self.narrator.price_usd(segment.narration) for segment in self.board.segments)

    def speak(self, index: int) -> tuple[Path, Json]:
        """Line `index`, fitted to its slot, and what is known of it."""
        part = self.part(index)
        done = reused(part) or self._record(index, part)
        return self.work.store.local(str(done["path"]), self.folder), done

    def _record(self, index: int, part: Take) -> Json:
        watch, own = Stopwatch(), self.folder / f"{index:02d}"
        own.mkdir()
        line, cost, shortened = self.board.segment(index).narration, 0.0, 0
        provider_s = 0.0
        while True:
            spoken, asked_s = self._say(line, index, part, own)
            cost, provider_s = cost + spoken.cost_usd, provider_s + asked_s
            made = Provenance(spoken.provider, spoken.model, cost)
            with judging(part, made, self.narrator.price_usd(line)):
                try:
                    fitted = fit_line(
                        self.ffmpeg,
                        spoken.path,
                        own / "line.wav",
                        slot_s=SLOT_S,
                        letters=len(line),
                    )
                    break
                except LineTooLongError as error:
                    if shortened == SHORTENINGS:
                        raise
                    shortened += 1
                    line = shorten(line, int(len(line) * 0.95 * error.slot_s / error.seconds))
        return finish(
            part,
            part.keep(own / "line.wav", "line.wav"),
            made,
            watch.seconds,
            provider_s=round(provider_s, 2),
            text=line,
            spoken_s=fitted.spoken_s,
            tempo=fitted.tempo,
        )

    def _say(self, line: str, index: int, part: Take, own: Path) -> tuple[Spoken, float]:
        """A line spoken, and how long that took."""
        lines = ["", *(segment.narration for segment in self.board.segments), ""]
        with asking(part) as asked:
            spoken = self.narrator.speak(
                line,
                before=lines[index - 1],
                after=lines[index + 1],
                brief=self.work.brief,
                take=part,
                folder=own,
            )
        return spoken, asked.seconds


def _mix(booth: Booth, watch: Stopwatch) -> None:
    work, indexes = booth.work, [segment.index for segment in booth.board.segments]
    spoken: dict[int, tuple[Path, Json]] = {}
    make_each(
        work,
        indexes,
        booth.narrator.at_once,
        lambda index: (index, booth.speak(index)),
        lambda made: spoken.update([made]),
    )
    lines = [spoken[index] for index in indexes]
    music = work.brief.music
    mixed = booth.folder / "audio.m4a"
    mix = mix_narration(
        booth.ffmpeg,
        [path for path, _ in lines],
        mixed,
        slot_s=SLOT_S,
        music=work.store.local(music, booth.folder) if music else None,
        stop=work.stop,
    )
    told = [about for _, about in lines]
    finish(
        booth.take,
        booth.take.keep(mixed, "audio.m4a"),
        Provenance(
            str(told[0]["provider"]),
            str(told[0]["model"]),
            sum(float(about["cost_usd"]) for about in told),
        ),
        watch.seconds,
        provider_s=max(float(about.get("provider_s", 0.0)) for about in told),
        size_mb=size_mb(mixed),
        duration_s=mix.duration_s,
        loudness_lufs=mix.loudness.integrated_lufs,
        true_peak_dbtp=mix.loudness.true_peak_dbtp,
        lines=[{"text": about["text"], "spoken_s": about["spoken_s"]} for about in told],
    )

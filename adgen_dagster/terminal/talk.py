"""The talk about one job: what there is at each stage, and what the person decides on it."""

from dataclasses import dataclass

from adgen_dagster.brief import BriefError, Person
from adgen_dagster.money import Quote
from adgen_dagster.stages import STAGE_PRODUCT, JobStatus, Product, Stage
from adgen_dagster.studio import Studio
from adgen_dagster.terminal.pages import (
    failure_lines,
    files_page,
    moment,
    money_line,
    script_page,
    undrawn,
)
from adgen_dagster.terminal.screen import Screen
from adgen_dagster.terminal.segments import read_segments

_SHOWN = {Stage.SCRIPT: "script", Stage.IMAGES: "pictures", Stage.VIDEOS: "clips"}
_REWORDED = {
    Product.SCRIPT: Stage.SCRIPT,
    Product.SEGMENTS: Stage.SCRIPT,
    Product.IMAGES: Stage.IMAGES,
    Product.CLIPS: Stage.VIDEOS,
}


def _approve_for(usd: float) -> str:
    return f"[a]pprove for about {usd:.2f} USD" if usd else "[a]pprove"


def _retaken(status: JobStatus, stage: Stage) -> list[int]:
    """Segments that have other takes than the one that counts."""
    count, product = status.brief.segment_count, STAGE_PRODUCT[stage]
    return [each for each in range(1, count + 1) if status.other_takes(product, each)]


@dataclass(frozen=True)
class Talk:
    """Shows the stages of a job on a screen and takes the decisions to the studio."""

    studio: Studio
    screen: Screen
    me: Person
    is_automatic: bool
    """Whether everything is approved without a question."""

    def decide(self, status: JobStatus, stage: Stage) -> None:
        """Show what lies before the person at an open stage, and do as they say."""
        quote = self._show(status, stage)
        if self.is_automatic:
            self.studio.approve(status.job, stage, self.me)
            self.screen.say(f"{_SHOWN[stage]}: approved without asking (--yes)")
            return
        if until := self.studio.decide_before(status):
            self.screen.say(f"Decide before {moment(until)}; then the job is cancelled.")
        options = {
            "a": _approve_for(quote.next_stage_usd),
            "r": f"[r]edo {_SHOWN[stage]}",
            "c": "[c]ancel",
        }
        if stage is Stage.VIDEOS:
            options["p"] = "redo [p]ictures"
        if retaken := _retaken(status, stage):
            options["b"] = "take an older one [b]ack"
        match self.screen.choose("What now?", options):
            case "a":
                self.studio.approve(status.job, stage, self.me)
            case "r":
                self._redo(status, stage)
            case "p":
                self._redo(status, Stage.IMAGES)
            case "b":
                self._take_back(status, stage, retaken)
            case _:
                self.studio.cancel(status.job, stage, self.me)

    def settle(self, status: JobStatus) -> bool:
        """Tell of a failure, and do as the person says; False: nothing can be done now."""
        self.screen.say(*failure_lines(status.failures), style="red")
        if self.is_automatic:
            return False
        failure = status.failures[0]
        options = {"t": "[t]ry again", "c": "[c]ancel"}
        stage = _REWORDED.get(failure.product)
        if stage:
            options["w"] = "say it in other [w]ords"
        match self.screen.choose("What now?", options):
            case "t":
                self.studio.retry(status.job, self.me)
            case "w" if stage:
                note = self.screen.ask("What should be different?")
                self.studio.redo(status.job, stage, failure.segments, note, self.me)
            case _:
                self.studio.cancel(status.job, None, self.me)
        return True

    def _show(self, status: JobStatus, stage: Stage) -> Quote:
        shown = self.studio.showing(status.job, stage)
        if stage is Stage.SCRIPT:
            self.screen.page(script_page(shown.script, shown.storyboard))
            if shown.undrawable:
                self.screen.say(undrawn(shown.undrawable), style="yellow")
        else:
            self.screen.say(f"The {_SHOWN[stage]} of job {status.job}:")
            self.screen.say(*files_page(shown.files))
        quote = self.studio.quote(status.job)
        self.screen.say(money_line(quote, stage))
        if quote.refusal:
            self.screen.say(quote.refusal, style="red")
        return quote

    def _redo(self, status: JobStatus, stage: Stage) -> None:
        segments = [] if stage is Stage.SCRIPT else self._ask_segments(status)
        note = self.screen.ask("What should be different? (nothing: just another try)")
        self.studio.redo(status.job, stage, segments, note, self.me)

    def _take_back(self, status: JobStatus, stage: Stage, retaken: list[int]) -> None:
        known = [str(segment) for segment in retaken]
        which = known[0] if len(known) == 1 else ""
        while which not in known:
            which = self.screen.ask(f"Which of {', '.join(known)}?")
        taken = self.studio.take_back(status.job, stage, int(which), None, self.me)
        self.screen.say(f"Take {taken.take} of segment {which} counts again.")

    def _ask_segments(self, status: JobStatus) -> list[int]:
        count = status.brief.segment_count
        while True:
            said = self.screen.ask(f"Which of 1-{count}? (for instance 3 5-7; nothing: all)")
            try:
                segments = read_segments(said)
            except BriefError as error:
                self.screen.say(str(error))
                continue
            if not segments or segments[-1] <= count:
                return segments
            self.screen.say(f"There is no segment {segments[-1]}; the film has {count}.")

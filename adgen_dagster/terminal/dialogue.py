"""The dialogue about one job: shows each stage and takes the user's decision."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from adgen_dagster.domain.brief import BriefError, Person
from adgen_dagster.domain.stages import Failure, JobStatus
from adgen_dagster.domain.words import Stage
from adgen_dagster.studio.budget import Quote
from adgen_dagster.studio.rules import may_redo, may_revoice, reworded_at
from adgen_dagster.studio.studio import Studio, require_files
from adgen_dagster.terminal.pages import (
    failure_lines,
    files_page,
    in_words,
    left_out,
    moment,
    money_line,
    script_page,
    undrawn,
)
from adgen_dagster.terminal.screen import Screen
from adgen_dagster.terminal.segments import read_segments

_SHOWN = {Stage.SCRIPT: "script", Stage.IMAGES: "pictures", Stage.VIDEOS: "clips"}
_HOUR_S = 3600.0

Ways = dict[str, tuple[str, Callable[[], object]]]
"""By letter: the words that offer it, and what is done then."""


def _approve_for(usd: float) -> str:
    return f"[a]pprove for about {usd:.2f} USD" if usd else "[a]pprove"


def _then(status: JobStatus) -> str:
    return "the film stays as it was" if status.is_reopened else "the job is cancelled"


def _cut_off(status: JobStatus) -> Iterator[str]:
    for product, segments in status.cut_off.items():
        yield f"{product} {', '.join(map(str, segments))}" if any(segments) else str(product)


def _retaken(status: JobStatus, stage: Stage) -> list[int]:
    """Segments that have other takes than the one that counts."""
    count, product = status.brief.segment_count, status.pipeline.main_at(stage)
    return [each for each in range(1, count + 1) if status.other_takes(product, each)]


@dataclass(frozen=True)
class Dialogue:
    """Shows the stages of a job on a screen and takes the decisions to the studio."""

    studio: Studio
    screen: Screen
    me: Person
    is_automatic: bool
    """Whether everything is approved without a question."""

    def decide(self, status: JobStatus, stage: Stage) -> bool:
        """Show what lies before the person at an open stage, and do as they say.

        False: something has failed beside it, and nobody can be asked.
        """
        quote = self._show(status, stage)
        if quote.failures:
            self.screen.say("This has failed beside it, and waits for you afterwards:")
            self.screen.say(*failure_lines(quote.failures), style="red")
        if self.is_automatic:
            if quote.failures:
                return False  # nothing more is paid for a film that cannot be finished as it is
            self.studio.approve(status.job, stage, self.me)
            self.screen.say(f"{_SHOWN[stage]}: approved without asking (--yes)")
            return True
        if until := self.studio.decide_before(status):
            self.screen.say(f"Decide before {moment(until)}; then {_then(status)}.")
        self._choose(self._ways_on(status) | self._ways_at(status, stage, quote.next_stage_usd))
        return True

    def _ways_at(self, status: JobStatus, stage: Stage, usd: float) -> Ways:
        """Return what can be decided at an open stage; `usd` is what an approval costs."""
        job, me, studio = status.job, self.me, self.studio
        ways: Ways = {
            "a": (_approve_for(usd), lambda: studio.approve(job, stage, me)),
            "r": (f"[r]edo {_SHOWN[stage]}", lambda: self._redo(status, stage)),
            "w": ("[w]ait an hour", lambda: studio.give_time(job, me, _HOUR_S)),
            "c": ("[c]ancel", lambda: studio.cancel(job, stage, me)),
        }
        for before in status.pipeline.until(stage)[:-1]:
            if may_redo(status, before):
                name = _SHOWN[before]
                words = f"redo [{name[0]}]{name[1:]}"
                ways[name[0]] = (words, partial(self._redo, status, before))
        if retaken := _retaken(status, stage):
            back = "take an older one [b]ack"
            ways["b"] = (back, lambda: self._take_back(status, stage, retaken))
        return ways

    def go_on(self, status: JobStatus) -> bool:
        """Ask whether to resume a cancelled job; return the answer.

        Raises:
            FilesGoneError: its files were deleted for their age.
        """
        require_files(status)
        self.screen.say(
            f"Job {status.job} was {in_words(status.ended_by)} on {moment(status.since)}."
        )
        if cut_off := ", ".join(_cut_off(status)):
            usd = self.studio.quote(status.job).cut_off_usd
            again = f"; once more it costs up to {usd:.2f} USD" if usd else ""
            self.screen.say(f"In the making then, and perhaps paid: {cut_off}{again}.")
        options = {"y": "[y]es", "n": "[n]o"}
        if not self.is_automatic and self.screen.choose("Go on where it was?", options) == "n":
            return False
        return self.studio.continue_job(status.job, self.me)

    def settle(self, status: JobStatus) -> bool:
        """Report a failure and act on the answer; return False if nothing can be done now."""
        self.screen.say(*failure_lines(status.failures), style="red")
        if self.is_automatic:
            return False
        failure = status.failures[0]
        ways: Ways = self._ways_on(status) | {
            "c": ("[c]ancel", lambda: self.studio.cancel(status.job, None, self.me))
        }
        if stage := reworded_at(status, failure):
            ways["w"] = ("say it in other [w]ords", lambda: self._reword(status, stage, failure))
        self._choose(ways)
        return True

    def _show(self, status: JobStatus, stage: Stage) -> Quote:
        shown = self.studio.showing(status.job, stage)
        if stage is Stage.SCRIPT:
            self.screen.page(script_page(shown.script, shown.storyboard))
            if shown.script.left_out:
                self.screen.say(left_out(shown.script.left_out), style="yellow")
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

    def _ways_on(self, status: JobStatus) -> Ways:
        """Return what can be done about what has failed."""
        ways: Ways = {}
        if status.failures:
            again = "[t]ry again what failed"
            ways["t"] = (again, lambda: self.studio.retry(status.job, self.me))
        if may_revoice(status):
            ways["v"] = ("another [v]oice", lambda: self._revoice(status))
        return ways

    def _choose(self, ways: Ways) -> None:
        letter = self.screen.choose("What now?", {each: words for each, (words, _) in ways.items()})
        ways[letter][1]()

    def _reword(self, status: JobStatus, stage: Stage, failure: Failure) -> None:
        note = self.screen.ask("What should be different?")
        self.studio.redo(status.job, stage, failure.segments, note, self.me)

    def _redo(self, status: JobStatus, stage: Stage) -> None:
        self.studio.give_time(status.job, self.me)
        is_whole = not status.pipeline.is_per_segment(stage)
        segments = [] if is_whole else self._ask_segments(status)
        note = self.screen.ask("What should be different? (nothing: just another try)")
        self.studio.redo(status.job, stage, segments, note, self.me)

    def _take_back(self, status: JobStatus, stage: Stage, retaken: list[int]) -> None:
        known = [str(segment) for segment in retaken]
        which = known[0] if len(known) == 1 else ""
        while which not in known:
            which = self.screen.ask(f"Which of {', '.join(known)}?")
        taken = self.studio.take_back(status.job, stage, int(which), None, self.me)
        self.screen.say(f"Take {taken.take} of segment {which} counts again.")

    def _revoice(self, status: JobStatus) -> None:
        voice = self.screen.ask(f"Who reads? ({', '.join(self.studio.voices())})")
        self.studio.retry(status.job, self.me, voice)

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

"""OpenAI and Runway on loopback, as one pair, with an author who writes what fits."""

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.openai.prices import TextUsage, text_cost
from adgen_dagster.stack.processes import marked
from tests.journeys.processes import RUN, process_of
from tests.providers.openai import stories
from tests.stand_ins.providers.ledger import LedgerView, PaidRecord
from tests.stand_ins.providers.openai_api import OpenAIServer
from tests.stand_ins.providers.runway_api import RunwayServer
from tests.stand_ins.providers.runway_settings import RunwaySettings


@contextmanager
def paid_providers(
    segments: int, **latencies: float
) -> Generator[tuple[RunwayServer, OpenAIServer, dict[str, str]]]:
    """Both servers and the environment that makes the studio use them."""
    settings = RunwaySettings.model_validate(latencies)
    with RunwayServer(settings) as runway, OpenAIServer() as openai:
        openai.writer = author(segments)
        environment = {
            **runway.environment,
            **openai.environment,
            "ADGEN_PROVIDER": "auto",
        }
        yield runway, openai, environment


def author(segments: int) -> Callable[[dict[str, object]], dict[str, object]]:
    """Writes stories of some segments for a server of OpenAI."""

    def write(body: dict[str, object]) -> dict[str, object]:
        if "narration" in str(body.get("text")):
            return stories.script(Language.ENGLISH, segments)
        return stories.prompts(segments)

    return write


def paid_times(ledger: LedgerView, what: str) -> list[int]:
    """How often each picture or clip was paid, for those that were paid at all."""
    return sorted(ledger.times_paid(what).values())


def charged(record: PaidRecord) -> float:
    """What OpenAI would take for one answer."""
    usage = record.usage
    if record.what == "responses":
        tokens = TextUsage(int(usage["input_tokens"]), int(usage["output_tokens"]))
        return text_cost(record.model, tokens) or 0.0
    sound = usage["output_audio_tokens"]
    text = usage["output_tokens"] - sound
    return (usage["input_tokens"] * 0.60 + text * 2.40 + sound * 20) / 1_000_000


def charged_in(ledger: LedgerView) -> float:
    """What OpenAI would take for all of its answers, in US dollars."""
    return sum(charged(record) for record in ledger.paid)


def kill_run_workers(home: Path) -> int:
    """`kill -9` of every process that works on a run; how many there were."""
    killed = 0
    for pid in marked(home):
        with suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            process = psutil.Process(pid)
            if process_of(process).part == RUN:
                process.kill()
                killed += 1
    return killed

"""What `--json` prints: the same facts as the pages, for programs. Names here are kept stable."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Stage
from adgen_dagster.terminal.workplace import Workplace


def job_facts(here: Workplace, status: JobStatus) -> Mapping[str, object]:
    """Describe one job; times are ISO 8601 in UTC, amounts US dollars, durations seconds."""
    brief, film = status.brief, here.studio.film(status.job)
    return {
        "job": status.job,
        "state": str(status.state),
        "since": _moment(status.since),
        "ended_by": status.ended_by or None,
        "brief": brief.text,
        "language": brief.language,
        "ratio": str(brief.ratio),
        "format": str(brief.format),
        "segments": brief.segment_count,
        "owner": {"gateway": brief.owner.gateway, "id": brief.owner.id, "name": brief.owner.name},
        "open_stage": str(status.open_stage) if status.open_stage else None,
        "decide_before": _moment(here.studio.decide_before(status)),
        "queue_place": here.studio.queue_place(status.job),
        "queue_wait_s": here.studio.queue_wait_s(status.job),
        "cost_usd": round(status.cost_usd, 6),
        "unknown_usd": round(status.unknown_usd, 6),
        "failures": [
            {
                "product": str(failure.product),
                "kind": str(failure.kind) if failure.kind else None,
                "message": failure.message,
            }
            for failure in status.failures
        ],
        "film": str(film.absolute()) if film else None,
    }


def take_facts(
    here: Workplace, status: JobStatus, stage: Stage, segment: int
) -> Iterable[Mapping[str, object]]:
    """List a picture's or clip's finished takes; `counts` is the one that the film uses."""
    made = status.pipeline.main_at(stage), segment
    others = {take.take for take in status.other_takes(*made)}
    for take in status.takes.get(made, ()):
        yield {
            "take": take.take,
            "at": _moment(take.at),
            "cost_usd": take.cost_usd,
            "path": str(here.store.path(take.path)),
            "counts": take.take not in others,
        }


def as_json(facts: object) -> str:
    """Write it so that people can read it as well."""
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def _moment(at: float | None) -> str | None:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds") if at else None

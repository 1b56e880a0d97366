"""The cost of the answers in a take, also of those kept by the version before."""

from adgen_dagster.providers.calls import PaidCalls
from adgen_dagster.storage.artifacts import Json, Take


def earlier_answer(take: Take, name: str) -> Json | None:
    """Return an answer kept by the version before, which kept only what it could read; or None."""
    return take.read(f"answer-{name}")


def cost_usd(take: Take, *names: str) -> float:
    """Add up the cost of the calls of these names, minus what an earlier failure has reported."""
    told = set((take.read("told") or {"answers": []})["answers"])
    answers = [earlier_answer(take, name) for name in names if name not in told]
    earlier = sum(float(answer["cost_usd"] or 0.0) for answer in answers if answer)
    return earlier + PaidCalls(take).cost_usd(*names)

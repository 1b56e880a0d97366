"""The paid answers that a take holds, so that none is paid for or counted twice."""

from dataclasses import dataclass

from adgen_dagster.artifacts import Json, Take


@dataclass(frozen=True)
class PaidAnswers:
    """What a take has paid for, each under a name of its own, each with its `cost_usd`.

    An answer is kept the moment it is there: the same take, started again after a crash or a
    failure, reads it instead of asking.
    """

    take: Take

    def get(self, name: str) -> Json | None:
        """The answer kept under `name`, or None."""
        return self.take.read(f"answer-{name}")

    def keep(self, name: str, answer: Json) -> None:
        """Keep an answer."""
        self.take.write(f"answer-{name}", answer)

    def owed_usd(self, *names: str) -> float:
        """What these answers cost, but for those whose cost a failure has told already."""
        told = self._told()
        answers = [self.get(name) for name in names if name not in told]
        return sum(float(answer["cost_usd"] or 0.0) for answer in answers if answer)

    def tell(self, *names: str) -> float:
        """Like `owed_usd`, for a failure that tells this cost: it is not told again."""
        owed = self.owed_usd(*names)
        there = {name for name in names if self.get(name)}
        if there:
            self.take.write("told", {"answers": sorted(there | self._told())})
        return owed

    def _told(self) -> set[str]:
        return set((self.take.read("told") or {"answers": []})["answers"])

"""How much can be said in one slot, and how little leaves no hole in the film."""

from dataclasses import dataclass
from functools import lru_cache

from adgen_dagster.amounts import Kind, tokens
from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.storyboard import narration_budget
from adgen_dagster.providers.offline.voice.reading import heard_s, spoken_length

LEAST_PART = 0.6
"""Of the budget."""
LEAST_S = 2.85
"""What is heard for half a slot: no silence is longer than 2.5 s, the estimate being 0.35 s off."""
MOST_S = 4.7
MOST_OF_A_NUMBER_S = 5.5
"""A telephone number cannot be cut; the film says it a little faster."""


@dataclass(frozen=True)
class Room:
    """One slot of a film in this language."""

    language: Language

    @property
    def letters(self) -> int:
        """How many characters a line has at most."""
        return narration_budget(self.language)

    def fits(self, line: str) -> bool:
        """Tell whether a line can be said in the slot."""
        return len(line) <= self.letters and _heard_s(line, self.language) <= (
            MOST_OF_A_NUMBER_S if _has_telephone(line) else MOST_S
        )

    def is_filled(self, line: str) -> bool:
        """Tell whether a line leaves less than half of the slot silent."""
        is_long = _spoken(line, self.language) >= self.letters * LEAST_PART
        return is_long and _heard_s(line, self.language) >= LEAST_S


@lru_cache(maxsize=4096)
def _heard_s(line: str, language: Language) -> float:
    return heard_s(line, language)


@lru_cache(maxsize=4096)
def _spoken(line: str, language: Language) -> int:
    return spoken_length(line, language)


@lru_cache(maxsize=4096)
def _has_telephone(line: str) -> bool:
    return any(token.kind is Kind.PHONE for token in tokens(line))

"""Rejects voice briefs: no recogniser is worth its size on a bare machine."""

from pathlib import Path

from adgen_dagster.domain.brief import Language
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import Heard, ProviderError
from adgen_dagster.providers.offline.terms import PROVIDER
from adgen_dagster.storage.artifacts import Take


class OfflineTranscriber:
    """Says that it cannot hear, and what to do instead."""

    def transcribe(self, voice: Path, seconds: float, language: Language, take: Take) -> Heard:
        """Refuse.

        Raises:
            ProviderError: always, of the kind `UNSUPPORTED`.
        """
        take.write(
            "request",
            {"provider": PROVIDER, "voice": voice.name, "language": language, "seconds": seconds},
        )
        raise ProviderError(
            ErrorKind.UNSUPPORTED,
            "The offline provider cannot hear voice messages. Type the brief as text,"
            " or set OPENAI_API_KEY.",
        )

    def price_usd(self, seconds: float) -> float:  # noqa: ARG002 - the protocol's
        """Return 0: it does nothing."""
        return 0.0

"""Checks a brief by OpenAI's moderation before anything is paid; the check itself is free."""

from openai.types import ModerationCreateResponse

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.openai.client import PatientOpenAI, patiently, understood

WORDS = {
    "harassment": "harassment",
    "harassment/threatening": "threats",
    "hate": "hatred of a group",
    "hate/threatening": "threats against a group",
    "illicit": "instructions for wrongdoing",
    "illicit/violent": "violent wrongdoing or weapons",
    "self-harm": "self-harm",
    "self-harm/instructions": "instructions for self-harm",
    "self-harm/intent": "the intention of self-harm",
    "sexual": "sexual content",
    "sexual/minors": "sexual content about minors",
    "violence": "violence",
    "violence/graphic": "graphic violence",
}
"""OpenAI's categories in plain words."""


class Moderator:
    """OpenAI's moderation."""

    def __init__(self, client: PatientOpenAI, model: str) -> None:
        self.model = model
        self._client = client

    def require_acceptable(self, *texts: str) -> None:
        """Raise if the moderation rejects any of the texts.

        Raises:
            ProviderError: `REJECTED`, with the reasons in words; or what the call came to.
        """
        asked = [text for text in texts if text.strip()]
        if not asked:
            return
        try:
            answer = patiently(
                self._client,
                lambda: understood(
                    self._client.moderations.create(model=self.model, input=asked),
                    ModerationCreateResponse,
                ),
            )
        except ProviderError as error:
            raise _explained(error) from error
        flagged = {
            name
            for result in answer.results
            if result.flagged
            for name, is_found in result.categories.to_dict().items()
            if is_found
        }
        if any(result.flagged for result in answer.results):
            reasons = ", ".join(WORDS.get(name, name) for name in sorted(flagged)) or "not named"
            raise ProviderError(
                ErrorKind.REJECTED,
                f"Moderation rejected the brief: {reasons}. Reword it.",
            )


def _explained(error: ProviderError) -> ProviderError:
    """A compatible server often has no moderation: say how to go on without."""
    if error.kind is not ErrorKind.BAD_REQUEST:
        return error
    return ProviderError(
        ErrorKind.UNSUPPORTED,
        f"The brief could not be moderated. {error} A server that has no moderation can be used"
        " with ADGEN_MODERATION=false.",
        is_over=False,
    )

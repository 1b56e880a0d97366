"""Builds every OpenAI role from the settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import Narrator, ProviderError
from adgen_dagster.providers.openai.client import PatientOpenAI, connect
from adgen_dagster.providers.openai.model_check import ModelFinding, check_models
from adgen_dagster.providers.openai.moderation import Moderator
from adgen_dagster.providers.openai.prompt_files import load_prompts
from adgen_dagster.providers.openai.realtime_narrator import RealtimeNarrator
from adgen_dagster.providers.openai.speech_narrator import SpeechNarrator
from adgen_dagster.providers.openai.structured_output import Author
from adgen_dagster.providers.openai.transcriber import OpenAITranscriber
from adgen_dagster.providers.openai.writer import OpenAIWriter


class OpenAISettings(Protocol):
    """The settings that OpenAI goes by; providers know of no others."""

    openai_api_key: SecretStr | None
    openai_base_url: str
    openai_text_model: str
    openai_transcribe_model: str
    openai_realtime_model: str
    openai_speech_model: str
    openai_moderation_model: str
    openai_voice: str
    openai_retry_waits_s: tuple[float, ...]
    prompts_dir: Path | None
    moderation: bool
    at_once: int


@dataclass(frozen=True)
class OpenAIStudio:
    """Who works with OpenAI, around one client."""

    settings: OpenAISettings
    client: PatientOpenAI
    writer: OpenAIWriter
    transcriber: OpenAITranscriber
    moderator: Moderator | None

    def realtime_narrator(self, fallback: Narrator | None = None) -> RealtimeNarrator:
        """Build the narrator of the Realtime API; `fallback` reads lines whose words it changes."""
        return RealtimeNarrator(
            self.client,
            self.settings.openai_realtime_model,
            self.settings.openai_voice,
            fallback=fallback,
            at_once=self.settings.at_once,
        )

    def speech_narrator(self) -> SpeechNarrator:
        """Build the narrator of the speech endpoint.

        Raises:
            ProviderError: no model is set: OpenAI's own are about to close, so none is the default.
        """
        if not self.settings.openai_speech_model:
            raise ProviderError(
                ErrorKind.BAD_REQUEST,
                "ADGEN_NARRATOR=openai-speech needs ADGEN_OPENAI_SPEECH_MODEL: a model of your"
                " server, or gpt-4o-mini-tts until OpenAI shuts it down on 2027-01-06.",
            )
        return SpeechNarrator(
            self.client,
            self.settings.openai_speech_model,
            self.settings.openai_voice,
            at_once=self.settings.at_once,
        )

    def check_models(self) -> list[ModelFinding]:
        """Ask whether the account has the configured models.

        Raises:
            ProviderError: it could not be asked.
        """
        chosen = self.settings
        return check_models(
            self.client,
            {
                "ADGEN_OPENAI_TEXT_MODEL": chosen.openai_text_model,
                "ADGEN_OPENAI_TRANSCRIBE_MODEL": chosen.openai_transcribe_model,
                "ADGEN_OPENAI_REALTIME_MODEL": chosen.openai_realtime_model,
                "ADGEN_OPENAI_SPEECH_MODEL": chosen.openai_speech_model,
                "ADGEN_OPENAI_MODERATION_MODEL": (
                    chosen.openai_moderation_model if chosen.moderation else ""
                ),
            },
        )


def openai_from(settings: OpenAISettings) -> OpenAIStudio:
    """Build every OpenAI role from these settings; no request is sent yet.

    Raises:
        ProviderError: no key is set.
        PromptError: a prompt file cannot be used.
    """
    if settings.openai_api_key is None:
        raise ProviderError(ErrorKind.UNAUTHORIZED, "OpenAI needs a key: set OPENAI_API_KEY.")
    prompts = load_prompts(settings.prompts_dir)
    client = connect(
        settings.openai_api_key.get_secret_value(),
        settings.openai_base_url,
        settings.openai_retry_waits_s,
    )
    moderator = Moderator(client, settings.openai_moderation_model) if settings.moderation else None
    return OpenAIStudio(
        settings,
        client,
        OpenAIWriter(Author(client, settings.openai_text_model), prompts, moderator),
        OpenAITranscriber(client, settings.openai_transcribe_model),
        moderator,
    )

"""OpenAI: script, prompts, transcription, narration, moderation."""

from adgen_dagster.providers.openai.factory import OpenAISettings, OpenAIStudio, openai_from
from adgen_dagster.providers.openai.model_check import ModelFinding, check_models
from adgen_dagster.providers.openai.moderation import Moderator
from adgen_dagster.providers.openai.prompt_files import PromptError, Prompts, load_prompts
from adgen_dagster.providers.openai.realtime_narrator import RealtimeNarrator
from adgen_dagster.providers.openai.speech_narrator import SpeechNarrator
from adgen_dagster.providers.openai.transcriber import OpenAITranscriber
from adgen_dagster.providers.openai.writer import OpenAIWriter

__all__ = [
    "ModelFinding",
    "Moderator",
    "OpenAISettings",
    "OpenAIStudio",
    "OpenAITranscriber",
    "OpenAIWriter",
    "PromptError",
    "Prompts",
    "RealtimeNarrator",
    "SpeechNarrator",
    "check_models",
    "load_prompts",
    "openai_from",
]

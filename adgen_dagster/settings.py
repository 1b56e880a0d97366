"""Every setting of the studio, typed, from the environment, with its default."""

import os
import re
import tempfile
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from adgen_dagster.domain.brief import BRIEF_MAX_CHARS, MAX_SEGMENTS, Act, FilmFormat
from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import LogFormat, LogLevel


class SettingsError(AdgenError):
    """A setting in the environment is not valid; the text names it, never its value."""


class ProviderChoice(StrEnum):
    """Who does the creative work: `auto` takes the real ones where keys are set."""

    AUTO = "auto"
    OFFLINE = "offline"


class NarratorChoice(StrEnum):
    """Who reads the narration: `auto` takes the best one that a key is set for."""

    AUTO = "auto"
    OPENAI = "openai"
    OPENAI_SPEECH = "openai-speech"
    RUNWAY = "runway"
    OFFLINE = "offline"


def _acts(value: object) -> object:
    """`3+5+2` as the segment counts of intro, main and outro."""
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"[1-9]\d?\+[1-9]\d?\+[1-9]\d?", value):
        raise ValueError("write it as intro+main+outro, for instance 3+5+2")
    counts = [int(count) for count in value.split("+")]
    if sum(counts) > MAX_SEGMENTS:
        raise ValueError(f"a film has at most {MAX_SEGMENTS} segments")
    return tuple(zip(Act, counts, strict=True))


def _store(value: str) -> str:
    """A folder or an fsspec URL; keys in it would stand in errors and logs."""
    scheme, is_url, rest = value.partition("://")
    place = rest.partition("/")[0]
    if is_url and "@" in place:
        raise ValueError("keys do not belong in the URL: set AWS_ACCESS_KEY_ID and its like")
    if scheme.lower() in {"s3", "s3a"} and not place:
        raise ValueError("name a bucket: s3://bucket/folder")
    return value


Acts = Annotated[tuple[tuple[Act, int], ...], BeforeValidator(_acts)]


def _list(value: object) -> object:
    """Values with commas between them."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


Hosts = Annotated[tuple[str, ...], BeforeValidator(_list)]
Waits = Annotated[tuple[Annotated[float, Field(ge=0)], ...], BeforeValidator(_list)]


_PREFIX = "ADGEN_"
STACK_MARK = "ADGEN_STACK"
"""No setting: holds the DAGSTER_HOME of the stack of the terminal's that a process belongs to."""
_Kind = TypeVar("_Kind", bound=BaseSettings)


class Settings(BaseSettings):
    """The studio's settings; each is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        extra="ignore",
        env_ignore_empty=True,
        enable_decoding=False,
        allow_inf_nan=False,
    )

    provider: ProviderChoice = ProviderChoice.AUTO
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    runway_api_key: SecretStr | None = Field(default=None, validation_alias="RUNWAYML_API_SECRET")

    narrator: NarratorChoice = NarratorChoice.AUTO
    openai_base_url: str = Field(default="", validation_alias="OPENAI_BASE_URL")
    """A server that speaks OpenAI's language; empty: OpenAI."""
    openai_text_model: str = Field(default="gpt-6.1-terra", min_length=1)
    openai_transcribe_model: str = Field(default="gpt-transcribe", min_length=1)
    openai_realtime_model: str = Field(default="gpt-realtime-2.1-mini", min_length=1)
    openai_speech_model: str = ""
    """For the narrator `openai-speech`; OpenAI's own all close, so none is the default."""
    openai_moderation_model: str = Field(default="omni-moderation-latest", min_length=1)
    openai_voice: str = Field(default="marin", min_length=1)
    """Who reads, unless the brief names one of OpenAI's voices."""
    openai_retry_waits_s: Waits = (1.0, 2.0, 4.0)
    voice_max_s: float = Field(default=300.0, gt=0)
    """The longest voice message that is taken for a brief; hearing it is paid by the second."""
    moderation: bool = True
    """Whether briefs are judged by OpenAI before anything is paid for them."""
    prompts_dir: Path | None = None
    """A folder of prompt files, each used instead of the built-in one of the same name."""

    runway_base_url: str = "https://api.dev.runwayml.com"
    runway_image_model: str = "gen4_image"
    runway_video_model: str = "gen4_turbo"
    runway_speech_model: str = "eleven_v4"
    runway_voice: str = "Eleanor"
    """Who reads, unless the brief names one of Runway's voices."""
    runway_poll_s: float = Field(default=5.0, gt=0)
    runway_task_limit_s: float = Field(default=300.0, gt=0)
    """For one task, from the moment that it runs."""
    runway_queue_limit_s: float = Field(default=1800.0, gt=0)
    """For one task to begin to run."""
    runway_retry_waits_s: Waits = (5.0, 10.0)
    runway_file_hosts: Hosts = ()
    """From where results may be fetched, beside the hosts that Runway is known to use."""
    runway_file_max_mb: float = Field(default=500.0, gt=0)

    artifacts_url: Annotated[str, AfterValidator(_store)] = ""
    broker_url: SecretStr | None = None
    """Where workers on other machines get their runs (`redis://…`); unset: there are none."""
    scratch_dir: Path = Path(tempfile.gettempdir()) / f"adgen-scratch-{os.getuid()}"
    """Of each user their own: a folder that another one made first could not be written to."""
    ffmpeg_path: Path | None = Field(default=None, validation_alias="FFMPEG_PATH")
    ffprobe_path: Path | None = Field(default=None, validation_alias="FFPROBE_PATH")
    hardware: str | None = None
    """FFmpeg hardware encoder to use where present: nvenc, vaapi, qsv or videotoolbox."""

    brief_max_chars: int = Field(default=BRIEF_MAX_CHARS, ge=10, le=BRIEF_MAX_CHARS)
    spot_acts: Acts = ((Act.INTRO, 3), (Act.MAIN, 5), (Act.OUTRO, 2))
    film_acts: Acts = ((Act.INTRO, 14), (Act.MAIN, 24), (Act.OUTRO, 10))
    fps: int = Field(default=24, ge=24, le=30)
    film_max_mb: float = Field(default=50.0, gt=0)

    at_once: int = Field(default=10, ge=1, le=50)
    """Segments of one job at the same time at a provider."""
    max_concurrent_jobs: int = Field(default=5, ge=1, validation_alias="MAX_CONCURRENT_JOBS")
    job_budget_usd: float | None = Field(default=None, gt=0)
    """What one job may cost; a stage that would pass it does not start."""
    monthly_budget_usd: float | None = Field(default=None, gt=0)
    """What all jobs of a calendar month (UTC) may cost together."""
    approval_timeout_s: float = Field(default=600.0, gt=0)
    file_cleanup_hours: float = Field(default=24.0, gt=0, validation_alias="FILE_CLEANUP_HOURS")
    film_keep_days: float = Field(default=30.0, gt=0)
    min_free_mb: float = Field(default=1000.0, ge=0)
    """New jobs are refused where a disk that we write to has less; 0: never."""

    metrics_listen: str = "127.0.0.1"
    metrics_port: int = Field(default=9464, ge=1, le=65535)
    """Where `adgen exporter` hands out its numbers."""

    port: int = Field(default=3000, ge=1, le=65535)
    """Where the Dagster UI of a stack of our own is; the next free one where it is taken."""
    ui_hosts: Hosts = ()
    """Names by which browsers address the Dagster UI, beside addresses and names without a dot."""
    webserver_url: str = ""
    """A Dagster webserver that runs already, its daemon too: the terminal then starts nothing."""

    def acts_of(self, film_format: FilmFormat) -> tuple[tuple[Act, int], ...]:
        """Return how many segments each act of a format has."""
        return self.film_acts if film_format is FilmFormat.FILM else self.spot_acts

    @property
    def is_offline(self) -> bool:
        """Whether everything is made on this machine: chosen so, or no key is set."""
        has_key = bool(self.openai_api_key or self.runway_api_key)
        return self.provider is ProviderChoice.OFFLINE or not has_key

    @property
    def artifacts(self) -> str:
        """Where artifacts are kept: a folder or an fsspec URL."""
        return self.artifacts_beside("")

    def artifacts_beside(self, instance_folder: str) -> str:
        """Return where artifacts are kept, also in a run of `dagster dev` without `DAGSTER_HOME`.

        Args:
            instance_folder: of the instance; Dagster then makes one and does not name it there.
        """
        is_told = bool(os.environ.get("DAGSTER_HOME"))
        home = Path(instance_folder) if instance_folder and not is_told else None
        return self.artifacts_url or str((home or dagster_home()) / "artifacts")


class LogSettings(BaseSettings):
    """How every adgen process writes its log."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", env_ignore_empty=True)

    log_format: LogFormat = LogFormat.TEXT
    log_level: LogLevel = LogLevel.INFO


def load_settings() -> Settings:
    """Load the settings from this process's environment.

    Raises:
        SettingsError: one of them is not valid.
    """
    return _read(Settings)


def load_log_settings() -> LogSettings:
    """Load the settings for this process's log.

    Raises:
        SettingsError: one of the settings is not valid.
    """
    return _read(LogSettings)


def _read(kind: type[_Kind]) -> _Kind:
    try:
        return kind()
    except ValidationError as error:
        wrong = "; ".join(
            f"{_variable(str(fault['loc'][0]))}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError(f"A setting is not valid: {wrong}") from None


def _variable(field: str) -> str:
    """Return the environment variable of a field; a field with a name of its own goes by that."""
    return field if field.isupper() else f"{_PREFIX}{field.upper()}"


def dagster_home() -> Path:
    """Return the folder of the Dagster instance.

    Raises:
        SettingsError: `DAGSTER_HOME` is not set.
    """
    home = os.environ.get("DAGSTER_HOME")
    if not home:
        raise SettingsError("DAGSTER_HOME is not set: run `make dev`, or set it to a folder.")
    return Path(home)


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return load_settings()

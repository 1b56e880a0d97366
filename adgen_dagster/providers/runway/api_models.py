"""The parts of Runway's answers that are read (version 2024-11-06 of its API)."""

import math
import re
from typing import Annotated, TypeVar, cast

import requests
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from adgen_dagster.domain.spending import MOST_USD
from adgen_dagster.plaintext import one_line, plain
from adgen_dagster.secrecy import scrubbed

SENTENCE_MAX_CHARS = 400

_TASK_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.:~-]{0,126}[A-Za-z0-9])?")
"""What stands as one word in an address: a UUID today."""

_DATA_URI = re.compile(r"data:[\w/+.;-]+,\S*")


class _Answer(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class Cost(_Answer):
    """A price in credits."""

    credits: float = Field(ge=0, le=100 * MOST_USD, allow_inf_nan=False)


def _price(said: object) -> object:
    """A price that is none is as good as not said: the answer around it was paid for."""
    try:
        return Cost.model_validate(said)
    except ValidationError:
        return None


def _links(said: object) -> object:
    """Return what of an output is a link; the answer around another thing was paid for."""
    if not isinstance(said, list):
        return [said] if isinstance(said, str) else None
    return [link for link in cast("list[object]", said) if isinstance(link, str)]


def _models(said: object) -> object:
    return cast("dict[str, object]", said) if isinstance(said, dict) else {}


def _whole(said: object) -> object:
    """Whole credits: an account may hold parts of one."""
    return math.floor(said) if isinstance(said, float) and math.isfinite(said) else said


_Sentence = Annotated[
    str | None,
    BeforeValidator(lambda said: said if isinstance(said, str) else None),
    AfterValidator(lambda said: said and scrubbed(plain(said))),
]
"""Runway's own words; they are kept with the job, and told."""

_Price = Annotated[Cost | None, BeforeValidator(_price)]


def is_task_id(said: object) -> bool:
    """Tell whether an id, which may come from a file or an event, is safe in an address."""
    return isinstance(said, str) and bool(_TASK_ID.fullmatch(said))


def _task_id(said: str) -> str:
    if not is_task_id(said):
        raise ValueError("it is not the id of a task")
    return said


TaskId = Annotated[str, AfterValidator(_task_id)]


class Begun(_Answer):
    """A task has been begun."""

    id: TaskId
    estimated_cost: _Price = None


class TaskState(_Answer):
    """How a task stands; `output` are links that open a file to anybody."""

    status: str
    output: Annotated[list[str] | None, BeforeValidator(_links)] = None
    cost: _Price = None
    failure: _Sentence = None
    failure_code: _Sentence = None


class Tier(_Answer):
    """What an organization may use."""

    models: Annotated[dict[str, object], BeforeValidator(_models)] = {}


class Organization(_Answer):
    """The account."""

    credit_balance: Annotated[int, BeforeValidator(_whole)]
    tier: Annotated[Tier, BeforeValidator(lambda said: said or {})] = Tier()


class UploadPlace(_Answer):
    """Where a file goes, and what it is called afterwards."""

    upload_url: str
    fields: dict[str, str]
    runway_uri: str


class Issue(_Answer):
    """One thing that is wrong with a request."""

    path: list[str | int] = []
    message: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong, and where."""
        place = ".".join(map(str, self.path))
        return f"{place}: {self.message}" if place else self.message


class Refusal(_Answer):
    """Runway's own words on why it does not do something."""

    error: object = None
    issues: list[Issue] = []
    id: object = None

    @property
    def sentence(self) -> str:
        """All of it, short; pictures that it only echoes are left out."""
        error = self.error if isinstance(self.error, str) else ""
        parts = [error, *(issue.sentence for issue in self.issues)]
        text = scrubbed(one_line(" · ".join(part for part in parts if part)))
        text = _DATA_URI.sub("data:…", text)
        return text if len(text) <= SENTENCE_MAX_CHARS else f"{text[:SENTENCE_MAX_CHARS]}…"


Read = TypeVar("Read", bound=_Answer)


def read(response: requests.Response, model: type[Read]) -> Read | None:
    """Parse an answer; None if it has another shape.

    Not raised: the error's own text holds what was answered, links and all.
    """
    try:
        return model.model_validate_json(_without_key(response))
    except ValidationError:
        return None


def _without_key(response: requests.Response) -> bytes:
    """Return what was answered; a server's words that repeat our key would be kept with the job."""
    _, _, key = str(response.request.headers.get("Authorization", "")).partition(" ")
    return response.content.replace(key.encode(), "…".encode()) if key else response.content

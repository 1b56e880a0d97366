"""The parts of a model's response that are used, from OpenAI and compatible servers.

It was paid for: whatever is odd in it and not needed is passed over, and never costs the rest.
"""

from typing import Annotated, cast

from pydantic import BaseModel, BeforeValidator

from adgen_dagster.providers.openai.lenient import MaybeText, Text, Tokens, fields, objects
from adgen_dagster.providers.openai.prices import TextUsage


class ContentPart(BaseModel):
    """A piece of a message."""

    type: Text = ""
    text: Text = ""
    refusal: Text = ""


class Message(BaseModel):
    """What the model says."""

    phase: MaybeText = None
    """Newer models think aloud in messages of another phase than `final_answer`."""
    content: Annotated[list[ContentPart], BeforeValidator(objects)] = []


class InputDetails(BaseModel):
    """What of the input was read from the cache, and written into it."""

    cached_tokens: Tokens = 0
    cache_write_tokens: Tokens = 0


class Usage(BaseModel):
    """What the response used."""

    input_tokens: Tokens = 0
    output_tokens: Tokens = 0
    input_tokens_details: Annotated[InputDetails | None, BeforeValidator(fields)] = None

    @property
    def tokens(self) -> TextUsage:
        """As the price table counts it."""
        details = self.input_tokens_details or InputDetails()
        return TextUsage(
            self.input_tokens,
            self.output_tokens,
            details.cached_tokens,
            details.cache_write_tokens,
        )


class Incomplete(BaseModel):
    """Why the response is not whole."""

    reason: MaybeText = None


class Fault(BaseModel):
    """Why there is no answer."""

    code: MaybeText = None
    type: MaybeText = None
    message: Text = ""


def _messages(said: object) -> object:
    """Only what is a message: other items have contents of other shapes."""
    if not isinstance(said, list):
        return said
    return [item for item in objects(cast("object", said)) if item.get("type") == "message"]


class ModelResponse(BaseModel):
    """A response, complete or not."""

    id: Text = ""
    model: Text = ""
    status: Text = ""
    error: Annotated[Fault | None, BeforeValidator(fields)] = None
    incomplete_details: Annotated[Incomplete | None, BeforeValidator(fields)] = None
    output: Annotated[list[Message], BeforeValidator(_messages)]
    usage: Annotated[Usage | None, BeforeValidator(fields)] = None

    @property
    def cut_by(self) -> str:
        """Why it is not whole; empty when it is."""
        if self.status in {"", "completed"}:
            return ""
        details = self.incomplete_details
        return (details.reason if details else None) or self.status

"""Of a model's response what we need of it, as OpenAI and compatible servers send it."""

from pydantic import BaseModel

from adgen_dagster.providers.openai.prices import TextUsage


class Part(BaseModel):
    """A piece of a message."""

    type: str
    text: str = ""
    refusal: str = ""


class Item(BaseModel):
    """A message, or something else that the model put out."""

    type: str
    phase: str | None = None
    """Newer models think aloud in messages of another phase than `final_answer`."""
    content: list[Part] = []


class InputDetails(BaseModel):
    """What of the input was read from the cache, and written into it."""

    cached_tokens: int = 0
    cache_write_tokens: int = 0


class Usage(BaseModel):
    """What the response used."""

    input_tokens: int
    output_tokens: int
    input_tokens_details: InputDetails | None = None

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

    reason: str | None = None


class ModelResponse(BaseModel):
    """A response, complete or not."""

    id: str = ""
    model: str = ""
    status: str = "completed"
    incomplete_details: Incomplete | None = None
    output: list[Item]
    usage: Usage | None = None

    @property
    def cut_by(self) -> str:
        """Why it is not whole; empty when it is."""
        if self.status == "completed":
            return ""
        details = self.incomplete_details
        return (details.reason if details else None) or self.status

"""Asks a text model for structured output, once more if the first answer has faults."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from openai.types.responses import EasyInputMessageParam
from pydantic import BaseModel, ValidationError

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.calls import Answer, Call, PaidCalls
from adgen_dagster.providers.openai.api_models import Fault, ModelResponse
from adgen_dagster.providers.openai.client import PROVIDER, PatientOpenAI, translated
from adgen_dagster.providers.openai.failures import of_code
from adgen_dagster.providers.openai.paid_answers import earlier_answer
from adgen_dagster.providers.openai.prices import TextUsage, text_cost
from adgen_dagster.storage.artifacts import Json, Take

_TOLD_FAULTS = 12
"""Of very many faults only so many are told: the rest are of the same kind."""

_Shape = TypeVar("_Shape", bound=BaseModel)


@dataclass(frozen=True)
class CompletionRequest(Generic[_Shape]):
    """One thing that a model is to write.

    Attributes:
        name: under which request and answer stand in the take.
        instructions: what the model is told.
        data: the material, as JSON; a message of its own, never part of the instructions.
        shape: what the answer has to be.
        faults: what does not hold in an answer of that shape.
        max_tokens: of the answer, thinking included; a bound of what it can cost.
    """

    name: str
    instructions: str
    data: str
    shape: type[_Shape]
    faults: Callable[[_Shape], Sequence[str]]
    max_tokens: int

    @property
    def names(self) -> tuple[str, str]:
        """Under which names its answers are kept: the first one, and the second."""
        return self.name, f"{self.name}-again"


class Author:
    """A text model behind the Responses API."""

    def __init__(self, client: PatientOpenAI, model: str) -> None:
        self.model = model
        self._client = client

    def write(self, order: CompletionRequest[_Shape], take: Take) -> _Shape:
        """Have the model write; ask a second time if the first answer has faults.

        Raises:
            ProviderError: `BAD_OUTPUT`, when the second does not hold either or was cut off;
                `REJECTED`, when the model refuses; or what the call came to.
            StoppedError: the run was asked to stop.
        """
        messages = [_message("user", order.data)]
        faults: Sequence[str] = [""]
        for name in order.names:
            text = self._text_of(order, name, messages, take)
            try:
                written = order.shape.model_validate_json(text)
            except ValidationError as error:
                faults = _in_words(error)
            else:
                faults = order.faults(written)
                if not faults:
                    return written
            messages += [_message("assistant", text), _message("user", _complaint(faults))]
        raise ProviderError(
            ErrorKind.BAD_OUTPUT, f"The {order.name} does not hold, asked twice: {faults[0]}"
        )

    def _text_of(
        self,
        order: CompletionRequest[_Shape],
        name: str,
        messages: Sequence[EasyInputMessageParam],
        take: Take,
    ) -> str:
        answer = earlier_answer(take, name)
        if answer is None:
            answer = PaidCalls(take, self._client.waits_s).answer(self._call(order, name, messages))
        if answer["refusal"]:
            raise ProviderError(ErrorKind.REJECTED, f"The model refuses: {answer['refusal']}")
        match answer["cut_by"]:
            case "":
                return str(answer["text"])
            case "content_filter":
                raise ProviderError(
                    ErrorKind.REJECTED, "OpenAI's content filter stopped the answer."
                )
            case reason:
                raise ProviderError(
                    ErrorKind.BAD_OUTPUT, f"OpenAI's answer did not come to its end ({reason})."
                )

    def _call(
        self, order: CompletionRequest[_Shape], name: str, messages: Sequence[EasyInputMessageParam]
    ) -> Call[Json]:
        request = {
            "model": self.model,
            "instructions": order.instructions,
            "input": list(messages),
            "max_output_tokens": order.max_tokens,
        }

        def send() -> bytes:
            with translated(self._client):
                # Raw, because the parsed answer raises on a cut-off one and hides what that cost.
                return self._client.responses.with_raw_response.parse(
                    model=self.model,
                    instructions=order.instructions,
                    input=list(messages),
                    text_format=order.shape,
                    max_output_tokens=order.max_tokens,
                    store=False,
                ).http_response.content

        # A token is at least a letter and a half, in any language; half as much again for the
        # schema and what OpenAI adds.
        letters = len(order.instructions) + sum(len(str(each["content"])) for each in messages)
        most = TextUsage(input=letters, output=order.max_tokens)
        return Call(
            name=name,
            provider=PROVIDER,
            model=self.model,
            request=request,
            at_most_usd=text_cost(self.model, most) or 0.0,
            send=send,
            read=self._read,
        )

    def _read(self, content: bytes) -> Answer[Json]:
        response = ModelResponse.model_validate_json(content)
        cost_usd = response.usage and text_cost(self.model, response.usage.tokens)
        failure = None
        if response.status == "failed" or (response.error and not response.output):
            error = response.error or Fault(message="the answer has failed")
            failure = of_code(error.code, error.type, error.message)
            failure.is_refused = not cost_usd
        return Answer(_kept(response, self.model), cost_usd, failure)


def _kept(response: ModelResponse, model: str) -> Json:
    """Return what is needed of an answer."""
    parts = [
        part
        for message in response.output
        if message.phase in {None, "final_answer"}
        for part in message.content
    ]
    return {
        "id": response.id,
        "model": response.model or model,
        "text": "".join(part.text for part in parts if part.type == "output_text"),
        "refusal": " ".join(part.refusal for part in parts if part.type == "refusal"),
        "cut_by": response.cut_by,
    }


def _message(role: str, text: str) -> EasyInputMessageParam:
    return {"role": "assistant" if role == "assistant" else "user", "content": text}


def _in_words(error: ValidationError) -> list[str]:
    return [
        f"At {'.'.join(map(str, fault['loc'])) or 'the whole answer'}: {fault['msg']}."
        for fault in error.errors(include_input=False, include_url=False)
    ]


def _complaint(faults: Sequence[str]) -> str:
    listed = "\n".join(f"- {fault}" for fault in faults[:_TOLD_FAULTS])
    return (
        f"This does not hold yet:\n{listed}\n\nGive the whole answer again with these points"
        " mended, and leave everything else as it is."
    )

"""The stand-in of OpenAI's API: https://developers.openai.com/api/reference."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from tests.stand_ins.providers.exchange import ADMIN, Answer, Request
from tests.stand_ins.providers.faults import WRITING_KINDS, Fault
from tests.stand_ins.providers.openai_errors import fault_answer, no_such_model, refused
from tests.stand_ins.providers.openai_realtime import Conversation
from tests.stand_ins.providers.openai_settings import KEY, Answers, ModelAnswer, OpenAISettings
from tests.stand_ins.providers.openai_sounds import speech, transcription
from tests.stand_ins.providers.openai_texts import (
    Writer,
    bent,
    judged_text_body,
    model_answer,
    moderation,
    paid_response,
    response_of,
)
from tests.stand_ins.providers.server import LoopbackServer, new_id
from tests.stand_ins.providers.websocket import WebSocket

CREATED: Final = 1_760_000_000
KEY_PAGE: Final = "You can find your API key at https://platform.openai.com/account/api-keys."


class OpenAIServer(LoopbackServer):
    """OpenAI on 127.0.0.1.

    Attributes:
        answers: answers laid ready for the models.
        writer: writes the answer to a response's body, when a test sets it: JSON, text or a
            `ModelAnswer`.
        speaker: picks the words that the realtime voice reads from its prompts.
    """

    service: ClassVar[str] = "openai"

    def __init__(
        self,
        settings: OpenAISettings | None = None,
        port: int = 0,
        ledger_file: Path | None = None,
    ) -> None:
        self.settings = settings or OpenAISettings()
        super().__init__(self.settings, port, ledger_file)
        self.answers = Answers()
        self.writer: Writer | None = None
        self.speaker: Callable[[list[str]], str] | None = None

    @property
    def key(self) -> str:
        """A key that is good here."""
        return KEY

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        return f"{self.url}/v1"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a client here."""
        return {"OPENAI_BASE_URL": self.base_url, "OPENAI_API_KEY": self.key}

    def text_of(self, request: Request) -> str:
        """The whole JSON body, letters unescaped, so that a test can look for its words."""
        try:
            body = request.json()
        except ValueError:
            return super().text_of(request)
        return "" if body is None else json.dumps(body, ensure_ascii=False)

    def refusal(self, fault: Fault, request: Request) -> Answer:
        """Word a refusal as OpenAI does."""
        del request
        return fault_answer(fault)

    def carried_out(self, request: Request) -> Answer:
        """Answer with the headers that every answer of OpenAI has."""
        answer = super().carried_out(request)
        answer.headers["x-request-id"] = new_id("req")
        return answer

    def answer(self, request: Request) -> Answer:
        """Carry a request out."""
        self._admit(request)
        match request.method, request.path.removeprefix("/v1/").rstrip("/"):
            case "POST", "responses":
                answer = self._respond(request)
            case "POST", "audio/transcriptions":
                answer, paid = transcription(request, self.settings, self.answers)
                self.stopping.wait(self.settings.transcription_s)
                self.book.pay(paid)
            case "POST", "audio/speech":
                answer, paid = speech(_json_of(request), self.settings)
                self.stopping.wait(self.settings.voice_s)
                self.book.pay(paid)
            case "POST", "moderations":
                answer = moderation(_json_of(request), self.settings)
            case "GET", "models":
                models = [self._model(name) for name in self.settings.models]
                answer = Answer.of({"object": "list", "data": models})
            case "GET", "realtime" if request.headers.get("upgrade"):
                answer = Answer(101)
            case "GET", path if path.startswith("models/"):
                answer = Answer.of(self._known_model(path.removeprefix("models/")))
            case method, _:
                raise refused(f"Invalid URL ({method} {request.path})", status=404)
        return answer

    def admin(self, request: Request) -> Answer:
        """Let another process lay answers ready, beside the usual levers."""
        if request.method == "POST" and request.path == f"{ADMIN}answers":
            self.answers.add(ModelAnswer.model_validate_json(request.body))
            return Answer.of({"laid": True})
        return super().admin(request)

    def converse(self, request: Request, line: WebSocket) -> None:
        """Hold a realtime session."""
        try:
            Conversation(self, request.query.get("model", ""), line).hold()
        except ConnectionError:
            line.cut()

    def _admit(self, request: Request) -> None:
        key = request.bearer
        if not key:
            raise refused(
                "You didn't provide an API key. You need to provide your API key in an "
                f"Authorization header using Bearer auth. {KEY_PAGE}",
                status=401,
            )
        if key != self.key:
            hidden = f"{key[:8]}{'*' * 12}{key[-4:]}" if len(key) > 16 else "*" * len(key)
            text = f"Incorrect API key provided: {hidden}. {KEY_PAGE}"
            raise refused(text, "invalid_api_key", status=401)

    def _respond(self, request: Request) -> Answer:
        body = judged_text_body(_json_of(request), self.settings)
        laid = self.answers.take("responses", request.text)
        said = model_answer(body, laid, self.writer, self.settings)
        fault = self.faults.take(WRITING_KINDS, request.method, request.path, request.text)
        response = response_of(body, bent(said, fault))
        self.stopping.wait(self.settings.text_s)
        self.book.pay(paid_response(response, request.text))
        return Answer.of(response)

    def _known_model(self, name: str) -> dict[str, Any]:
        if name not in self.settings.models:
            raise no_such_model(name)
        return self._model(name)

    def _model(self, name: str) -> dict[str, Any]:
        return {
            "id": name,
            "object": "model",
            "created": CREATED,
            "owned_by": "system",
            "shutdown_date": self.settings.models[name],
        }


def _json_of(request: Request) -> object:
    try:
        return request.json()
    except ValueError as error:
        raise refused("We could not parse the JSON body of your request.") from error

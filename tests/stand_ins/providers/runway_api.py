"""The stand-in of Runway's API: https://docs.dev.runwayml.com/api."""

from __future__ import annotations

import threading
import time
from datetime import UTC
from pathlib import Path
from typing import Any, ClassVar, Final

from tests.stand_ins.providers.exchange import ADMIN, Answer, RefusedError, Request
from tests.stand_ins.providers.faults import TASK_KINDS, Fault
from tests.stand_ins.providers.ledger import PaidRecord, digest
from tests.stand_ins.providers.runway_bodies import (
    ENDPOINTS,
    checked,
    models_of,
    picture_bytes,
    pictures_in,
    refused,
)
from tests.stand_ins.providers.runway_files import RunwayFiles, access_denied
from tests.stand_ins.providers.runway_prices import credits_of
from tests.stand_ins.providers.runway_settings import KEY, OTHER_KEY, RunwaySettings
from tests.stand_ins.providers.runway_tasks import Task, TaskQueue
from tests.stand_ins.providers.server import LoopbackServer

VERSION: Final = "2024-11-06"
LARGEST_BODY: Final = 10 * 1024 * 1024
FAILURES: Final = {
    "SAFETY.INPUT": "The input was flagged by our content moderation system.",
    "SAFETY.OUTPUT": "The output was flagged by our content moderation system.",
    "INPUT_PREPROCESSING.SAFETY": "The prompt was flagged by our content moderation system.",
    "ASSET.INVALID": "An input asset is not valid.",
    "THIRD_PARTY": "The model's provider could not process the request.",
}


class RunwayServer(LoopbackServer):
    """Runway on 127.0.0.1."""

    service: ClassVar[str] = "runway"

    def __init__(
        self,
        settings: RunwaySettings | None = None,
        port: int = 0,
        ledger_file: Path | None = None,
    ) -> None:
        self.settings = settings or RunwaySettings()
        super().__init__(self.settings, port, ledger_file)
        self._spent: dict[str, int] = {KEY: 0, OTHER_KEY: 0}
        self._made_today: dict[tuple[str, str], int] = {}
        self._queue = TaskQueue(lambda _: self.settings.concurrency, self._settled)
        self._files = RunwayFiles(self.settings)
        self._guard = threading.RLock()

    @property
    def key(self) -> str:
        """A key that is good here."""
        return KEY

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a client here."""
        return {
            "ADGEN_RUNWAY_BASE_URL": self.url,
            "RUNWAYML_BASE_URL": self.url,
            "RUNWAYML_API_SECRET": self.key,
        }

    @property
    def tasks(self) -> list[Task]:
        """The tasks that have not been deleted, oldest first."""
        return self._queue.all()

    def hand_out(self, kind: str, *contents: bytes) -> None:
        """Let the next tasks of an endpoint deliver these files, instead of what was asked for."""
        self._files.instead.extend((kind, content) for content in contents)

    def balance(self, key: str = KEY) -> int:
        """The credits left to a key."""
        self.settle()
        return self.settings.credits - self._spent[key]

    def settle(self) -> None:
        """Charge and refund what has ended up to now."""
        self._queue.advance()

    def text_of(self, request: Request) -> str:
        """The prompt of a submit, or the prompt of the task that is asked for."""
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["v1", *_]:
                return _prompt_of(request)
            case _, ["v1", "tasks", task_id] | ["outputs", task_id, _]:
                task = self._queue.find_any(task_id)
                return task.text if task else ""
            case _:
                return ""

    def refusal(self, fault: Fault, request: Request) -> Answer:
        """Word a refusal as Runway does."""
        del request
        if fault.kind == "out_of_credits":
            return _no_credits().answer
        if fault.kind == "expired_url":
            return access_denied()
        sentences = {401: "Unauthorized", 429: "Too Many Requests"}
        sentence = fault.message or sentences.get(fault.status, "Service error")
        answer = Answer.of({"error": sentence}, fault.status)
        if fault.retry_after is not None:
            answer.headers["Retry-After"] = f"{fault.retry_after:g}"
        return answer

    def answer(self, request: Request) -> Answer:
        """Carry a request out."""
        match request.method, request.path.strip("/").split("/"):
            case "GET" | "HEAD", ["outputs", task_id, _]:
                return self._files.download(request, self._queue.find_any(task_id))
            case "POST", ["storage", upload_id]:
                return self._files.receive(request, upload_id)
            case _, ["v1", *rest]:
                return self._call(request, rest)
            case _:
                return Answer.of({"error": "Not Found"}, 404)

    def admin(self, request: Request) -> Answer:
        """Let another process see the tasks, beside the usual levers."""
        if request.path != f"{ADMIN}tasks":
            return super().admin(request)
        now = time.monotonic()
        return Answer.of(
            [
                {"id": t.id, "number": t.number, "kind": t.kind, "text": t.text}
                | {"status": t.status(now), "charged": t.charged}
                for t in self.tasks
            ]
        )

    def _call(self, request: Request, path: list[str]) -> Answer:
        self._admit(request)
        match request.method, path:
            case "POST", [kind] if kind in ENDPOINTS:
                return self._submit(request, kind)
            case "POST", ["uploads"]:
                return self._files.begin_upload(_json_of(request), self.url)
            case "GET", ["organization"]:
                return self._organization(request.bearer)
            case "GET" | "DELETE", ["tasks", task_id]:
                return self._task(request, task_id)
            case _, [kind] if kind in {*ENDPOINTS, "uploads", "organization"}:
                return Answer.of({"error": "Method Not Allowed"}, 405)
            case _:
                return Answer.of({"error": "Not Found"}, 404)

    def _admit(self, request: Request) -> None:
        if request.bearer not in self._spent:
            raise RefusedError(Answer.of({"error": "Unauthorized"}, 401))
        if len(request.body) > LARGEST_BODY:
            raise RefusedError(Answer.of({"message": "Request Entity Too Large"}, 413))
        if request.headers.get("x-runway-version") != VERSION:
            raise refused("The X-Runway-Version header must name a supported version.")

    def _submit(self, request: Request, kind: str) -> Answer:
        body = checked(kind, _json_of(request), self._files.fetch)
        cost = credits_of(kind, body)
        self._charge(request.bearer, str(body["model"]), cost)
        task = Task(
            owner=request.bearer,
            kind=kind,
            body=body,
            estimated=cost,
            waits_s=self.settings.pending_s,
            runs_s=self.settings.runs_s(kind),
            fault=self.faults.take(TASK_KINDS, request.method, request.path, request.text),
        )
        pictures = [picture_bytes(uri, self._files.fetch) for _, uri in pictures_in(body)]
        paid = PaidRecord(
            id=task.id,
            service=self.service,
            what=kind,
            model=task.model,
            at=time.time(),
            text=task.text,
            input_sha256=digest(pictures[0] or b"") if pictures else "",
            status="submitted",
            estimated=cost,
            credits=cost,
        )
        self.book.pay(paid)
        self._queue.add(task)
        return Answer.of({"id": task.id, "estimatedCost": {"credits": cost}})

    def _charge(self, owner: str, model: str, cost: int) -> None:
        with self._guard:
            made = self._made_today.get((owner, model), 0)
            if made >= self.settings.daily_generations:
                raise RefusedError(Answer.of({"error": "Too Many Requests"}, 429))
            if cost > self.settings.credits - self._spent[owner]:
                raise _no_credits()
            self._made_today[owner, model] = made + 1
            self._spent[owner] += cost

    def _settled(self, task: Task, refunded: int) -> None:
        with self._guard:
            self._spent[task.owner] -= refunded
        status = task.status(task.ended or 0.0)
        self.book.settle(task.id, status, task.charged, refunded)

    def _task(self, request: Request, task_id: str) -> Answer:
        task = self._queue.find(task_id, request.bearer)
        if task is None:
            return Answer.of({"error": "Could not find Task"}, 404)
        if request.method == "DELETE":
            self._queue.cancel(task, is_kept=self.settings.cancelled_stay)
            return Answer(204)
        now = time.monotonic()
        status = task.status(now)
        created = task.created.astimezone(UTC).isoformat(timespec="milliseconds")
        content: dict[str, Any] = {
            "id": task.id,
            "createdAt": created.replace("+00:00", "Z"),
            "status": status,
        }
        if status in {"PENDING", "THROTTLED", "RUNNING"}:
            content["estimatedCost"] = {"credits": task.estimated}
        elif self.settings.tells_cost:
            content["cost"] = {"credits": task.charged}
        if status == "RUNNING":
            content["progress"] = task.progress(now)
        if status == "SUCCEEDED":
            is_empty = self.faults.take({"no_output"}, "GET", request.path, task.text)
            content["output"] = [] if is_empty else [self._files.link(task, self.url)]
        if status == "FAILED" and task.fault:
            content["failure"] = task.fault.message or _failure(task.fault.code)
            if task.fault.code:
                content["failureCode"] = task.fault.code
        return Answer.of(content)

    def _organization(self, owner: str) -> Answer:
        self.settle()
        limits = {
            "maxConcurrentGenerations": self.settings.concurrency,
            "maxDailyGenerations": self.settings.daily_generations,
        }
        models = [model for kind in ENDPOINTS for model in models_of(kind)]
        made = self._made_today
        return Answer.of(
            {
                "creditBalance": self.settings.credits - self._spent[owner],
                "tier": {
                    "maxMonthlyCreditSpend": 10_000,
                    "models": dict.fromkeys(models, limits),
                },
                "usage": {
                    "models": {m: {"dailyGenerations": made.get((owner, m), 0)} for m in models}
                },
            }
        )


def _failure(code: str) -> str:
    fitting = (words for prefix, words in FAILURES.items() if code.startswith(prefix))
    return next(fitting, "An unexpected error occurred.")


def _no_credits() -> RefusedError:
    return refused("You do not have enough credits to run this task.")


def _json_of(request: Request) -> object:
    try:
        return request.json()
    except ValueError as error:
        raise refused("The body is not valid JSON.") from error


def _prompt_of(request: Request) -> str:
    try:
        body = request.json()
    except ValueError:
        return ""
    return str(body.get("promptText", "")) if isinstance(body, dict) else ""

"""Notes of the gateway by key, each a model of its own, in the Dagster instance."""

from typing import TypeVar

from pydantic import ValidationError

from adgen_dagster.instance.notes import KEY_MAX_CHARS
from adgen_dagster.storage.unreadable import UNREADABLE
from telegram_gateway.persistence.keeping import Kept, salvaged
from telegram_gateway.studio_client import StudioClient

_Model = TypeVar("_Model", bound=Kept)


class Notes:
    """Reads and keeps notes."""

    def __init__(self, studio_client: StudioClient) -> None:
        self._desk = studio_client
        self._erased: set[str] = set()

    async def read(self, key: str, model: type[_Model]) -> _Model | None:
        """Read a note; None if there is none, or nothing of it can be read."""
        notebook = self._desk.studio.notebook
        note = await self._desk.do(notebook.read, f"telegram/{key}")
        if not note:
            return None
        try:
            return model.model_validate_json(note)
        except ValidationError as error:
            UNREADABLE.note("note", key, error)
            await self._desk.do(notebook.write, f"telegram/unread/{key}"[:KEY_MAX_CHARS], note)
            return salvaged(model, note, error)

    async def write(self, key: str, note: Kept) -> None:
        """Keep a note in place of the one that was there; none that was erased."""
        if key in self._erased:
            return
        notebook = self._desk.studio.notebook
        await self._desk.do(notebook.write, f"telegram/{key}", note.model_dump_json())

    async def forget(self, *keys: str) -> None:
        """Let notes go, and what could not be read of them."""
        notebook = self._desk.studio.notebook
        for key in keys:
            unread = f"telegram/unread/{key}"[:KEY_MAX_CHARS]
            await self._desk.do(notebook.delete, f"telegram/{key}", unread)

    async def erase(self, *keys: str) -> None:
        """Let notes go for good: what is still at work with one keeps it no more."""
        self._erased.update(keys)
        await self.forget(*keys)

"""A gateway's notes survive it."""

from __future__ import annotations

import dagster as dg
import pytest

from adgen_dagster.instance.notes import KEY_MAX_CHARS, Notebook


def test_a_note_is_kept_replaced_and_read_by_another(instance: dg.DagsterInstance) -> None:
    notebook = Notebook(instance)
    assert notebook.read("chat/7") is None

    notebook.write("chat/7", '{"язык": "ru"}')
    notebook.write("chat/8", "en")
    notebook.write("chat/7", "ru")

    assert [Notebook(instance).read(f"chat/{chat}") for chat in (7, 8, 9)] == ["ru", "en", None]


def test_a_new_note_beside_a_known_one_is_kept(instance: dg.DagsterInstance) -> None:
    notebook = Notebook(instance)
    for key in ("known", "new", "known"):
        notebook.write(f"beside/{key}", key)

    assert notebook.read("beside/new") == "new"


def test_a_key_that_no_database_holds_is_refused(instance: dg.DagsterInstance) -> None:
    notebook = Notebook(instance)

    notebook.write("k" * KEY_MAX_CHARS, "fits")
    with pytest.raises(ValueError, match="at most 200"):
        notebook.write("k" * (KEY_MAX_CHARS + 1), "does not")


def test_a_note_that_is_deleted_leaves_nothing_behind(instance: dg.DagsterInstance) -> None:
    notebook = Notebook(instance)
    for key in ("gone/1", "gone/2", "stays"):
        notebook.write(key, "said")

    notebook.delete("gone/1", "gone/2", "never/there")

    assert [notebook.read(key) for key in ("gone/1", "gone/2", "stays")] == [None, None, "said"]

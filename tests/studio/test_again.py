"""The same order once more."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from PIL import Image
from ulid import ULID

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.storage.artifacts import ArtifactError, ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.graph import Graph
from tests.sounds import write_sound


def test_an_order_is_made_again_as_it_was_for_whoever_asks(
    studio: Studio, store: ArtifactStore, person: Person, operator: Person, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 48), "navy").save(tmp_path / "shop.png")
    order = Order(person, "Coffee", photo=tmp_path / "shop.png", ratio="1:1", tone="calm", seed=7)
    first, second = studio.submit(order), str(ULID())

    made = studio.order_again(first, operator, "chat/8", second)

    one, other = studio.status(first).brief, studio.status(second).brief
    assert made == second
    assert (other.owner, other.reply_to) == (operator, "chat/8")
    assert (other.text, other.ratio, other.tone, other.seed) == ("Coffee", "1:1", "calm", 7)
    assert other.photo == f"jobs/{second}/brief/product.jpg"
    assert store.path(other.photo).read_bytes() == store.path(one.photo or "").read_bytes()


def test_a_voice_brief_that_was_corrected_is_ordered_again_in_words(
    studio: Studio,
    instance: dg.DagsterInstance,
    store: ArtifactStore,
    person: Person,
    tmp_path: Path,
) -> None:
    write_sound(tmp_path / "voice.ogg")
    order = Order(person, voice_file=tmp_path / "voice.ogg", confirms_transcript=True)
    first, second = studio.submit(order), str(ULID())
    Graph(instance, store, studio, first, person).makes(Product.TRANSCRIPT)
    studio.confirm_transcript(first, "Tea at dawn", person)

    studio.order_again(first, person, "", second)

    again = studio.status(second).brief
    assert (again.text, again.voice_file, again.confirms_transcript) == ("Tea at dawn", None, False)


def test_an_order_whose_files_are_gone_cannot_be_made_again(
    studio: Studio, store: ArtifactStore, person: Person, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 48), "navy").save(tmp_path / "shop.png")
    first = studio.submit(Order(person, "Coffee", photo=tmp_path / "shop.png"))
    store.delete_tree(f"jobs/{first}/brief")
    second = str(ULID())

    with pytest.raises(ArtifactError, match="not in the artifact store"):
        studio.order_again(first, person, "", second)

    assert second not in studio.recent_jobs(1)


def test_ordering_again_twice_makes_one_job(studio: Studio, person: Person) -> None:
    first, second = studio.submit(Order(person, "Coffee")), str(ULID())
    before = studio.newest_event()

    made = {studio.order_again(first, person, "", second) for _ in range(2)}

    assert made == {second}
    assert [event.kind for event in studio.events(before)] == [EventKind.SUBMITTED]
    assert studio.status(second).state is JobState.PENDING

"""Who reads is asked of who will read, when it is said; another voice answers one that failed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.domain.brief import BriefError, Person
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.media.ffmpeg import MediaUnavailableError, find_ffmpeg
from adgen_dagster.settings import NarratorChoice, Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import NothingToRetryError, Studio
from tests.graph import Graph

Begin = Callable[[], Graph]
Ordering = Callable[..., Studio]


@pytest.fixture
def ordering(instance: dg.DagsterInstance, store: ArtifactStore) -> Ordering:
    """A studio with settings of a test's own."""
    return lambda **chosen: Studio(instance, store, Settings(**chosen))


READERS = {
    "offline": {"narrator": NarratorChoice.OFFLINE},
    "openai": {"OPENAI_API_KEY": "sk-test"},
    "openai-speech": {
        "OPENAI_API_KEY": "sk-test",
        "narrator": NarratorChoice.OPENAI_SPEECH,
        "openai_speech_model": "gpt-4o-mini-tts",
    },
    "runway": {"RUNWAYML_API_SECRET": "key_" + "0" * 128},
}
KNOWN = {
    "offline": ["Andrea", "f3", "en-us+m3"],
    "openai": ["marin", "Cedar", "voice_1234"],
    "openai-speech": ["onyx", "alloy"],
    "runway": ["Maya", "maya"],
}
UNKNOWN = {"offline": "alloy", "openai": "onyx", "openai-speech": "Maya", "runway": "marin"}


@pytest.mark.parametrize("reader", READERS)
def test_an_unknown_voice_is_refused_before_anything_is_paid_with_those_there_are(
    reader: str, ordering: Ordering, person: Person
) -> None:
    studio = ordering(**READERS[reader])
    before = studio.newest_event()

    with pytest.raises(BriefError) as refused:
        studio.submit(Order(person, "Coffee", voice=UNKNOWN[reader]))

    assert all(name in str(refused.value) for name in ("female", "male", KNOWN[reader][0]))
    assert studio.newest_event() == before
    assert {"female", "male", KNOWN[reader][0]} <= set(studio.voices())


@pytest.mark.parametrize("reader", READERS)
def test_every_voice_of_who_reads_is_taken(reader: str, ordering: Ordering, person: Person) -> None:
    studio = ordering(**READERS[reader])

    for voice in ("female", "male", *KNOWN[reader]):
        job = studio.submit(Order(person, "Coffee", voice=voice))
        assert studio.status(job).brief.voice == voice


def test_a_voice_that_failed_is_answered_with_another(begin: Begin) -> None:
    graph = begin().to_pictures().paints().fails(Product.AUDIO)
    assert graph.status.open_stage is Stage.IMAGES
    assert [each.product for each in graph.studio.quote(graph.job).failures] == [Product.AUDIO]

    with pytest.raises(BriefError, match="choose one of"):
        graph.studio.retry(graph.job, graph.owner, "nobody")
    graph.studio.retry(graph.job, graph.owner, "female")

    assert (graph.status.brief.voice, graph.status.failures) == ("female", ())
    assert [work.product for work in graph.status.due] == [Product.AUDIO]


def test_a_voice_is_no_answer_to_a_picture_that_failed(begin: Begin) -> None:
    graph = begin().to_pictures().fails(Product.IMAGES, 1)

    with pytest.raises(NothingToRetryError, match="narration"):
        graph.studio.retry(graph.job, graph.owner, "female")


def test_an_old_order_is_made_again_also_where_its_voice_is_unknown_by_now(
    begin: Begin, ordering: Ordering, person: Person
) -> None:
    job = begin().studio.submit(Order(person, "Coffee", voice="Andrea"))
    studio = ordering(**READERS["runway"])

    studio.order_again(job, person, "", "01JD0000000000000000000007")

    assert studio.status("01JD0000000000000000000007").brief.voice == ""


@pytest.mark.parametrize(
    ("said", "refusal"),
    [("4.2.2", "6 or newer"), ("n5.1.3", "6 or newer"), ("6.0", ""), ("N-109-gabcdef", "")],
)
def test_an_ffmpeg_that_is_too_old_takes_no_order(
    said: str, refusal: str, ordering: Ordering, person: Person, tmp_path: Path
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\necho 'ffmpeg version {said} Copyright (c) 2000'\n")
    program.chmod(0o755)
    studio = ordering(FFMPEG_PATH=program, FFPROBE_PATH=find_ffmpeg().ffprobe)

    if refusal:
        with pytest.raises(MediaUnavailableError, match=refusal):
            studio.submit(Order(person, "Coffee"))
    else:
        studio.submit(Order(person, "Coffee"))

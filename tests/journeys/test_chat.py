"""The whole job in one chat: the real gateway, the real stack, a person with a Russian phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import Stage
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.probe import probe
from tests.journeys.chat import chat_stack
from tests.stand_ins.telegram import EXAMPLE_TOKEN

APPROVE = "✅ Утвердить"
OPERATOR = Person(gateway="terminal", id="root", is_operator=True)
READY_S = 120.0


@pytest.mark.slow
def test_a_brief_becomes_a_film_in_a_chat(tmp_path: Path) -> None:
    with chat_stack(tmp_path, {"ADGEN_SPOT_ACTS": "1+1+1"}) as stack:
        anya, chat = stack.person()
        anya.says("Реклама: кофейня «Утро» в центре Казани: свежая обжарка, скидка 20 % до восьми")

        script = chat.wait_for("Нравится сценарий?", button=APPROVE, timeout_s=READY_S)
        (job,) = stack.studio.recent_jobs()
        assert [f"0:{at:02d}" in script.text for at in (0, 5, 10)] == [True] * 3
        assert [button.data for button in script.buttons][:2] == [
            f"approve_script:{job}",
            f"cancel_script:{job}",
        ]
        assert "Утверждено" in anya.taps(APPROVE).wait_for_answer().text

        pictures = chat.wait_for("Вот 3 картинки", button=APPROVE)
        album = chat.wait_for_album(3)
        assert all(message.photo for message in album)
        stack.studio.approve(job, Stage.IMAGES, OPERATOR)

        chat.wait_for("3 клипа", button=APPROVE)
        decided = chat.now(pictures)
        assert decided
        assert decided.buttons == []
        assert "Картинки утверждены" in decided.text
        anya.taps(APPROVE).wait_for_answer()

        message = chat.wait_for_video("0:15")
        chat.wait_for("✅ Готово")

    film, shown = tmp_path / "film.mp4", message.video
    assert shown
    film.write_bytes(shown.content)
    facts = probe(find_ffmpeg(), film)
    assert facts.duration_s == pytest.approx(15.0, abs=0.1)
    assert (shown.declared_width, shown.declared_height) == (facts.width, facts.height)
    assert (shown.declared_duration, shown.supports_streaming) == (15, True)
    assert shown.thumbnail
    assert not [each for each in chat.messages if "▰" in each.text]
    assert len([each for each in chat.messages if each.video and not each.album_id]) == 1
    assert stack.tg.unanswered_taps() == []
    assert EXAMPLE_TOKEN.partition(":")[2] not in stack.log.read_text(encoding="utf-8")

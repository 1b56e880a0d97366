"""Pictures: what is asked for, what is delivered, what is written down."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.domain.storyboard import PROMPT_MAX_UTF16
from adgen_dagster.domain.utf16 import utf16_units
from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.photos import PHOTO_NAME
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway import RunwayPainter
from adgen_dagster.providers.runway.painter import with_photo
from tests.providers.runway.bench import PROMPT, Bench, large_photo, photo
from tests.stand_ins.providers.faults import Fault


def test_a_picture_is_drawn_in_the_ratio_of_the_brief(bench: Bench) -> None:
    made = bench.paint(ratio=Ratio.TALL)

    with Image.open(made.path) as picture:
        assert picture.size == (720, 1280)
    assert (made.provider, made.model, made.seed) == ("runway", "gen4_image", 7)
    assert made.path.parent == bench.folder


@pytest.mark.parametrize(("ratio", "usd"), [("16:9", 0.05), ("9:16", 0.05), ("1:1", 0.08)])
def test_a_picture_costs_what_was_said_beforehand(bench: Bench, ratio: str, usd: float) -> None:
    said = bench.painter.price_usd(Ratio(ratio))

    made = bench.paint(ratio=Ratio(ratio))

    assert said == made.cost_usd == usd == bench.server.ledger.credits() / 100


def test_the_take_tells_what_was_asked_and_what_it_cost(bench: Bench) -> None:
    bench.paint()

    request, task = bench.document("request"), bench.document("task-1")
    assert request["endpoint"] == "/v1/text_to_image"
    assert request["body"] == {
        "model": "gen4_image",
        "promptText": PROMPT,
        "ratio": "1280:720",
        "seed": 7,
    }
    assert request["estimated_usd"] == 0.05
    assert (task["id"], task["cost_usd"]) == (bench.server.ledger.paid[0].id, 0.05)
    assert bench.document("submit-1")["endpoint"] == "/v1/text_to_image"
    assert not bench.document("result")


def test_a_take_that_is_entered_again_is_not_paid_again(bench: Bench) -> None:
    first = bench.paint()
    first.path.unlink()

    again = bench.paint()

    assert again.path.is_file()
    assert again.cost_usd == first.cost_usd
    assert bench.paid == 1


def test_a_photo_goes_along_under_its_tag(bench: Bench, tmp_path: Path) -> None:
    made = bench.paint(reference=photo(tmp_path / "cup.jpg"))

    [paid] = bench.server.ledger.paid
    assert made.path.is_file()
    assert paid.input_sha256 in str(bench.document("request"))
    assert "@product" in paid.text
    assert paid.text.startswith(PROMPT)
    assert "base64" not in bench.everything_written()


def test_a_prompt_that_speaks_of_the_photo_is_left_alone() -> None:
    prompt = "@product on a table"

    assert with_photo(prompt) == prompt


def test_a_long_prompt_makes_room_for_the_photo() -> None:
    told = with_photo("☕️🙂" * 300)

    assert utf16_units(told) <= PROMPT_MAX_UTF16
    assert told.endswith("@product, exactly as in its photo.")


def test_a_large_photo_is_lent_to_runway_first(bench: Bench, tmp_path: Path) -> None:
    bench.paint(reference=large_photo(tmp_path / PHOTO_NAME))

    ledger = bench.server.ledger
    [form] = ledger.requests_like("POST", "/storage/*")
    assert form.status == 204
    assert not form.bearer
    assert ledger.requests_like("POST", "/v1/text_to_image")[0].body_bytes < 1000
    assert ledger.paid[0].input_sha256 in str(bench.document("request"))
    assert "runway://" not in bench.everything_written()


@pytest.mark.parametrize("size", [(400, 12_000), (9000, 3000), (1080, 2400)])
def test_a_photo_of_any_shape_is_taken_by_runway_inside_the_request(
    size: tuple[int, int], bench: Bench, tmp_path: Path
) -> None:
    bench.paint(reference=photo(tmp_path / "from-before.png", size))

    assert bench.paid == 1
    assert not bench.server.ledger.requests_like("POST", "/v1/uploads")


def test_a_photo_that_cannot_be_lent_costs_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.add(Fault(kind="status", path="/storage/*", status=503, times=9))

    error = bench.refused(reference=large_photo(tmp_path / PHOTO_NAME))

    assert error.kind is ErrorKind.UNAVAILABLE
    assert not error.is_over
    assert "submit-1" not in bench.documents()
    assert bench.paid == 0


def test_a_photo_that_is_no_picture_is_refused_before_anything_is_sent(
    bench: Bench, tmp_path: Path
) -> None:
    document = tmp_path / "photo.jpg"
    document.write_text("not a picture", encoding="utf-8")

    error = bench.refused(reference=document)

    assert error.kind is ErrorKind.BAD_INPUT
    assert bench.server.ledger.requests == []


def test_the_turbo_model_draws_from_a_photo_only(bench: Bench, tmp_path: Path) -> None:
    painter = RunwayPainter(bench.task_runner, "gen4_image_turbo", at_once=1)
    asked = {"ratio": Ratio.WIDE, "seed": 1, "take": bench.take(), "folder": bench.folder}

    with pytest.raises(ProviderError, match="photo") as without:
        painter.paint(PROMPT, reference=None, **asked)
    made = painter.paint(PROMPT, reference=photo(tmp_path / "cup.png"), **asked)

    assert without.value.kind is ErrorKind.UNSUPPORTED
    assert made.cost_usd == painter.price_usd(Ratio.WIDE) == 0.02


def test_a_model_that_is_not_known_is_named_with_those_that_are(bench: Bench) -> None:
    with pytest.raises(ProviderError, match="gen4_image, gen4_image_turbo") as refused:
        RunwayPainter(bench.task_runner, "gen99", at_once=1)

    assert refused.value.kind is ErrorKind.UNSUPPORTED

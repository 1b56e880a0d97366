"""The stand-in of Runway does what Runway does."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
import requests
import runwayml
from PIL import Image

from tests.stand_ins.providers import media
from tests.stand_ins.providers.asking import (
    ask_runway,
    clip_body,
    ended,
    image_body,
    picture_uri,
    submitted,
    waited_for,
)
from tests.stand_ins.providers.runway_api import RunwayServer
from tests.stand_ins.providers.runway_settings import OTHER_KEY


@pytest.fixture
def sdk(runway: RunwayServer) -> runwayml.RunwayML:
    return runwayml.RunwayML(
        api_key=runway.key, base_url=runway.url, max_retries=0, _strict_response_validation=True
    )


def shape_of(content: bytes, tmp_path: Path) -> list[str]:
    file = tmp_path / "content"
    file.write_bytes(content)
    probe = subprocess.run(
        [
            *(media.tool("ffprobe"), "-v", "error", "-of", "csv=p=0", "-show_entries"),
            *("stream=codec_name,width,height,duration", str(file)),
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    return probe.stdout.split()


def test_the_genuine_client_gets_a_picture_of_the_right_size(
    runway: RunwayServer, sdk: runwayml.RunwayML
) -> None:
    created = sdk.text_to_image.create(
        model="gen4_image", prompt_text="An apple", ratio="1920:1080", seed=7
    )
    ended(runway, created.id)
    task = sdk.tasks.retrieve(created.id)

    assert task.status == "SUCCEEDED"
    assert (created.estimated_cost.credits, task.cost.credits) == (8, 8)
    picture = Image.open(io.BytesIO(requests.get(task.output[0], timeout=60).content))
    assert (picture.format, picture.size) == ("PNG", (1920, 1080))


def test_the_genuine_client_uploads_a_picture_and_gets_a_clip_with_sound(
    runway: RunwayServer, sdk: runwayml.RunwayML, tmp_path: Path
) -> None:
    uploaded = sdk.uploads.create_ephemeral(file=("start.png", media.picture(1280, 720, 1)))
    created = sdk.image_to_video.create(
        model="gen4_turbo", prompt_image=uploaded.uri, ratio="720:1280", duration=5
    )
    ended(runway, created.id)
    task = sdk.tasks.retrieve(created.id)

    assert task.status == "SUCCEEDED"
    assert task.cost.credits == 25
    content = requests.get(task.output[0], timeout=60).content
    assert shape_of(content, tmp_path) == ["h264,720,1280,5.000000", "aac,5.000000"]


def test_the_genuine_client_gets_speech_as_long_as_its_text(
    runway: RunwayServer, sdk: runwayml.RunwayML
) -> None:
    lengths: list[float] = []
    for text in ("Short line.", "A line that is a good deal longer than the short one. " * 2):
        created = sdk.text_to_speech.create(
            model="eleven_multilingual_v2",
            prompt_text=text,
            voice={"type": "runway-preset", "preset_id": "Maya"},
        )
        task = ended(runway, created.id)
        lengths.append(
            media.sound_seconds(requests.get(task["output"][0], timeout=60).content) or 0
        )

    assert 0.5 < lengths[0] < 2
    assert lengths[1] > 4 * lengths[0]
    assert [paid.credits for paid in runway.ledger.paid] == [1, 3]


def test_the_genuine_client_reads_the_organization(
    runway: RunwayServer, sdk: runwayml.RunwayML
) -> None:
    runway.settings.credits = 1000
    ended(runway, submitted(runway, "text_to_image", image_body()))

    organization = sdk.organization.retrieve()

    assert organization.credit_balance == 995
    assert organization.tier.models["gen4_turbo"].max_concurrent_generations == 10
    assert organization.usage.models["gen4_image"].daily_generations == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer key_wrong"}, 401),
        ({"Authorization": ""}, 401),
        ({"X_Runway_Version": "2024-09-13"}, 400),
        ({"X_Runway_Version": ""}, 400),
    ],
)
def test_wrong_headers_are_refused(
    runway: RunwayServer, headers: dict[str, str], status: int
) -> None:
    answer = ask_runway(runway, "POST", "/v1/text_to_image", image_body(), **headers)

    assert answer.status_code == status
    assert not runway.ledger.paid


@pytest.mark.parametrize(
    ("kind", "change", "code", "path"),
    [
        ("text_to_image", {"ratio": "16:9"}, "invalid_value", ["ratio"]),
        ("text_to_image", {"model": "gen3"}, "invalid_union", ["model"]),
        ("text_to_image", {"style": "noir"}, "unrecognized_keys", []),
        ("text_to_image", {"promptText": "x" * 1001}, "too_big", ["promptText"]),
        ("text_to_image", {"promptText": "🍎" * 501}, "too_big", ["promptText"]),
        ("text_to_image", {"promptText": ""}, "too_small", ["promptText"]),
        ("text_to_image", {"seed": "7"}, "invalid_type", ["seed"]),
        (
            "text_to_image",
            {"referenceImages": [{"uri": picture_uri(), "tag": "1x"}]},
            "invalid_format",
            ["referenceImages", 0, "tag"],
        ),
        ("image_to_video", {"duration": 11}, "too_big", ["duration"]),
        ("image_to_video", {"duration": 5.5}, "invalid_type", ["duration"]),
        ("image_to_video", {"promptImage": "http://host/a.png"}, "custom", ["promptImage"]),
        ("image_to_video", {"promptImage": "runway://nothing"}, "custom", ["promptImage"]),
        ("image_to_video", {"promptImage": picture_uri(40, 90)}, "custom", ["promptImage"]),
        (
            "image_to_video",
            {"promptImage": "data:image/png;base64," + "A" * 5 * 1024 * 1024},
            "custom",
            ["promptImage"],
        ),
        (
            "image_to_video",
            {"promptImage": "data:image/png;base64,aGVsbG8="},
            "custom",
            ["promptImage"],
        ),
        (
            "image_to_video",
            {"promptImage": "data:image/gif;base64,aGVsbG8="},
            "custom",
            ["promptImage"],
        ),
    ],
)
def test_a_wrong_body_is_refused_with_its_place(
    runway: RunwayServer, kind: str, change: dict[str, object], code: str, path: list[object]
) -> None:
    body = (image_body() if kind == "text_to_image" else clip_body()) | change

    answer = ask_runway(runway, "POST", f"/v1/{kind}", body)

    assert answer.status_code == 400
    assert answer.json()["error"] == "Validation of body failed"
    assert [(issue["code"], issue["path"]) for issue in answer.json()["issues"]] == [(code, path)]
    assert not runway.ledger.paid


def test_a_prompt_of_exactly_a_thousand_units_passes(runway: RunwayServer) -> None:
    answer = ask_runway(runway, "POST", "/v1/text_to_image", image_body("🍎" * 500))

    assert answer.status_code == 200


def test_tasks_over_the_tier_are_throttled_and_start_when_a_place_is_free(
    runway: RunwayServer,
) -> None:
    runway.settings.concurrency = 1
    runway.settings.image_s = 0.3
    first = submitted(runway, "text_to_image", image_body("one"))
    second = submitted(runway, "text_to_image", image_body("two"))

    at_first = ask_runway(runway, "GET", f"/v1/tasks/{second}").json()
    running = waited_for(runway, first, {"RUNNING"})
    last = ended(runway, second)

    assert at_first["status"] == "THROTTLED"
    assert at_first["estimatedCost"] == {"credits": 5}
    assert 0 <= running["progress"] < 1
    assert last["status"] == "SUCCEEDED"


def test_an_expired_link_is_refused_and_the_task_gives_a_fresh_one(runway: RunwayServer) -> None:
    runway.settings.url_lifetime_s = -1
    task_id = submitted(runway, "text_to_image", image_body())
    dead = ended(runway, task_id)["output"][0]
    runway.settings.url_lifetime_s = 60

    fresh = ended(runway, task_id)["output"][0]

    assert requests.get(dead, timeout=60).status_code == 403
    assert requests.get(fresh, timeout=60).headers["Content-Type"] == "image/png"
    assert requests.get(fresh.partition("?")[0], timeout=60).status_code == 403


def test_another_key_does_not_see_the_task(runway: RunwayServer) -> None:
    task_id = submitted(runway, "text_to_image", image_body())

    answer = ask_runway(runway, "GET", f"/v1/tasks/{task_id}", Authorization=f"Bearer {OTHER_KEY}")

    assert (answer.status_code, answer.json()) == (404, {"error": "Could not find Task"})


def test_a_running_task_is_cancelled_without_a_refund_and_is_gone(runway: RunwayServer) -> None:
    runway.settings.clip_s = 60
    task_id = submitted(runway, "image_to_video", clip_body())
    waited_for(runway, task_id, {"RUNNING"})

    deleted = ask_runway(runway, "DELETE", f"/v1/tasks/{task_id}")

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert ask_runway(runway, "GET", f"/v1/tasks/{task_id}").status_code == 404
    paid = runway.ledger.paid[0]
    assert (paid.status, paid.credits, paid.refunded) == ("CANCELLED", 25, 0)


def test_a_throttled_task_is_cancelled_with_a_refund(runway: RunwayServer) -> None:
    runway.settings.concurrency = 1
    runway.settings.clip_s = 60
    runway.settings.cancelled_stay = True
    submitted(runway, "image_to_video", clip_body("one"))
    waiting = submitted(runway, "image_to_video", clip_body("two"))
    before = runway.balance()

    ask_runway(runway, "DELETE", f"/v1/tasks/{waiting}")

    task = ask_runway(runway, "GET", f"/v1/tasks/{waiting}").json()
    assert (task["status"], task["cost"]) == ("CANCELLED", {"credits": 0})
    assert runway.balance() == before + 25


def test_without_credits_nothing_is_begun(runway: RunwayServer) -> None:
    runway.settings.credits = 4

    answer = ask_runway(runway, "POST", "/v1/text_to_image", image_body())

    assert answer.status_code == 400
    assert answer.json()["error"] == "You do not have enough credits to run this task."
    assert not runway.tasks


def test_an_upload_with_a_key_or_a_missing_field_is_refused(runway: RunwayServer) -> None:
    begun = ask_runway(
        runway, "POST", "/v1/uploads", {"filename": "a.png", "type": "ephemeral"}
    ).json()
    url, fields = begun["uploadUrl"], begun["fields"]
    file = {"file": ("a.png", media.picture(640, 360, 1))}
    small = {"file": ("a.png", media.picture(8, 8, 1))}
    key = {"Authorization": f"Bearer {runway.key}"}

    with_key = requests.post(url, data=fields, files=file, headers=key, timeout=60)
    without_fields = requests.post(url, files=file, timeout=60)
    too_small = requests.post(url, data=fields, files=small, timeout=60)
    right = requests.post(url, data=fields, files=file, timeout=60)

    assert (with_key.status_code, without_fields.status_code) == (400, 403)
    assert too_small.status_code == 400
    assert right.status_code == 204


def test_the_ledger_counts_what_each_prompt_cost_and_keeps_no_key(runway: RunwayServer) -> None:
    for prompt in ("segment 01", "segment 02", "segment 02"):
        ended(runway, submitted(runway, "text_to_image", image_body(prompt)))

    ledger = runway.ledger

    assert ledger.times_paid("text_to_image") == {"segment 01": 1, "segment 02": 2}
    assert ledger.credits() == 15
    assert len(ledger.requests_like("POST", "/v1/text_to_image", "segment 02")) == 2
    assert all(record.bearer for record in ledger.requests_like("POST"))
    assert runway.key not in ledger.model_dump_json()

"""Small parts of the gateway: settings, logs, the guard, job ids, addresses, progress, pictures."""

from __future__ import annotations

import asyncio
import base64
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr
from upath import UPath

from adgen_dagster.domain.brief import BriefError, BriefFault, Language, Ratio
from adgen_dagster.domain.stages import EventKind, Failure
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.errors import ErrorKind
from adgen_dagster.settings import SettingsError
from adgen_dagster.storage.artifacts import JOB_ID
from telegram_gateway.access_control import AccessControl
from telegram_gateway.content.failure_texts import can_reword, can_try_again, failure_text
from telegram_gateway.content.job_progress import bar, progress_of, seconds_left, status_text
from telegram_gateway.content.markup import Html
from telegram_gateway.content.texts import catalogue
from telegram_gateway.handlers.briefs import brief_refusal
from telegram_gateway.persistence.cards import Card, Question
from telegram_gateway.persistence.chats import Ask, AskKind, ChatMemory
from telegram_gateway.settings import VOICE_MAX_BYTES, TelegramSettings, load_telegram_settings
from telegram_gateway.studio_client import Address, Place, job_of_message
from telegram_gateway.transport.media import clip
from telegram_gateway.views.showing import albums
from tests.stand_ins.telegram import EXAMPLE_TOKEN
from tests.story import ALL, JOB, Story

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class TestSettings:
    @pytest.fixture(autouse=True)
    def token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", EXAMPLE_TOKEN)

    def test_the_defaults_are_those_of_the_readme(self) -> None:
        chosen = load_telegram_settings()

        assert (chosen.briefs_per_minute, chosen.briefs_per_hour) == (5, 20)
        assert chosen.allowed_users is None
        assert chosen.file_url == "https://api.telegram.org/file/bot"

    def test_ids_are_read_with_commas_and_spaces(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELEGRAM_ALLOWED_USERS", "12, 34 56")

        assert load_telegram_settings().allowed_users == {12, 34, 56}

    def test_everybody_is_let_in_by_a_word_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELEGRAM_ALLOWED_USERS", "*")

        assert load_telegram_settings().allowed_users is None

    def test_a_wrong_one_is_named_without_its_value(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "ftp://s3cret")

        with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_URL") as found:
            load_telegram_settings()
        assert "s3cret" not in str(found.value)

    def test_the_token_is_no_part_of_what_is_printed(self) -> None:
        assert EXAMPLE_TOKEN not in repr(load_telegram_settings())

    def test_the_secret_is_derived_from_the_token_unless_it_is_set(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        derived = load_telegram_settings().secret
        monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "own-one-of-16-letters")

        assert EXAMPLE_TOKEN not in derived
        assert len(derived) == 64
        assert load_telegram_settings().secret.startswith("own")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("ALLOWED_USERS", ""),
            ("ALLOWED_USERS", " "),
            ("ALLOWED_USERS", "12, *"),
            ("ALLOWED_USERS", ","),
            ("ALLOWED_USERS", "ann"),
            ("ALLOWED_USERS", "-7"),
            ("ALLOWED_USERS", "9" * 4301),
            ("ADMINS", " , "),
            ("WEBHOOK_SECRET", "x"),
            ("WEBHOOK_SECRET", "sixteen letters with blanks"),
            ("WEBHOOK_URL", "https://a.example/(.*)"),
            ("WEBHOOK_URL", "https://a.example/.*"),
            ("WEBHOOK_URL", "https://a.example/a?b=c"),
            ("WEBHOOK_URL", "https:///hook"),
            ("METRICS_TOKEN", "t"),
            ("MAX_UPLOAD_MB", "inf"),
            ("REMIND_BEFORE_S", "nan"),
            ("VOICES", f"female, {'v' * (VOICE_MAX_BYTES + 1)}"),
        ],
    )
    def test_a_slip_opens_no_door(
        self, name: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(f"TELEGRAM_{name}", value)

        with pytest.raises(SettingsError, match=f"TELEGRAM_{name}"):
            load_telegram_settings()

    @pytest.mark.parametrize(
        ("url", "path"), [("https://a.example", "/telegram"), ("https://a.example/x/y", "/x/y")]
    )
    def test_the_webhooks_path_is_that_of_its_address(
        self, url: str, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", url)

        chosen = load_telegram_settings()

        assert chosen.webhook_path == path
        assert chosen.full_webhook_url == f"https://a.example{path}"


class TestTheGuard:
    def access_control(self, **chosen: object) -> AccessControl:
        settings = TelegramSettings(bot_token=SecretStr("1:x"))
        return AccessControl(settings.model_copy(update=chosen))

    def test_everybody_is_let_in_unless_some_are_named(self) -> None:
        some = self.access_control(allowed_users=frozenset({1}), admins=frozenset({2}))

        assert self.access_control().lets_in(99)
        assert not self.access_control(allowed_users=frozenset()).lets_in(99)
        assert [some.lets_in(user) for user in (1, 2, 3)] == [True, True, False]

    def test_five_briefs_a_minute_are_taken_and_the_sixth_is_not(self) -> None:
        async def order() -> list[str | None]:
            access_control = self.access_control()
            return [await access_control.refuses_brief(1, 0) for _ in range(6)]

        assert asyncio.run(order()) == [None] * 5 + ["too-many-briefs-minute"]

    def test_the_hour_has_its_own_limit(self) -> None:
        async def order() -> list[str | None]:
            access_control = self.access_control(briefs_per_minute=100, briefs_per_hour=2)
            return [await access_control.refuses_brief(1, 0) for _ in range(3)]

        assert asyncio.run(order()) == [None, None, "too-many-briefs-hour"]

    def test_each_person_is_counted_alone(self) -> None:
        async def order() -> str | None:
            access_control = self.access_control(briefs_per_minute=1)
            await access_control.refuses_brief(1, 0)
            return await access_control.refuses_brief(2, 0)

        assert asyncio.run(order()) is None

    def test_a_refused_brief_does_not_count(self) -> None:
        async def order() -> str | None:
            access_control = self.access_control(briefs_per_minute=1, open_jobs=1)
            assert await access_control.refuses_brief(1, 1) == "too-many-open"
            return await access_control.refuses_brief(1, 0)

        assert asyncio.run(order()) is None


class TestIdsAndAddresses:
    def test_one_message_is_one_job_however_often_it_is_delivered(self) -> None:
        first, second = (job_of_message(7, 5, NOON) for _ in range(2))

        assert first == second
        assert JOB_ID.fullmatch(first)

    def test_other_messages_and_orders_once_more_are_other_jobs(self) -> None:
        jobs = {
            job_of_message(7, 5, NOON),
            job_of_message(7, 6, NOON),
            job_of_message(8, 5, NOON),
            job_of_message(7, 5, NOON, again=JOB),
        }

        assert len(jobs) == 4

    def test_an_order_once_more_comes_after_the_one_before(self) -> None:
        first = job_of_message(7, 5, NOON)

        again = [job_of_message(7, message, NOON, again=first) for message in range(6, 26)]

        assert min(again) > first

    @pytest.mark.parametrize("place", [Place(7), Place(-100_123), Place(-100_123, 9)])
    def test_an_address_is_read_as_it_is_written(self, place: Place) -> None:
        assert Address.of(str(Address(place, 5))) == Address(place, 5)

    @pytest.mark.parametrize("foreign", ["", "terminal:1", "telegram:x:y", "telegram:1"])
    def test_what_is_no_address_of_ours_is_somebody_elses(self, foreign: str) -> None:
        assert Address.of(foreign) is None


class TestWhatIsRemembered:
    def test_taps_on_decided_questions_are_late(self) -> None:
        card = Card(job=JOB, chat=1).asking("script", Question(message=5, text="", basis="1"))
        card = card.asking("images", Question(message=9, text="", basis="2"))

        decided = card.deciding("script")

        assert [decided.is_late(message) for message in (4, 5, 6, 9)] == [True, True, False, False]
        assert [decided.has_asked(message) for message in (4, 5, 9)] == [False, True, True]

    def test_a_question_asked_again_replaces_the_one_before(self) -> None:
        ask = Ask(kind=AskKind.SCRIPT_NOTE, user=1, at=1.0, job=JOB)

        chat = ChatMemory().asking(ask).asking(ask.model_copy(update={"at": 2.0}))

        assert [each.at for each in chat.asks] == [2.0]

    def test_an_unknown_field_of_a_newer_version_is_no_error(self) -> None:
        assert ChatMemory.model_validate({"jobs": ["a"], "added_later": 1}).jobs == ("a",)


class TestProgress:
    @pytest.mark.parametrize(("share", "cells"), [(0, 0), (0.05, 0), (0.95, 9), (1.0, 10)])
    def test_the_bar_is_full_only_at_the_end(self, share: float, cells: int) -> None:
        assert bar(share).count("▰") == cells
        assert len(bar(share)) == 10

    def test_it_grows_from_stage_to_stage(self) -> None:
        story = Story()
        moments = [story.status]
        for step in (
            lambda: story.started(Product.SEGMENTS),
            story.written,
            lambda: story.approved(Stage.SCRIPT),
            lambda: story.started(Product.IMAGES),
            lambda: story.made(Product.IMAGES, 1, 2),
            lambda: story.made(Product.IMAGES, 3, 4),
            lambda: story.approved(Stage.IMAGES),
            lambda: story.started(Product.CLIPS).made(Product.AUDIO),
            lambda: story.made(Product.CLIPS, *ALL),
            lambda: story.approved(Stage.VIDEOS),
            lambda: story.started(Product.FINAL_MP4),
            lambda: story.made(Product.FINAL_MP4),
        ):
            step()
            moments.append(story.status)

        shares = [progress_of(status, None, 100.0).share for status in moments]

        assert shares == sorted(shares)
        assert shares[-1] == 1.0

    def test_pictures_are_counted_and_the_rest_is_estimated(self) -> None:
        story = Story().to_pictures().started(Product.IMAGES).made(Product.IMAGES, 1, 2)
        status = story.status

        progress = progress_of(status, None, status.since + 2)

        assert (progress.facts["done"], progress.facts["count"]) == (2, 4)
        assert seconds_left(status, Product.IMAGES, status.since + 2) == pytest.approx(2.0)
        assert seconds_left(status, Product.IMAGES, status.since + 900) == 0

    def test_nothing_is_estimated_before_the_first_is_done(self) -> None:
        status = Story().to_pictures().started(Product.IMAGES).status

        assert progress_of(status, None, 1e9).facts["left"] == "unknown"

    def test_a_queue_is_told_only_while_a_place_is_waited_for(self) -> None:
        waiting = Story().status
        at_work = Story().started(Product.SEGMENTS).status

        assert progress_of(waiting, 3, 0.0).facts["place"] == 3
        assert progress_of(at_work, 3, 0.0).key == "status-writing"

    @pytest.mark.parametrize(
        ("wait_s", "said"),
        [
            (None, "место — 3"),
            (20.0, "место — 3, меньше минуты"),
            (130, "место — 3, около 2 минут"),
        ],
    )
    def test_who_waits_is_told_about_how_long(self, wait_s: float | None, said: str) -> None:
        progress = progress_of(Story().status, 3, 0.0, wait_s)

        assert status_text(catalogue(Language.RUSSIAN), "t", progress).endswith(said)

    @pytest.mark.parametrize(
        ("kind", "key"),
        [(EventKind.CANCELLED, "status-cancelled"), (EventKind.TIMED_OUT, "status-timed-out")],
    )
    def test_an_end_is_told_without_a_bar(self, kind: EventKind, key: str) -> None:
        progress = progress_of(Story().written().tell(kind, stage=Stage.SCRIPT).status, None, 0.0)

        assert progress.key == key
        assert "▱" not in status_text(catalogue(Language.RUSSIAN), "t", progress)

    def test_a_cancelled_job_says_what_it_has_cost_and_may_have_cost(self) -> None:
        story = Story().tell(EventKind.PAID, path="jobs/x/images/01/take-01/a.json", cost_usd=0.05)
        story.tell(EventKind.PAID, path="jobs/x/clips/01/take-01/b.json", at_most_usd=0.25)
        story.tell(EventKind.CANCELLED)

        progress = progress_of(story.status, None, 0.0)

        english = status_text(catalogue(Language.ENGLISH), "t", progress)
        assert "It has cost $0.05, and perhaps up to $0.25 more" in english
        assert "до 0,25" in status_text(catalogue(Language.RUSSIAN), "t", progress)
        assert "perhaps" not in status_text(
            catalogue(Language.ENGLISH), "t", replace(progress, unknown_usd=0.0)
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("most_s", "english", "russian"),
        [
            (20, "20 seconds", "не дольше 20 с"),
            (60, "one minute", "не дольше 1 минуты"),
            (300, "5 minutes", "не дольше 5 минут"),
        ],
    )
    def test_who_speaks_too_long_is_told_how_long_is_listened(
        self, most_s: int, english: str, russian: str
    ) -> None:
        refused = BriefError("", BriefFault.VOICE_TOO_LONG, most_s)

        assert english in brief_refusal(catalogue(Language.ENGLISH), refused)
        assert russian in brief_refusal(catalogue(Language.RUSSIAN), refused)


class TestFailures:
    @pytest.mark.parametrize(
        ("product", "kind", "said", "not_said"),
        [
            (Product.AUDIO, ErrorKind.BAD_OUTPUT, "Не озвучилась реплика 3", "кадр"),
            (Product.IMAGES, ErrorKind.BAD_OUTPUT, "Не получился кадр 3", "Присланный"),
            (Product.CLIPS, ErrorKind.BAD_INPUT, "Картинка этого кадра", "Присланный"),
            (Product.IMAGES, ErrorKind.BAD_INPUT, "Присланный файл не читается", "Картинка"),
        ],
    )
    def test_what_failed_is_called_what_it_is(
        self, product: Product, kind: ErrorKind, said: str, not_said: str
    ) -> None:
        failure = Failure(product, (3,), kind, "", "run")

        story = Story().to_clips()

        text = failure_text(catalogue(Language.RUSSIAN), "Чай", story.status, failure)

        assert said in text
        assert not_said not in text

    @pytest.mark.parametrize(
        ("made", "failed", "said"),
        [
            ((1, 2, 4), (3,), "кадр 3; остальное готово"),
            ((1,), (3,), "кадр 3; то, что уже готово"),
            ((), (1, 2, 3, 4), "кадры 1–4."),
        ],
    )
    def test_the_rest_is_done_only_where_it_is(
        self, made: tuple[int, ...], failed: tuple[int, ...], said: str
    ) -> None:
        story = Story().to_pictures()
        if made:
            story.made(Product.IMAGES, *made)
        status = story.failed(Product.IMAGES, *failed, kind="timed_out").status

        text = failure_text(catalogue(Language.RUSSIAN), "Чай", status, status.failures[0])

        assert said in text

    @pytest.mark.parametrize(
        ("product", "kind", "ways"),
        [
            (Product.IMAGES, ErrorKind.REJECTED, "reword"),
            (Product.IMAGES, ErrorKind.BAD_REQUEST, "retry reword"),
            (Product.IMAGES, ErrorKind.OUT_OF_CREDIT, "retry"),
            (Product.IMAGES, ErrorKind.UNAUTHORIZED, "retry"),
            (Product.IMAGES, ErrorKind.UNAVAILABLE, "retry"),
            (Product.IMAGES, ErrorKind.BAD_INPUT, ""),
            (Product.CLIPS, ErrorKind.BAD_INPUT, "retry"),
            (Product.TRANSCRIPT, ErrorKind.UNSUPPORTED, ""),
            (Product.AUDIO, ErrorKind.REJECTED, "retry"),
        ],
    )
    def test_only_what_can_help_is_offered(
        self, product: Product, kind: ErrorKind, ways: str
    ) -> None:
        status, failure = Story().status, Failure(product, (), kind, "", "run")

        offered = {
            "retry": can_try_again(status, failure),
            "reword": can_reword(status, failure),
        }

        assert [way for way, is_offered in offered.items() if is_offered] == ways.split()

    def test_the_services_own_words_stand_only_where_they_help(self) -> None:
        def told(kind: ErrorKind) -> str:
            failure = Failure(Product.IMAGES, (3,), kind, "Segment 3: Too much <war>.", "run")
            status = Story().to_pictures().status
            return failure_text(catalogue(Language.RUSSIAN), "Чай", status, failure)

        assert "Ответ сервиса: <i>Too much &lt;war&gt;.</i>" in told(ErrorKind.REJECTED)
        for kind in set(ErrorKind) - {ErrorKind.REJECTED, ErrorKind.BAD_REQUEST}:
            assert "Too much" not in told(kind)


class TestPieces:
    def test_a_clip_brings_its_facts_and_a_small_picture(self, tmp_path: Path) -> None:
        path = UPath(tmp_path / "clip.mp4")
        path.write_bytes(b"film")
        tall = io.BytesIO()
        Image.new("RGB", (135, 240)).save(tall, "JPEG")
        uri = f"data:image/jpeg;base64,{base64.b64encode(tall.getvalue()).decode()}"

        ready = clip(path, {"duration_s": 5.0, "thumbnail": uri}, Ratio.TALL, Html(), "A: <b>/..")

        assert (ready.width, ready.height, ready.seconds) == (720, 1280, 5.0)
        assert ready.file_name == "A b.mp4"
        with Image.open(io.BytesIO(ready.thumbnail)) as image:
            assert max(image.size) == 240

    @pytest.mark.parametrize(
        ("count", "sizes"),
        [(1, [1]), (10, [10]), (11, [9, 2]), (48, [10, 10, 10, 10, 8]), (21, [10, 9, 2])],
    )
    def test_albums_have_two_to_ten(self, count: int, sizes: list[int]) -> None:
        event = Story().events[0]

        assert [len(album) for album in albums([(1, event)] * count)] == sizes

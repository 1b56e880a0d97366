"""Voice messages and audio files, where somebody can hear them and where nobody can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.words import Product
from adgen_dagster.settings import ProviderChoice, Settings
from tests.telegram_gateway.house import APPROVE, Customer, House, is_after
from tests.telegram_gateway.worker import HEARD, Media

NewCustomer = Callable[..., Customer]


@pytest.fixture
def studio_settings(studio_settings: Settings) -> Settings:
    """There is a key for somebody who hears; the worker says what they would."""
    hearing = {"provider": ProviderChoice.AUTO, "openai_api_key": SecretStr("sk-nobody")}
    return studio_settings.model_copy(update=hearing)


def test_a_voice_message_is_heard_and_confirmed(
    house: House, customer: NewCustomer, spoken: Path
) -> None:
    ann = customer()

    ann.person.sends_voice(spoken)
    heard = ann.chat.wait_for(HEARD, button="Всё верно")
    assert not house.studio.status(ann.job()).latest.get((Product.SCRIPT, 0))
    ann.taps("Всё верно")

    script = ann.chat.wait_for("Пекарня «Утро»", button=APPROVE, since=heard)
    assert house.studio.status(ann.job()).brief.language is Language.RUSSIAN
    assert "Пекарня" in script.text


def test_in_a_group_the_app_opens_the_reply_that_corrects(
    house: House, customer: NewCustomer, spoken: Path
) -> None:
    ann = customer().person
    team = house.tg.group("Команда", [ann])
    ann.sends_voice(spoken, chat=team, reply_to=team.wait_for("Упомяните меня"))
    heard = team.wait_for(HEARD, button="Исправить")

    ann.taps("✏️ Исправить", chat=team).wait_for_answer()
    asked = team.wait_for("Как было сказано на самом деле")
    assert asked.forced_reply
    ann.says("Пекарня «Вечер»: хлеб к ужину", chat=team, reply_to=asked)

    team.wait_for("Вечер", button=APPROVE, since=heard)


def test_a_voice_that_replies_to_a_question_begins_no_film(
    house: House, customer: NewCustomer, spoken: Path
) -> None:
    ann = customer()
    script = ann.orders()

    ann.person.sends_voice(spoken, reply_to=script)
    ann.chat.wait_for("Правки голосом я не слушаю. Напишите")
    ann.person.sends_voice(spoken, "Больше юмора", reply_to=script)

    ann.chat.wait_for("Больше юмора", button=APPROVE, where=is_after(script))
    ann.chat.wait_for("смотрю только на подпись")
    assert len(house.studio.recent_jobs()) == 1


def test_what_was_heard_can_be_corrected(house: House, customer: NewCustomer, spoken: Path) -> None:
    ann = customer()

    ann.person.sends_voice(spoken)
    heard = ann.chat.wait_for(HEARD, button="Исправить")
    ann.person.says("Пекарня «Вечер»: хлеб к ужину")

    script = ann.chat.wait_for("Вечер", button=APPROVE, since=heard)
    assert "Утро" not in script.text
    assert len(house.studio.recent_jobs()) == 1
    ann.chat.wait_for("✏️ Исправлено.")


def test_an_order_is_called_by_what_was_heard(
    house: House, customer: NewCustomer, spoken: Path
) -> None:
    ann = customer()
    house.worker.hold(Product.TRANSCRIPT)
    ann.person.sends_voice(spoken)
    ann.chat.wait_for("Голосовой заказ")

    house.worker.let_go()
    ann.chat.wait_for(HEARD, button="Всё верно")
    ann.person.says("/cancel")

    heard = HEARD.replace("«", "„").replace("»", "“")
    ann.chat.wait_for(f"Отменить «{heard}»?")


def test_the_caption_of_a_voice_message_is_part_of_the_brief(
    house: House, customer: NewCustomer, spoken: Path
) -> None:
    ann = customer()

    ann.person.sends_voice(spoken, "В конце адрес: Морская, 5")
    ann.chat.wait_for(HEARD, button="Всё верно")

    assert house.studio.status(ann.job()).brief.caption == "В конце адрес: Морская, 5"


def test_an_audio_file_is_asked_about_and_then_heard(
    house: House, customer: NewCustomer, spoken: Path
) -> None:
    ann = customer()

    ann.person.sends_audio(spoken)
    asked = ann.chat.wait_for("Это описание ролика голосом?", button="Да, послушать")
    assert house.studio.recent_jobs() == []
    assert ann.taps("Да, послушать") == "Слушаю."

    ann.chat.wait_for(HEARD, button="Всё верно")
    ann.chat.wait_until(lambda _: ann.chat.now(asked) is None, "the question to leave")


class TestWhereNobodyHears:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        return Settings(provider="offline", spot_acts="1+1+1")  # type: ignore[arg-type]

    @pytest.mark.parametrize("send", ["sends_voice", "sends_audio"])
    def test_a_voice_is_refused_before_anything_begins(
        self, send: str, house: House, customer: NewCustomer, spoken: Path
    ) -> None:
        ann = customer()

        getattr(ann.person, send)(spoken)

        told = ann.chat.wait_for("Голосовые я сейчас не распознаю")
        assert told.buttons == []
        assert house.studio.recent_jobs() == []

    @pytest.mark.parametrize("send", ["sends_voice", "sends_audio", "sends_video"])
    def test_a_caption_is_the_brief(
        self, send: str, house: House, customer: NewCustomer, spoken: Path, media: Media
    ) -> None:
        ann = customer()

        getattr(ann.person, send)(
            media.clip if send == "sends_video" else spoken, "Реклама: пекарня у моря"
        )

        ann.chat.wait_for("подпись")
        ann.chat.wait_for("пекарня у моря", button=APPROVE)
        assert house.studio.status(ann.job()).brief.text == "Реклама: пекарня у моря"

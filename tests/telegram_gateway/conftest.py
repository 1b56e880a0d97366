from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.studio import Studio
from tests.stand_ins.telegram import PATIENT, TelegramServer
from tests.stand_ins.telegram.conftest import Loop
from tests.stand_ins.telegram.media import tool
from tests.telegram_gateway.house import UNHURRIED, Customer, House, settings_for
from tests.telegram_gateway.worker import Media, Worker

LIMITS = replace(PATIENT, flood_control=False, webhook_retry_s=0.05)
_PHONES = ("-pix_fmt", "yuv420p", "-shortest", "-movflags", "+faststart")


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    folder = tmp_path_factory.mktemp("films")
    return Media(_film(folder / "clip.mp4", 1), _film(folder / "film.mp4", 2))


def _film(path: Path, seconds: int) -> Path:
    picture = f"testsrc=size=320x180:rate=12:duration={seconds}"
    sound = f"sine=frequency=300:duration={seconds}"
    ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, *_PHONES, path)
    return path


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Something said into a phone."""
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=frequency=300:duration=1.5", path)
    return path


def ffmpeg(*arguments: str | Path) -> None:
    subprocess.run([tool("ffmpeg"), "-v", "error", *arguments], check=True)


@pytest.fixture
def tg() -> Iterator[TelegramServer]:
    with TelegramServer(limits=LIMITS) as server:
        yield server


@pytest.fixture
def loop() -> Iterator[Loop]:
    with Loop() as running:
        yield running


@pytest.fixture
def studio_settings() -> Settings:
    """Three segments, so that a whole film is made quickly; a test may choose others."""
    return Settings(provider="offline", spot_acts="1+1+1")  # type: ignore[arg-type]


@pytest.fixture
def house(
    tg: TelegramServer,
    loop: Loop,
    media: Media,
    own_instance: dg.DagsterInstance,
    studio_settings: Settings,
    tmp_path: Path,
) -> Iterator[House]:
    """A gateway at work; at the end, no call was refused and no tap left without an answer."""
    store = ArtifactStore(str(tmp_path / "artifacts"), tmp_path / "scratch")
    studio = Studio(own_instance, store, studio_settings)
    with Worker(own_instance, store, studio, media) as worker:
        house = House(tg, studio, worker, loop, settings_for(tg), UNHURRIED)
        house.opens()
        try:
            yield house
        finally:
            worker.let_go()
            house.closes()
    # A poll that is given up for the last one of a gateway that ends is refused by Telegram itself.
    refused = [call for call in tg.refusals() if call.method != "getUpdates"]
    assert house.may_be_refused or refused == []
    assert tg.unanswered_taps() == []


@pytest.fixture
def customer(house: House) -> Callable[..., Customer]:
    def new(name: str = "Аня", language: str = "ru") -> Customer:
        person = house.tg.person(name, language=language)
        return Customer(house, person, person.private_chat())

    return new

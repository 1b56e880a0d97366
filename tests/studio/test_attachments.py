"""Files that come with an order: kept in the store, or refused before a job begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
from PIL import Image

from adgen_dagster.domain.brief import FILE_MAX_BYTES, BriefError, BriefFault, Person
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.sounds import write_sound

Write = Callable[[Path], object]


def write_picture(path: Path) -> None:
    Image.new("RGB", (64, 48), "navy").save(path, "PNG")


def test_music_and_a_photo_are_kept_with_the_brief(
    studio: Studio, store: ArtifactStore, person: Person, tmp_path: Path
) -> None:
    music, photo = tmp_path / "Песня.WAV", tmp_path / "shop.png"
    write_sound(music)
    write_picture(photo)

    job = studio.submit(Order(person, "Coffee", music=music, photo=photo))
    music_bytes = music.read_bytes()
    music.unlink()

    brief = studio.status(job).brief
    assert (brief.music, brief.photo) == (
        f"jobs/{job}/brief/music.wav",
        f"jobs/{job}/brief/product.jpg",
    )
    assert store.path(brief.music).read_bytes() == music_bytes
    assert brief.voice_file is None


def test_a_photo_is_kept_as_painters_take_it_and_nothing_else_of_it(
    studio: Studio, store: ArtifactStore, person: Person, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Telephone of Ann"
    Image.new("RGB", (1080, 2400), "navy").save(tmp_path / "shot.jpg", exif=exif)

    job = studio.submit(Order(person, "Coffee", photo=tmp_path / "shot.jpg"))

    kept = store.path(studio.status(job).brief.photo or "")
    assert b"Ann" not in kept.read_bytes()
    assert [each.name for each in kept.parent.iterdir()] == ["product.jpg"]
    with Image.open(kept.open("rb")) as photo:
        assert photo.width / photo.height >= 0.5


def test_a_voice_message_alone_is_an_order(
    studio: Studio, store: ArtifactStore, person: Person, tmp_path: Path
) -> None:
    sent = write_sound(tmp_path / "voice.ogg")

    job = studio.submit(
        Order(person, "  ", voice_file=tmp_path / "voice.ogg", confirms_transcript=True)
    )

    brief = studio.status(job).brief
    assert (brief.text, brief.confirms_transcript) == ("", True)
    assert store.path(brief.voice_file or "").read_bytes() == sent.read_bytes()


def test_a_voice_message_is_heard_only_as_long_as_the_setting_says(
    instance: dg.DagsterInstance, store: ArtifactStore, person: Person, tmp_path: Path
) -> None:
    studio = Studio(instance, store, Settings.model_validate({"voice_max_s": 2.0}))
    short, long = (write_sound(tmp_path / f"{s}.ogg", s) for s in (1.9, 2.2))

    assert studio.submit(Order(person, voice_file=short))
    with pytest.raises(BriefError, match="ADGEN_VOICE_MAX_S") as refused:
        studio.submit(Order(person, voice_file=long))

    assert (refused.value.fault, refused.value.most) == (BriefFault.VOICE_TOO_LONG, 2)
    assert studio.submit(Order(person, "Coffee", voice_file=long))


def test_a_voice_message_in_which_nothing_can_be_heard_is_refused(
    studio: Studio, person: Person, tmp_path: Path
) -> None:
    (tmp_path / "voice.ogg").write_bytes(b"OggS and noise")

    with pytest.raises(BriefError, match="voice message cannot be used") as refused:
        studio.submit(Order(person, voice_file=tmp_path / "voice.ogg"))

    assert str(tmp_path) not in str(refused.value)


def test_a_text_beside_a_voice_message_needs_no_confirmation(
    studio: Studio, person: Person, tmp_path: Path
) -> None:
    write_sound(tmp_path / "voice.ogg")
    order = Order(person, "Coffee", voice_file=tmp_path / "voice.ogg", confirms_transcript=True)

    assert not studio.status(studio.submit(order)).brief.confirms_transcript


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("song.mp3 (1)", "music"),
        ("song", "music"),
        ("song.музыка", "music"),
        ("song.WaV", "music.wav"),
        (f"song.{'x' * 90}", "music"),
        ("..wav", "music.wav"),
    ],
)
def test_music_may_have_any_name(
    studio: Studio, person: Person, tmp_path: Path, name: str, kept: str
) -> None:
    write_sound(tmp_path / name)

    job = studio.submit(Order(person, "Coffee", music=tmp_path / name))

    assert studio.status(job).brief.music == f"jobs/{job}/brief/{kept}"


BAD_FILES: list[tuple[str, Write]] = [
    ("not there", lambda _: None),
    ("empty", lambda path: path.touch()),
    ("a folder", lambda path: path.mkdir()),
    ("text", lambda path: path.write_text("no media at all" * 100)),
    ("cut short", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")),
]


@pytest.mark.parametrize(("what", "write"), BAD_FILES, ids=[what for what, _ in BAD_FILES])
@pytest.mark.parametrize("kind", ["music", "photo"])
def test_an_unreadable_file_is_refused_and_begins_no_job(
    studio: Studio,
    store: ArtifactStore,
    person: Person,
    tmp_path: Path,
    kind: str,
    what: str,
    write: Write,
) -> None:
    file = tmp_path / "file.bin"
    write(file)
    before = studio.newest_event()

    with pytest.raises(BriefError) as refused:
        studio.submit(Order(person, "Coffee", **{kind: file}))  # type: ignore[arg-type]

    assert refused.value.fault is BriefFault(f"unreadable_{'photo' if kind == 'photo' else 'file'}")
    assert str(tmp_path) not in str(refused.value)
    assert studio.newest_event() == before
    assert not store.path("jobs").exists()


@pytest.mark.parametrize(("what", "write"), BAD_FILES[:3], ids=["not there", "empty", "a folder"])
def test_a_voice_message_that_is_no_file_is_refused(
    studio: Studio, person: Person, tmp_path: Path, what: str, write: Write
) -> None:
    write(tmp_path / "voice.ogg")

    with pytest.raises(BriefError, match=r"voice\.ogg"):
        studio.submit(Order(person, voice_file=tmp_path / "voice.ogg"))


def test_a_voice_message_that_nobody_can_hear_for_its_size_is_refused_at_once(
    studio: Studio, person: Person, tmp_path: Path
) -> None:
    voice = tmp_path / "voice.ogg"
    voice.write_bytes(b"OggS" + bytes(FILE_MAX_BYTES))

    with pytest.raises(BriefError, match="larger than 20 MB") as refused:
        studio.submit(Order(person, voice_file=voice))

    assert (refused.value.fault, refused.value.most) == (BriefFault.TOO_LARGE, 20)


def test_a_picture_is_no_music_and_music_is_no_photo(
    studio: Studio, person: Person, tmp_path: Path
) -> None:
    write_sound(tmp_path / "photo.png")
    write_picture(tmp_path / "music.wav")

    with pytest.raises(BriefError, match="music cannot be used"):
        studio.submit(Order(person, "Coffee", music=tmp_path / "music.wav"))
    with pytest.raises(BriefError, match="photo cannot be used"):
        studio.submit(Order(person, "Coffee", photo=tmp_path / "photo.png"))


def test_music_of_less_than_a_second_is_refused(
    studio: Studio, person: Person, tmp_path: Path
) -> None:
    write_sound(tmp_path / "beep.wav", seconds=0.2)

    with pytest.raises(BriefError, match="too short"):
        studio.submit(Order(person, "Coffee", music=tmp_path / "beep.wav"))

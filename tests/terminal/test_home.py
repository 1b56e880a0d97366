"""Where the terminal keeps its Dagster instance."""

import os
from pathlib import Path

import pytest

from adgen_dagster.stack.home import INSTANCE_FILE, HomeError, checkout, prepare_home


@pytest.fixture(autouse=True)
def dagster_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    home = tmp_path / "a home"
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    return home


def test_the_home_is_made_and_has_our_instance_file(dagster_home: Path) -> None:
    made = prepare_home()

    assert made == dagster_home
    assert (made / INSTANCE_FILE).read_bytes() == (checkout() / INSTANCE_FILE).read_bytes()


def test_an_older_instance_file_of_ours_is_brought_up_to_date(dagster_home: Path) -> None:
    ours = prepare_home() / INSTANCE_FILE
    ours.write_text(ours.read_text(encoding="utf-8") + "# old\n", encoding="utf-8")

    prepare_home()

    assert ours.read_bytes() == (checkout() / INSTANCE_FILE).read_bytes()


def test_an_instance_file_of_the_operators_own_is_left_alone(dagster_home: Path) -> None:
    dagster_home.mkdir()
    (dagster_home / INSTANCE_FILE).write_text("storage: {}\n", encoding="utf-8")

    prepare_home()

    assert (dagster_home / INSTANCE_FILE).read_text(encoding="utf-8") == "storage: {}\n"


def test_one_home_has_one_name_whatever_leads_to_it(
    monkeypatch: pytest.MonkeyPatch, dagster_home: Path, tmp_path: Path
) -> None:
    dagster_home.mkdir()
    (tmp_path / "link").symlink_to(dagster_home)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "link"))

    made = prepare_home()

    assert made == dagster_home
    assert os.environ["DAGSTER_HOME"] == str(dagster_home)


def test_without_the_variable_the_home_is_in_the_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DAGSTER_HOME")

    made = prepare_home()

    assert made == checkout() / ".dagster"
    assert made.is_absolute()


def test_nobody_else_may_look_into_it(dagster_home: Path) -> None:
    made = prepare_home()
    made.chmod(0o755)

    prepare_home()

    assert made.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o755, 0o1777])
def test_a_folder_that_is_not_ours_alone_keeps_its_mode(dagster_home: Path, mode: int) -> None:
    dagster_home.mkdir()
    dagster_home.chmod(mode)

    prepare_home()

    assert dagster_home.stat().st_mode & 0o7777 == mode


@pytest.mark.parametrize("name", ["my%20docs", "que?stion"])
def test_a_home_that_dagster_would_look_for_elsewhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / name))

    with pytest.raises(HomeError, match="without"):
        prepare_home()

    assert not (tmp_path / name).exists()


def test_a_home_that_cannot_be_made_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "file" / "home"))

    with pytest.raises(HomeError, match="Not a directory"):
        prepare_home()


def test_a_deleted_folder_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    with pytest.raises(HomeError, match="was deleted"):
        prepare_home()


def test_a_home_of_a_user_who_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "~nobody-of-this-name/adgen")

    with pytest.raises(HomeError, match="there is no such user"):
        prepare_home()

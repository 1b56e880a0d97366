"""What the documents say is what the code does."""

import re
from pathlib import Path

from adgen_dagster.settings import LogSettings, Settings
from adgen_dagster.stack.home import checkout
from adgen_dagster.terminal.doctor import FILTERS, HDR_FILTERS
from bench.packages import TARGET, drawn

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"(?:^|\s)((?:[\w-]+/)*[\w-]+\.py)\b")
MODULE = re.compile(r"(?:-m |\b(?=adgen_dagster\.|telegram_gateway\.))((?:\w+\.)*\w+)")
PRIVATE = re.compile(r"^from (dagster\._[\w.]+) import", re.MULTILINE)
TREES = ("adgen_dagster", "telegram_gateway", "tests", "bench", "examples", "docs", "bin")
ROW = re.compile(r"^\| (`[^|]+`) \|([^|]*)\|", re.MULTILINE)


def pages() -> dict[str, str]:
    """Each document by its path, with its text."""
    root = checkout()
    files = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    return {str(file.relative_to(root)): file.read_text(encoding="utf-8") for file in files}


def readme_settings() -> dict[str, str]:
    """The README's table of settings: each variable with its default."""
    text = (checkout() / "README.md").read_text(encoding="utf-8").partition("## Settings")[2]
    return {
        name.strip("` "): default.strip().strip("`")
        for names, default in ROW.findall(text)
        for name in names.split(",")
    }


def variables() -> dict[str, object]:
    """Each setting's variable, with its default."""
    return {
        str(field.validation_alias or f"ADGEN_{name.upper()}"): field.default
        for settings in (Settings, LogSettings)
        for name, field in settings.model_fields.items()
    }


def shown(default: object) -> str:
    """A default as the README writes it; empty: described in words."""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        is_acts = all(isinstance(each, tuple) for each in default)
        return ("+" if is_acts else ",").join(
            f"{each[1]}" if is_acts else f"{each:g}" for each in default
        )
    if isinstance(default, float):
        return f"{default:g}"
    return "" if default is None or isinstance(default, Path) else str(default)


def test_the_readme_lists_every_setting_and_no_other() -> None:
    assert set(readme_settings()) == {*variables(), "DAGSTER_HOME"}


def test_the_readme_tells_the_real_defaults() -> None:
    told = readme_settings()

    wrong = {
        name: (told[name], shown(default))
        for name, default in variables().items()
        if shown(default) and told[name] != shown(default)
    }

    assert wrong == {}


def test_the_doctor_asks_for_every_filter_that_is_used() -> None:
    media = (checkout() / "adgen_dagster" / "media").glob("*.py")
    source = "\n".join(file.read_text(encoding="utf-8") for file in media)

    used = set(re.findall(r'filter(?:_multi_output)?\(\s*"(\w+)"', source))
    used |= set(re.findall(r'graph\.filter\([^"]*"(\w+)"', source))

    assert len(used) > 20
    assert used <= FILTERS | HDR_FILTERS


def test_no_document_links_to_what_is_not_in_the_repository() -> None:
    root = checkout()

    broken = {
        f"{page}: {link}"
        for page, text in pages().items()
        for link in LINK.findall(text)
        if not (target := (root / page).parent / link).resolve().is_relative_to(root)
        or not target.exists()
    }

    assert broken == set()


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def test_every_file_that_the_documents_name_is_there() -> None:
    root = checkout()
    files = [f"/{file.relative_to(root)}" for tree in TREES for file in (root / tree).rglob("*.py")]

    missing = {
        f"{page}: {file}"
        for page, text in pages().items()
        for code in CODE.findall(text)
        for file in FILE.findall(code)
        if not any(each.endswith(f"/{file}") for each in files)
    }

    assert missing == set()


def test_every_module_that_the_documents_name_is_there() -> None:
    root = checkout()

    missing = {
        f"{page}: {module}"
        for page, text in pages().items()
        for module in MODULE.findall(text)
        if module.partition(".")[0] in TREES
        and not (place := root / module.replace(".", "/")).is_dir()
        and not place.with_suffix(".py").is_file()
        and not (root / "examples" / place.name).with_suffix(".py").is_file()
        and module.rpartition(".")[2] not in text_of(place.parent.with_suffix(".py"))
    }

    assert missing == set()


def test_the_picture_of_the_packages_is_what_the_imports_say() -> None:
    assert drawn() == TARGET.read_text(encoding="utf-8"), "run `make docs`"


def test_every_import_from_dagsters_private_modules_is_listed_with_its_reason() -> None:
    product = checkout() / "adgen_dagster"
    page = (checkout() / "docs" / "dagsters-private-modules.md").read_text(encoding="utf-8")
    listed = {
        (file, module)
        for files, modules in re.findall(
            r"^\| (`[^|]+) \| (`dagster\._[^|]+) \|", page, re.MULTILINE
        )
        for file in CODE.findall(files)
        for module in CODE.findall(modules)
    }

    imported = {
        (str(file.relative_to(product)), module)
        for file in product.rglob("*.py")
        for module in PRIVATE.findall(file.read_text(encoding="utf-8"))
    }

    assert listed == imported

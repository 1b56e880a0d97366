"""`adgen doctor`: checks that everything is there that a film needs."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from pydantic import SecretStr
from ulid import ULID

from adgen_dagster.errors import AdgenError
from adgen_dagster.media.errors import MediaError
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.process import run_process
from adgen_dagster.media.typeface import SHAPES
from adgen_dagster.media.version import OLDEST, is_too_old, version_of
from adgen_dagster.providers.offline.voice.espeak import espeak
from adgen_dagster.settings import Settings
from adgen_dagster.stack.health import Health, WebserverError
from adgen_dagster.stack.stack import HEARTBEAT_S, running_on
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.terminal.accounts import look_at_accounts
from adgen_dagster.terminal.production import look_at_production
from adgen_dagster.terminal.workplace import workplace

# fmt: off
FILTERS = frozenset({
    "adelay", "afade", "aformat", "alimiter", "ametadata", "apad", "aresample", "areverse",
    "asoftclip", "asplit", "astats", "atempo", "atrim", "channelmap", "crop", "ebur128", "format",
    "fps", "loop", "overlay", "perspective", "scale", "setparams", "setpts", "setsar",
    "settb", "sidechaincompress", "silencedetect", "silenceremove", "tpad", "trim", "volume",
})
# fmt: on
"""Of FFmpeg's filters, those that `media/` uses."""

HDR_FILTERS = frozenset({"tonemap", "zscale"})
"""Needed only where a provider sends film of high dynamic range."""

ENCODERS = frozenset({"libx264", "aac"})
FONTS = ("fontpkg_noto_sans", "fontpkg_roboto", "manimgx_fonts", "manimgx_fonts_cjk")
_LIMIT_S = 20.0


@dataclass(frozen=True)
class Finding:
    """What was found; `is_fine` None: neither good nor bad, but worth knowing."""

    name: str
    is_fine: bool | None
    said: str

    @property
    def line(self) -> str:
        """The finding as the terminal prints it."""
        sign = {True: "✓", False: "✗", None: "–"}[self.is_fine]
        return f"{sign} {self.name}: {self.said}"


def examine() -> Iterator[Finding]:
    """Look at everything; each finding as soon as it is known."""
    try:
        with workplace() as here:
            yield from _tools(here.settings)
            yield _store(here.settings)
            yield _scratch(here.store)
            yield Finding("Dagster instance", True, str(here.home))
            yield from _stack(here.home, here.settings)
            yield from _keys(here.settings)
            yield from (Finding(*found) for found in look_at_accounts(here.settings))
            yield from (Finding(*found) for found in look_at_production(here))
    except AdgenError as error:
        yield Finding("settings and instance", False, str(error))


def _tools(chosen: Settings) -> Iterator[Finding]:
    try:
        found = find_ffmpeg(chosen.ffmpeg_path, chosen.ffprobe_path)
    except MediaError as error:
        yield Finding("FFmpeg", False, str(error))
    else:
        yield _version("FFmpeg", found.ffmpeg)
        yield _version("ffprobe", found.ffprobe)
        yield _parts("FFmpeg's filters", found.ffmpeg, "-filters", FILTERS)
        for_hdr = _parts("FFmpeg's filters for HDR", found.ffmpeg, "-filters", HDR_FILTERS)
        yield replace(for_hdr, is_fine=for_hdr.is_fine or None)
        yield _parts("FFmpeg's encoders", found.ffmpeg, "-encoders", ENCODERS)
    yield _fonts()
    yield _shaping()
    yield _speech()


def _version(name: str, program: Path) -> Finding:
    try:
        version = version_of(program)
    except MediaError as error:
        return Finding(name, False, str(error))
    is_old = is_too_old(version)
    needed = f"; {OLDEST} or newer is needed" if is_old else ""
    return Finding(name, bool(version) and not is_old, f"{version or '?'} ({program}){needed}")


def _parts(name: str, program: Path, option: str, wanted: frozenset[str]) -> Finding:
    try:
        rows = (line.split() for line in _said_by(program, option).splitlines())
    except MediaError as error:
        return Finding(name, False, str(error))
    missing = sorted(wanted - {row[1] for row in rows if len(row) > 1})
    return Finding(
        name, not missing, f"missing: {', '.join(missing)}" if missing else f"all {len(wanted)}"
    )


def _said_by(program: Path, option: str) -> str:
    said = bytearray()
    run_process(
        [str(program), "-hide_banner", option],
        purpose=f"asking {program.name} for {option}",
        limit_s=_LIMIT_S,
        on_stdout=said.extend,
    )
    return said.decode("utf-8", "replace")


def _fonts() -> Finding:
    missing = [name for name in FONTS if not _has_font(name)]
    said = f"missing: {', '.join(missing)}" if missing else "Noto Sans and Roboto"
    return Finding("fonts", not missing, said)


def _has_font(package: str) -> bool:
    try:
        inside = [*files(package).iterdir(), *(files(package) / "files").iterdir()]
    except ModuleNotFoundError:
        return False
    except OSError:
        inside = [*files(package).iterdir()]
    return any(file.name.endswith((".ttf", ".ttc")) for file in inside)


def _shaping() -> Finding:
    if SHAPES:
        return Finding("shaping of letters", True, "FriBidi")
    return Finding(
        "shaping of letters",
        None,
        "without FriBidi (Debian: libfribidi0, macOS: fribidi) captions leave out Arabic, "
        "Hebrew, Hindi, Thai and their neighbours",
    )


def _speech() -> Finding:
    try:
        return Finding("offline speech", True, f"espeak-ng {espeak().version}")
    except AdgenError as error:
        return Finding("offline speech", False, str(error))


def _store(chosen: Settings) -> Finding:
    name, word = "artifact store", {"word": str(ULID())}
    try:
        store = ArtifactStore(chosen.artifacts, chosen.scratch_dir)
        trial = f"doctor-{word['word']}"
        store.write_json(f"{trial}/trial.json", word)
        is_whole = store.read_json(f"{trial}/trial.json") == word
        store.delete_tree(trial)
    except (AdgenError, OSError, ValueError, ImportError) as error:
        return Finding(name, False, f"{chosen.artifacts} cannot be written: {error}")
    return Finding(name, is_whole, f"{chosen.artifacts} can be written and read")


def _scratch(store: ArtifactStore) -> Finding:
    name = "scratch files"
    try:
        with store.scratch_folder(str(ULID())) as folder:
            (folder / "trial").write_bytes(b"trial")
    except (AdgenError, OSError) as error:
        return Finding(name, False, str(error))
    return Finding(name, True, f"{store.scratch} can be written")


def _stack(home: Path, chosen: Settings) -> Iterator[Finding]:
    running = running_on(home)
    url = chosen.webserver_url.rstrip("/") or (running.url if running else "")
    if not url:
        yield Finding("stack", None, "not running; `adgen up` and `adgen make` start it")
        return
    try:
        health = Health.ask(url)
    except WebserverError as error:
        yield Finding("stack", False, str(error))
        return
    yield Finding("webserver", True, f"Dagster {health.dagster} at {url}")
    yield Finding("code", health.is_loaded, health.load_error.partition("\n")[0] or "loaded")
    silent = health.silent_since(time.time() - HEARTBEAT_S)
    said = f"silent: {', '.join(silent)}" if silent else "every part shows that it lives"
    yield Finding("daemon", not silent, said)


def _keys(chosen: Settings) -> Iterator[Finding]:
    for name, key in (
        ("OPENAI_API_KEY", chosen.openai_api_key),
        ("RUNWAYML_API_SECRET", chosen.runway_api_key),
    ):
        yield _key(name, key)
    if chosen.is_offline:
        yield Finding("provider", None, "offline: everything is made on this machine")


def _key(name: str, key: SecretStr | None) -> Finding:
    return Finding(name, True if key else None, "set" if key else "not set")

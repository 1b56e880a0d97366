"""The providers and the artifact store, as a Dagster resource."""

import dagster as dg
from pydantic import PrivateAttr

from adgen_dagster.media.ffmpeg import FFmpeg, find_ffmpeg
from adgen_dagster.providers.selection import Providers, selected_providers
from adgen_dagster.settings import Settings, settings
from adgen_dagster.storage.artifacts import ArtifactStore


class Workshop(dg.ConfigurableResource[None]):
    """Who writes, speaks, draws and animates, where files lie, and with which FFmpeg.

    Everything comes from the environment, so that no secret ever stands in a run's config.
    """

    _instance_folder: str = PrivateAttr(default="")

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Note the folder of the run's instance."""
        self._instance_folder = _folder_of(context.instance)

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        return settings()

    @property
    def store(self) -> ArtifactStore:
        """Where artifacts are kept."""
        return _open(self.settings, self._instance_folder)

    @property
    def ffmpeg(self) -> FFmpeg:
        """The FFmpeg that assembles."""
        return ffmpeg_of(self.settings)

    def providers(self) -> Providers:
        """Choose the providers for the creative work."""
        return selected_providers(self.settings, lambda: self.ffmpeg)


def open_store(chosen: Settings, instance: dg.DagsterInstance | None = None) -> ArtifactStore:
    """Open the artifact store that the settings name, else the one in the instance's folder."""
    return _open(chosen, _folder_of(instance))


def _open(chosen: Settings, instance_folder: str) -> ArtifactStore:
    return ArtifactStore(chosen.artifacts_beside(instance_folder), chosen.scratch_dir)


def _folder_of(instance: dg.DagsterInstance | None) -> str:
    return instance.root_directory if instance else ""


def ffmpeg_of(chosen: Settings) -> FFmpeg:
    """Return the FFmpeg that the settings name, or that is found."""
    return find_ffmpeg(chosen.ffmpeg_path, chosen.ffprobe_path, chosen.hardware)

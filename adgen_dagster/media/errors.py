"""Errors about pictures, film and sound."""

from adgen_dagster.errors import AdgenError, ErrorKind


class MediaError(AdgenError):
    """A media file could not be made or is not what it must be."""

    kind = ErrorKind.ASSEMBLY


class UnreadableMediaError(MediaError):
    """A file from outside is not a film, sound or picture that we open."""

    kind = ErrorKind.BAD_INPUT


class UnusableMediaError(UnreadableMediaError):
    """A file that a provider made can be opened, but is not what was asked for."""

    kind = ErrorKind.BAD_OUTPUT


class DiskFullError(MediaError):
    """A file could not be written: its disk has no room left."""

    kind = ErrorKind.STORAGE


class MediaUnavailableError(MediaError):
    """FFmpeg or ffprobe is not there, or does not start."""


class MediaStoppedError(MediaError):
    """The work was ended because the caller asked for it."""

    kind = ErrorKind.STOPPED

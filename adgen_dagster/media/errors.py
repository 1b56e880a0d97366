"""What can go wrong with pictures, film and sound."""

from adgen_dagster.errors import AdgenError, ErrorKind


class MediaError(AdgenError):
    """A media file could not be made or is not what it must be."""

    kind = ErrorKind.ASSEMBLY


class UnreadableMedia(MediaError):
    """A file that was handed in is no film, sound or picture that we open."""

    kind = ErrorKind.BAD_INPUT


class UnusableMedia(UnreadableMedia):
    """A file that a provider made can be opened, but is not what was asked for."""

    kind = ErrorKind.BAD_OUTPUT


class DiskFull(MediaError):
    """A file could not be written: its disk has no room left."""

    kind = ErrorKind.STORAGE


class MediaUnavailable(MediaError):
    """FFmpeg or ffprobe is not there, or does not start."""


class MediaStopped(MediaError):
    """The work was ended because the caller asked for it."""

    kind = ErrorKind.STOPPED

"""What can go wrong with pictures, film and sound."""

from adgen_dagster.errors import AdgenError, ErrorKind


class MediaError(AdgenError):
    """A media file could not be made or is not what it must be."""

    kind = ErrorKind.ASSEMBLY


class UnreadableMedia(MediaError):
    """A file that was handed in is no film, sound or picture that we open."""

    kind = ErrorKind.BAD_INPUT


class UnusableMedia(MediaError):
    """What a provider made is not what was asked of it."""

    kind = ErrorKind.BAD_OUTPUT


class MediaUnavailable(MediaError):
    """FFmpeg or ffprobe is not there, or does not start."""


class MediaStopped(MediaError):
    """The work was ended because the caller asked for it."""

    kind = ErrorKind.STOPPED

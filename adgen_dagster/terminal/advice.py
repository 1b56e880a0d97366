"""What a user can do about every kind of failure."""

from adgen_dagster.errors import ErrorKind

ADVICE = {
    ErrorKind.RATE_LIMITED: "The provider is busy with others. Try again in a minute.",
    ErrorKind.TIMED_OUT: "The provider took too long. Try again; what is finished is kept.",
    ErrorKind.UNAVAILABLE: "A service does not answer. Try again a little later.",
    ErrorKind.REJECTED: "The provider's moderation said no. Say it in other words.",
    ErrorKind.OUT_OF_CREDIT: "The provider's account is empty. Top it up, then try again.",
    ErrorKind.OVER_BUDGET: "Nothing was spent. Raise the budget, or cancel.",
    ErrorKind.UNAUTHORIZED: "The provider does not accept the key. Set a valid one; try again.",
    ErrorKind.BAD_REQUEST: "The provider cannot take this request. Say it in other words.",
    ErrorKind.BAD_INPUT: "A picture or a sound could not be read. Have it made again.",
    ErrorKind.BAD_OUTPUT: "What the provider delivered is of no use. Trying again is paid again.",
    ErrorKind.UNKNOWN_OUTCOME: "It may have been paid already. Trying again may cost once more.",
    ErrorKind.UNSUPPORTED: "The chosen provider cannot do that. Leave it out, or choose another.",
    ErrorKind.GATE_CLOSED: "An approval is missing before it. Nothing was spent.",
    ErrorKind.NOT_READY: "Something it needs was not there yet. Try again.",
    ErrorKind.ALREADY_AT_WORK: "Another run makes it already. Nothing was spent.",
    ErrorKind.ASSEMBLY: "FFmpeg could not make the file. `adgen doctor` looks at FFmpeg.",
    ErrorKind.STORAGE: "The artifact store refused a file. `adgen doctor` looks at it.",
    ErrorKind.STOPPED: "It was stopped. Try again; what is finished is kept.",
    ErrorKind.CRASHED: "Something broke that nobody foresaw; the stack's log says more.",
}


def advice_on(kind: str) -> str:
    """Return one sentence on what can be done about a failure of this kind."""
    return ADVICE[ErrorKind(kind)] if kind in set(ErrorKind) else "Try again, or cancel."

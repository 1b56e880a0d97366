"""Middleware before Dagster's webserver: only its own pages, and programs, may change anything.

Dagster's webserver has no login and takes a mutation from any page that an operator's browser has
open: by GET, by a form's POST, through a WebSocket, under any host name. A browser says in `Origin`
(RFC 6454, RFC 6455) and `Sec-Fetch-Site` (Fetch Metadata) whose page asks; a program says neither.
"""

import ipaddress
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adgen_dagster.logs import log_of

_READING = {"GET", "HEAD", "OPTIONS"}
_OWN = {"same-origin", "none"}
"""Values of `Sec-Fetch-Site` for a page's own request, and for one that a user typed."""
_PORTS = {"http": 80, "https": 443}
_POLICY_VIOLATION = 1008
_LOG = log_of(__name__)


class Guard:
    """Refuses what another site's page sends, and answers no host name that is not ours."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        """Guard `app`.

        Args:
            app: Dagster's webserver.
            hosts: names by which it may be addressed, beside those that no stranger can own.
        """
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what may come in."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif not (refusal := self._refusal(scope)):
            await self._app(scope, receive, _unframed(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": refusal[1]})
        else:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and sentence with which a request is refused; None: it may come in."""
        headers = Headers(scope=scope)
        refusal = (
            self._wrong_host(headers)
            or (_foreign(headers) if _may_change(scope) else None)
            or (_wrong_form(scope, headers) if scope["type"] == "http" else None)
        )
        if refusal:
            _LOG.warning("request_refused", path=str(scope["path"])[:100], why=refusal[1])
        return refusal

    def _wrong_host(self, headers: Mapping[str, str]) -> tuple[int, str] | None:
        host = _place("http", headers.get("host", ""))[0] or ""
        if _is_nobodys(host) or host in self._hosts:
            return None
        return 421, "Not addressed by a name of this server; ADGEN_UI_HOSTS lists them."


def _is_nobodys(host: str) -> bool:
    """Tell whether no stranger can make this name lead here (DNS rebinding).

    An address is not a name; a name without a dot, and below `localhost`, is resolved inside.
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(".localhost"))
    return True


def _may_change(scope: Scope) -> bool:
    return scope["type"] == "websocket" or scope["method"] not in _READING


def _foreign(headers: Mapping[str, str]) -> tuple[int, str] | None:
    """Refuse what a page of another origin sends."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    if site in _OWN and (origin is None or _is_own(origin, headers.get("host", ""))):
        return None
    return 403, "A page of another site may not use this server."


def _is_own(origin: str, host: str) -> bool:
    """Whether a page's origin is the address that was asked for; a proxy may have ended TLS."""
    scheme, _, place = origin.partition("://")
    return scheme in _PORTS and _place(scheme, place) == _place(scheme, host) != (None, None)


def _place(scheme: str, place: str) -> tuple[str | None, int | None]:
    try:
        parts = urlsplit(f"//{place}")
        return parts.hostname, parts.port or _PORTS[scheme]
    except ValueError:
        return None, None


def _wrong_form(scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
    """Let GraphQL be asked by POST and JSON alone: no form and no picture's address can do that."""
    if not str(scope["path"]).rstrip("/").endswith("/graphql"):
        return None
    if scope["method"] in _READING:
        is_page = "text/html" in headers.get("accept", "")
        return None if is_page else (405, "GraphQL is asked by POST.")
    form = headers.get("content-type", "").partition(";")[0].strip().lower()
    return None if form == "application/json" else (415, "GraphQL is asked in JSON.")


def _unframed(send: Send) -> Send:
    """Keep other sites from showing one of our pages in a frame, to be clicked unseen."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["X-Frame-Options"] = "SAMEORIGIN"
        await send(message)

    return send_on

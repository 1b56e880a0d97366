"""Brings updates to the bot's own web address, as Telegram does."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .errors import bad_request
from .updates import Update
from .world import World

_PORTS = {80, 88, 443, 8443}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class WebhookSetting:
    """Where to, with which secret, over how many connections at once."""

    url: str
    secret: str = ""
    connections: int = 40


@dataclass
class _Lane:
    """One chat's updates: the next waits until the one before it has arrived."""

    is_busy: bool = False
    fails: int = 0
    delay_s: float = 0.0
    not_before: float = 0.0


def check_webhook_url(url: str) -> None:
    """Refuse an address that Telegram would not call.

    Addresses of this machine are let through without HTTPS and on any port, as a Bot API server
    in its local mode does: a test has no certificate.

    Raises:
        ApiError: 400 "bad webhook: …".
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if parts.hostname in _LOOPBACK:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


class Webhook:
    """Delivers updates: chats beside each other, the updates of one chat in order.

    An update that is not taken (anything but 2xx) comes again: at once, then after 2, 4, 8 …
    times `webhook_retry_s`, or when the answer's Retry-After says.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.setting: WebhookSetting | None = None
        self._lanes: dict[int, _Lane] = {}
        self._last_error: tuple[int, str] | None = None
        self._is_closing = False
        self._pool = ThreadPoolExecutor(100, thread_name_prefix="telegram-webhook")
        self._dispatcher = threading.Thread(target=self._dispatch, daemon=True)
        self._dispatcher.start()

    def set(self, setting: WebhookSetting | None) -> None:
        """Begin, change or end the delivery."""
        with self._world.changed:
            self.setting = setting
            self._lanes.clear()
            self._last_error = None
            self._world.changed.notify_all()

    def close(self) -> None:
        """Deliver nothing any more."""
        with self._world.changed:
            self._is_closing = True
            self._world.changed.notify_all()
        self._dispatcher.join()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def info(self) -> dict[str, Any]:
        """The WebhookInfo object."""
        with self._world.changed:
            info: dict[str, Any] = {
                "url": self.setting.url if self.setting else "",
                "has_custom_certificate": False,
                "pending_update_count": len(self._world.updates.pending()),
            }
            if self.setting:
                info["max_connections"] = self.setting.connections
                info["ip_address"] = "127.0.0.1"
            if self._last_error:
                info["last_error_date"], info["last_error_message"] = self._last_error
            if self._world.updates.allowed:
                info["allowed_updates"] = self._world.updates.allowed
            return info

    def _dispatch(self) -> None:
        with self._world.changed:
            while not self._is_closing:
                self._world.changed.wait(self._start_due())

    def _start_due(self) -> float | None:
        """Hand on what is due; returns the seconds until something else will be."""
        if self.setting is None:
            return None
        now, next_due = time.monotonic(), None
        free = self.setting.connections - sum(lane.is_busy for lane in self._lanes.values())
        for update in self._world.updates.pending():
            lane = self._lanes.setdefault(update.lane, _Lane())
            if lane.is_busy or free <= 0:
                continue
            if lane.not_before > now:
                next_due = min(next_due or lane.not_before, lane.not_before)
                continue
            lane.is_busy = True
            free -= 1
            self._pool.submit(self._deliver, self.setting, update, lane)
        return next_due - now if next_due else None

    def _deliver(self, setting: WebhookSetting, update: Update, lane: _Lane) -> None:
        error, retry_after_s = _post(setting, update, self._world.limits.webhook_timeout_s)
        with self._world.changed:
            lane.is_busy = False
            if not error:
                lane.fails, lane.delay_s = 0, 0.0
                self._world.updates.drop([update.update_id])
            elif setting is self.setting:
                self._last_error = (self._world.date(), error)
                self._postpone(lane, retry_after_s)
            self._world.changed.notify_all()

    def _postpone(self, lane: _Lane, retry_after_s: float) -> None:
        limits = self._world.limits
        if retry_after_s == 0 and lane.fails > 0:
            lane.delay_s = min(
                2 * (lane.delay_s or limits.webhook_retry_s), limits.webhook_retry_most_s
            )
            retry_after_s = lane.delay_s
        lane.fails += 1
        lane.not_before = time.monotonic() + retry_after_s


def _post(setting: WebhookSetting, update: Update, timeout_s: float) -> tuple[str, float]:
    """Bring one update; returns what went wrong, and how long the bot asked to wait."""
    parts = urlsplit(setting.url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        # A test's certificate is its own; Telegram would be told of it with `certificate`.
        context = ssl._create_unverified_context()  # noqa: S323
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, timeout=timeout_s, context=context
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    headers = {"Content-Type": "application/json"}
    if setting.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = setting.secret
    path = parts.path or "/"
    try:
        connection.request(
            "POST",
            f"{path}?{parts.query}" if parts.query else path,
            json.dumps(update.as_json()).encode(),
            headers,
        )
        answer = connection.getresponse()
        answer.read()
    except TimeoutError:
        return "Read timeout expired", 0.0
    except ConnectionRefusedError:
        return "Connection refused", 0.0
    except (OSError, http.client.HTTPException):
        return "Webhook connection closed", 0.0
    finally:
        connection.close()
    if 200 <= answer.status <= 299:
        return "", 0.0
    wait = answer.getheader("Retry-After", "0")
    wrong = f"Wrong response from the webhook: {answer.status} {answer.reason}"
    return wrong, float(wait) if wait.isdigit() else 0.0

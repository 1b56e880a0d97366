"""A provider that draws pictures with an API that answers at once: the example of its guide."""

from collections.abc import Sequence
from pathlib import Path

import requests

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import MadeFile
from adgen_dagster.providers.call_records import CallFailedError
from adgen_dagster.providers.calls import Answer, Call, PaidCalls
from adgen_dagster.storage.artifacts import Json, Take

PRICE_USD = 0.05
KINDS = {
    401: ErrorKind.UNAUTHORIZED,
    402: ErrorKind.OUT_OF_CREDIT,
    422: ErrorKind.REJECTED,
    429: ErrorKind.RATE_LIMITED,
}


class ExamplePainter:
    """Draws a segment's picture; `examples` is what its operator calls the service."""

    at_once = 10

    def __init__(self, url: str, key: str, waits_s: Sequence[float] = (1.0, 5.0)) -> None:
        self._url, self._key, self._waits_s = url, key, waits_s

    def paint(
        self,
        prompt: str,
        *,
        ratio: Ratio,
        seed: int,
        reference: Path | None,  # noqa: ARG002 - this service takes none
        take: Take,
        folder: Path,
    ) -> MadeFile:
        """Draw one picture into `folder`, or return the one that the take was paid for."""
        body = {"prompt": prompt, "ratio": str(ratio), "seed": seed}
        calls, path = PaidCalls(take, self._waits_s), folder / "picture.png"
        call = Call(
            name="picture",
            provider="examples",
            model="example-1",
            request=body,
            at_most_usd=PRICE_USD,
            send=lambda: self._send(body),
            read=lambda picture: Answer(picture, PRICE_USD),
            ending="png",
        )
        path.write_bytes(calls.answer(call))
        return MadeFile("examples", "example-1", calls.cost_usd("picture"), seed, path)

    def price_usd(self, ratio: Ratio) -> float:  # noqa: ARG002 - all cost the same
        """Return what one picture costs."""
        return PRICE_USD

    def require_funds(self, usd: float) -> None:
        """Raise nothing: this service tells nobody how much credit an account has."""

    def _send(self, body: Json) -> bytes:
        """Send the request once; translate what goes wrong, and say whether it was refused."""
        headers = {"Authorization": f"Bearer {self._key}"}
        try:
            answer = requests.post(self._url, json=body, headers=headers, timeout=(10, 120))
        except requests.ConnectTimeout as error:
            raise CallFailedError(
                ErrorKind.UNAVAILABLE,
                "The service cannot be reached.",
                is_refused=True,
                is_passing=True,
            ) from error
        except requests.RequestException as error:
            # It was sent, perhaps: nobody knows whether it is paid, so only a person resends it.
            raise CallFailedError(
                ErrorKind.UNKNOWN_OUTCOME, "The service did not answer."
            ) from error
        if not answer.ok:
            raise CallFailedError(
                KINDS.get(answer.status_code, ErrorKind.UNAVAILABLE),
                f"The service refuses the request (HTTP {answer.status_code}).",
                is_refused=answer.status_code < 500,
                is_passing=answer.status_code == requests.codes.too_many_requests,
            )
        return answer.content

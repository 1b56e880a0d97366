"""The provider that needs no key and no network: templates, drawings, a synthetic voice."""

from adgen_dagster.providers.offline.animator import OfflineAnimator
from adgen_dagster.providers.offline.narrator import OfflineNarrator
from adgen_dagster.providers.offline.painter import OfflinePainter
from adgen_dagster.providers.offline.transcriber import OfflineTranscriber
from adgen_dagster.providers.offline.writer import OfflineWriter

__all__ = [
    "OfflineAnimator",
    "OfflineNarrator",
    "OfflinePainter",
    "OfflineTranscriber",
    "OfflineWriter",
]

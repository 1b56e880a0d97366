"""The studio: the Dagster graph that makes an advertisement, and the class that gateways call."""

import re
import warnings

_MAY_CHANGE = (
    " is currently in beta, and may have breaking changes in minor version releases, with behavior"
    " changes in patch releases."
)
_ACCEPTED_BETA = (
    "Class `MultiToSingleDimensionPartitionMapping`",
    "Parameter `backfill_policy` of function `asset`",
)
"""Dagster's beta features that we use knowingly; its version is pinned."""

for _what in _ACCEPTED_BETA:
    warnings.filterwarnings("ignore", message=f"{re.escape(_what + _MAY_CHANGE)}$")

"""`edge-model export` with its defaults, as a person would call it."""

from __future__ import annotations

import sys
from pathlib import Path

from .. import export
from ..describe import Overrides
from ..export import Exported, Plan
from ..precision import Precision
from ..sources import Request
from ..surgery import choose


def export_plainly(
    source: str,
    out: Path,
    precision: Precision,
    request: Request | None = None,
) -> Exported:
    """What is said on the way goes to standard error."""
    plan = Plan(
        source=source,
        request=request or Request(),
        overrides=Overrides(),
        precision=precision,
        backend="xnnpack",
        passes=choose.NAMES,
        calibration=None,
        images=None,
        labels=None,
        max_drop=0.01,
        train=None,
        out=out,
    )
    return export.run(plan, lambda line: print(line, file=sys.stderr, flush=True))

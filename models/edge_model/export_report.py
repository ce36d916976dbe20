"""What an export did, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from .measuring.table import Column, Table
from .mixed import Mixture, spans
from .surgery.choose import Verdict


def rewrites(verdicts: Sequence[Verdict]) -> Table:
    """Every rewrite that found a place, with the times that decided whether it was kept."""
    columns = (
        Column("rewrite", "rewrite"),
        Column("places", "places", "d"),
        Column("difference", "difference", ".1e"),
        Column("beforeMs", "ms before", ".2f"),
        Column("afterMs", "ms after", ".2f"),
        Column("kept", "kept"),
    )
    rows = tuple(
        (each.name, each.places, each.difference, each.before_ms, each.after_ms, each.kept) for each in verdicts
    )
    return Table(columns, rows)


def mixtures(mixture: Mixture) -> Table:
    """The sensitivity sweep: what every mixture of int8 and float that was tried is worth."""
    columns = (
        Column("inFloat", "layers in float"),
        Column("floatShare", "work in float", ".0%"),
        Column("agreement", "agreement with float", ".3f"),
        Column("speedup", "times float", ".2f"),
        Column("sizeBytes", "size MB", ".2f", per=1e6),
        Column("drop", "accuracy lost on labels", ".4f"),
        Column("chosen", "chosen"),
    )
    rows = tuple(
        (
            spans(each.segments),
            each.float_share,
            each.agreement,
            each.speedup,
            each.size_bytes,
            each.drop,
            each is mixture.chosen,
        )
        for each in mixture.trials
    )
    return Table(columns, rows)

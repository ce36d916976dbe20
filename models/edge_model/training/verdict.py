"""Whether a compressed classifier was worth it: none may be worse than plain int8 at its size. Needs no torch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..measuring.measurement import Measurement
from ..measuring.table import Column, Table

# Two programs of one architecture differ by some bytes of scales: less than this share is the same size.
SAME_SIZE = 0.01


@dataclass(frozen=True)
class Standing:
    """One int8 variant against the most accurate plain int8 bundle that is not larger than it.

    `rival` is None where every plain bundle is larger; `gain` (of top-1, 0..1), `speedup` and `size_ratio` are then
    against the smallest of them. `kept` is false when the rival is more accurate at its size.
    """

    variant: str
    rival: str | None
    gain: float
    speedup: float
    size_ratio: float
    kept: bool


def judge(rows: Sequence[Measurement], plain: Collection[str]) -> tuple[Standing, ...]:
    """The standing of every int8 row that is not in `plain`, which names the bundles of plain int8.

    All rows must come from one run: their latencies are compared.
    """
    int8 = [row for row in rows if row.precision == "int8"]
    rivals = [row for row in int8 if row.bundle.name in plain]
    if not rivals:
        raise ValueError(f"none of {', '.join(row.bundle.name for row in rows)} is plain int8: {', '.join(plain)}")
    return tuple(_standing(row, rivals) for row in int8 if row.bundle.name not in plain)


def table(standings: Sequence[Standing]) -> Table:
    columns = (
        Column("bundle", "bundle"),
        Column("rival", "plain int8 at its size"),
        Column("gain", "top-1 gained", "+.4f"),
        Column("speedup", "times faster", ".2f"),
        Column("sizeRatio", "size ratio", ".3f"),
        Column("kept", "not worse"),
    )
    return Table(
        columns,
        tuple(
            (each.variant, each.rival or "none as small", each.gain, each.speedup, each.size_ratio, each.kept)
            for each in standings
        ),
    )


def _standing(variant: Measurement, rivals: Sequence[Measurement]) -> Standing:
    at_its_size = [each for each in rivals if each.size_bytes <= variant.size_bytes * (1 + SAME_SIZE)]
    rival = (
        max(at_its_size, key=lambda each: each.accuracy.headline)
        if at_its_size
        else min(rivals, key=lambda each: each.size_bytes)
    )
    gain = variant.accuracy.headline - rival.accuracy.headline
    return Standing(
        variant=variant.bundle.name,
        rival=rival.bundle.name if at_its_size else None,
        gain=gain,
        speedup=rival.latency.p50_ms / variant.latency.p50_ms,
        size_ratio=variant.size_bytes / rival.size_bytes,
        kept=not at_its_size or gain >= 0,
    )

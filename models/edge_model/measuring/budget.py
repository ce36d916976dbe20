"""Whether a bundle stays within what it may cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..manifest import Budget
from .table import Column, Table

# What a board can afford when neither the bundle nor the caller says otherwise.
DEFAULT_SIZE_MB, DEFAULT_LATENCY_MS = 50.0, 30.0


@dataclass(frozen=True)
class Item:
    """One limit: `measured` and `limit` in `unit`; `source` says who set the limit."""

    what: str
    unit: str
    measured: float
    limit: float
    source: str

    @property
    def kept(self) -> bool:
        return self.measured <= self.limit


def check(size_bytes: int, latency_ms: float, asked: Budget, own: Budget | None) -> list[Item]:
    """Size and latency against the caller's limits, else the bundle's own, else the defaults."""
    size, size_source = _limit(asked.size_mb, own.size_mb if own else None, DEFAULT_SIZE_MB)
    time, time_source = _limit(asked.latency_ms, own.latency_ms if own else None, DEFAULT_LATENCY_MS)
    return [
        Item("size", "MB", size_bytes / 1e6, size, size_source),
        Item("latency p50", "ms", latency_ms, time, time_source),
    ]


def table(items: Sequence[Item]) -> Table:
    columns = (
        Column("what", "what"),
        Column("measured", "measured", ".2f"),
        Column("limit", "limit", ".2f"),
        Column("unit", "unit"),
        Column("source", "set by"),
        Column("kept", "kept"),
    )
    return Table(
        columns, tuple((item.what, item.measured, item.limit, item.unit, item.source, item.kept) for item in items)
    )


def _limit(asked: float | None, own: float | None, default: float) -> tuple[float, str]:
    if asked is not None:
        return asked, "the command line"
    if own is not None:
        return own, "the bundle"
    return default, "the default"

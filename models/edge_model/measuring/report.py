"""Measurements as tables."""

from __future__ import annotations

from collections.abc import Sequence

from .boxes import Difference
from .measurement import ClassificationAccuracy, DetectionAccuracy, Measurement
from .table import Cell, Column, Table

_COLUMNS = (
    Column("bundle", "bundle"),
    Column("precision", "precision"),
    Column("ap", "AP", ".4f"),
    Column("ap50", "AP50", ".4f"),
    Column("top1", "top-1", ".4f"),
    Column("images", "images", "d"),
    Column("p50Ms", "p50 ms", ".2f"),
    Column("p90Ms", "p90 ms", ".2f"),
    Column("threads", "threads", "d"),
    Column("sizeBytes", "size MB", ".2f", per=1e6),
    Column("peakMemoryBytes", "peak MB", ".1f", per=1e6),
    Column("joulesPerRun", "J a run", ".4f"),
    Column("energyCounter", "energy counter"),
)
MISSED = "missed"


def measurements(rows: Sequence[Measurement]) -> Table:
    """One row a bundle, in base units; columns of the other task are left out."""
    kinds = {type(row.accuracy) for row in rows}
    hidden = (
        {"top1"} if kinds == {DetectionAccuracy} else {"ap", "ap50"} if kinds == {ClassificationAccuracy} else set()
    )
    table = Table(_COLUMNS, tuple(_row(row) for row in rows))
    return _without(table, hidden)


def differences(pairs: Sequence[Difference], names: Sequence[str]) -> Table:
    """Boxes that two models do not share, with the class names of the first."""
    columns = (
        Column("image", "image"),
        Column("label", "label"),
        Column("firstScore", "score A", ".2f"),
        Column("secondScore", "score B", ".2f"),
        Column("x", "x", ".0f"),
        Column("y", "y", ".0f"),
        Column("width", "width", ".0f"),
        Column("height", "height", ".0f"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            pair.seen.image,
            names[pair.seen.label],
            MISSED if pair.first_score is None else pair.first_score,
            MISSED if pair.second_score is None else pair.second_score,
            pair.seen.left,
            pair.seen.top,
            pair.seen.width,
            pair.seen.height,
        )
        for pair in pairs
    ]
    return Table(columns, tuple(rows))


def _row(row: Measurement) -> tuple[Cell, ...]:
    ap, ap50, top1 = None, None, None
    match row.accuracy:
        case DetectionAccuracy():
            ap, ap50 = row.accuracy.ap, row.accuracy.ap50
        case ClassificationAccuracy():
            top1 = row.accuracy.top1
    return (
        row.bundle.name,
        row.precision,
        ap,
        ap50,
        top1,
        row.images,
        row.latency.p50_ms,
        row.latency.p90_ms,
        row.latency.threads,
        row.size_bytes,
        row.peak_memory_bytes,
        row.energy.joules_per_run if row.energy else None,
        row.energy.counter if row.energy else None,
    )


def _without(table: Table, hidden: set[str]) -> Table:
    kept = [index for index, column in enumerate(table.columns) if column.key not in hidden]
    return Table(
        tuple(table.columns[index] for index in kept),
        tuple(tuple(row[index] for index in kept) for row in table.rows),
    )

"""Accuracy against latency of several bundles, as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

from .measurement import ClassificationAccuracy, Measurement

mpl.use("Agg")  # no display

from matplotlib import pyplot


def scatter(rows: Sequence[Measurement], title: str, file: Path) -> None:
    """One point a bundle, its area grows with the size of the program; up and to the left is better."""
    figure, axes = pyplot.subplots(figsize=(8, 5), layout="constrained")
    precisions = sorted({row.precision for row in rows})
    for precision in precisions:
        chosen = [row for row in rows if row.precision == precision]
        axes.scatter(
            [row.latency.p50_ms for row in chosen],
            [row.accuracy.headline for row in chosen],
            s=[30 + 20 * row.size_bytes / 1e6 for row in chosen],
            alpha=0.7,
            label=precision,
        )
    for row in rows:
        axes.annotate(
            f"{row.bundle.name}\n{row.size_bytes / 1e6:.1f} MB",
            (row.latency.p50_ms, row.accuracy.headline),
            xytext=(8, 4),
            textcoords="offset points",
            fontsize=8,
        )
    classifiers = isinstance(rows[0].accuracy, ClassificationAccuracy)
    axes.set_xlabel(f"latency p50 on {rows[0].latency.threads} thread(s), ms")
    axes.set_ylabel("top-1" if classifiers else "AP (IoU 0.50:0.95)")
    axes.set_title(title)
    axes.set_xlim(left=0)
    axes.margins(0.15)
    axes.grid(visible=True, alpha=0.3)
    axes.legend(title="precision")
    file.parent.mkdir(parents=True, exist_ok=True)
    pyplot.savefig(file, dpi=120)
    pyplot.close(figure)

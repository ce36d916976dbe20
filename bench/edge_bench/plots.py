"""A bar for each contestant, with the spread of its rounds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")  # no display

from matplotlib import pyplot

from . import contestants
from .networks import Network
from .results import Result


def bars(network: Network, results: Sequence[Result], file: Path) -> None:
    """The fastest at the top; `results` are of one network and one number of threads."""
    ran = sorted((result for result in results if result.ran), key=lambda result: result.rate.median)
    if not ran:
        return
    figure, axes = pyplot.subplots(figsize=(9, 1.2 + 0.38 * len(ran)), layout="constrained")
    rates = [result.rate for result in ran]
    names = [result.contestant.split(": ", 1)[1] for result in ran]
    spreads = [[rate.median - rate.least for rate in rates], [rate.most - rate.median for rate in rates]]
    axes.barh(names, [rate.median for rate in rates], xerr=spreads, color=[_colour(name) for name in names], capsize=2)
    for index, rate in enumerate(rates):
        axes.text(rate.most, index, f"  {rate.median:.0f}", va="center", fontsize=9)
    threads = ran[0].threads
    axes.set_xlabel(f"frames a second, {threads} thread{'s' if threads > 1 else ''} of inference")
    axes.set_title(network.title)
    axes.margins(x=0.1)
    axes.grid(visible=True, axis="x", alpha=0.3)
    axes.set_axisbelow(True)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=110)
    pyplot.close(figure)


def _colour(name: str) -> str:
    if name.startswith(contestants.EDGE_INFER):
        return "tab:orange"
    return "tab:gray" if name.startswith(contestants.CPP_LOOP) else "tab:blue"

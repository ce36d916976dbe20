"""The whole run as JSON and as Markdown."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge_model.measuring.table import Cell, Column, Table

from . import agreement, networks
from .networks import Network
from .results import Result, Spread
from .stage import Effort
from .targets import Verdict


@dataclass(frozen=True)
class Run:
    """`load` is the machine's load average before and after, which tells how much of it others had."""

    date: str
    machine: str
    flags: str
    revision: str
    clip: str
    load: tuple[float, float]
    efforts: Mapping[int, Effort]
    results: tuple[Result, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def failed(self) -> bool:
        """Whether a contestant failed or saw something else; one that was left out for want of data did not fail."""
        return any((it.problem is not None and not it.skipped) or it.disagreements for it in self.results)


def document(run: Run) -> dict[str, Any]:
    """Base units in the names."""
    return {
        "format": 1,
        "date": run.date,
        "machine": run.machine,
        "processorFlags": run.flags.split(),
        "revision": run.revision,
        "clip": run.clip,
        "loadAverage": list(run.load),
        "effortByThreads": {str(threads): dataclasses.asdict(effort) for threads, effort in run.efforts.items()},
        "versions": versions(run.results),
        "results": [_result(result) for result in run.results],
        "targets": [_target(verdict) for verdict in run.verdicts],
    }


def versions(results: Iterable[Result]) -> dict[str, str]:
    """Of everything that ran."""
    found: dict[str, str] = {}
    for result in results:
        found |= result.versions
    return dict(sorted(found.items()))


def markdown(run: Run) -> str:
    parts = [
        "# edge-infer beside its peers",
        "Written by `make bench`; do not edit.",
        _targets(run.verdicts).markdown(),
        "Ratios of frames a second, round by round; the median decides, least and greatest stand beside it.",
    ]
    for network in networks.NETWORKS:
        parts += _network(run, network)
    parts += [_method(run)]
    return "\n\n".join(parts) + "\n"


def text(run: Run) -> str:
    """The verdicts, for a terminal."""
    return _targets(run.verdicts).text()


def _network(run: Run, network: Network) -> list[str]:
    mine = [result for result in run.results if result.contestant.startswith(f"{network.name}: ")]
    if not mine:
        return []
    parts = [f"## {network.title}", f"{network.note[0].upper()}{network.note[1:]}."]
    for threads in sorted({result.threads for result in mine}):
        rows = [result for result in mine if result.threads == threads]
        parts += [
            f"{_threads(threads)}:",
            _rates(rows).markdown(),
            f"![{network.title}]({plot_name(network.name, threads)})",
        ]
    problems = [
        f"- {result.contestant.split(': ', 1)[1]}, {_threads(result.threads)}: {problem}"
        for result in mine
        for problem in ([result.problem] if result.problem else []) + result.disagreements
    ]
    return parts + (["Not run, or seeing something else:", "\n".join(problems)] if problems else [])


def plot_name(network: str, threads: int) -> str:
    return f"peers-{network}-{threads}.png"


def _rates(results: Sequence[Result]) -> Table:
    columns = (
        Column("contestant", "contestant"),
        Column("precision", "precision"),
        Column("fps", "frames/s"),
        Column("p50", "p50 ms", ".2f"),
        Column("p90", "p90 ms", ".2f"),
        Column("p99", "p99 ms", ".2f"),
        Column("processor", "processor ms a frame", ".1f"),
        Column("peak", "peak MB", ".0f"),
        Column("boxes", "boxes a frame", ".3f"),
    )
    rows: list[tuple[Cell, ...]] = []
    for result in results:
        runtime, precision = result.contestant.split(": ", 1)[1].rsplit(", ", 1)
        if not result.ran:
            rows.append((runtime, precision, "not run", None, None, None, None, None, None))
            continue
        rows.append(
            (
                runtime,
                precision,
                _spread(result.rate, ".1f"),
                result.percentile_ms(50),
                result.percentile_ms(90),
                result.percentile_ms(99),
                result.processor_ms,
                result.peak_bytes / 1e6,
                result.boxes,
            )
        )
    return Table(columns, tuple(rows))


def _targets(verdicts: Sequence[Verdict]) -> Table:
    columns = (
        Column("what", "what"),
        Column("asked", "asked"),
        Column("reached", "reached"),
        Column("against", "fastest peer"),
        Column("met", ""),
    )
    return Table(columns, tuple(_target_row(verdict) for verdict in verdicts))


def _target_row(verdict: Verdict) -> tuple[Cell, ...]:
    reached = _spread(verdict.ratio, ".2f") if verdict.ratio else "not run"
    if verdict.missing:
        reached += f"; without {'; '.join(name.split(': ', 1)[1] for name in verdict.missing)}"
    word = {True: "met", False: "missed", None: "cannot be told"}[verdict.met]
    return verdict.target.what, f"≥ {verdict.target.factor:g} ×", reached, verdict.against, word


def _target(verdict: Verdict) -> dict[str, Any]:
    return {
        "what": verdict.target.what,
        "factor": verdict.target.factor,
        "ratio": dataclasses.asdict(verdict.ratio) if verdict.ratio else None,
        "against": verdict.against,
        "missing": list(verdict.missing),
        "met": verdict.met,
    }


def _result(result: Result) -> dict[str, Any]:
    network, rest = result.contestant.split(": ", 1)
    runtime, precision = rest.rsplit(", ", 1)
    told: dict[str, Any] = {
        "network": network,
        "runtime": runtime,
        "precision": precision,
        "threads": result.threads,
        "problem": result.problem,
        "disagreements": result.disagreements,
        "versions": result.versions,
    }
    if result.ran:
        told |= {
            "framesPerSecond": dataclasses.asdict(result.rate),
            "framesPerSecondOfRounds": result.fps,
            "periodMs": {f"p{percent}": result.percentile_ms(percent) for percent in (50, 90, 99)},
            "processorMsPerFrame": result.processor_ms,
            "peakBytes": result.peak_bytes,
            "boxesPerFrame": result.boxes,
        }
    return told


def _method(run: Run) -> str:
    tools = ", ".join(f"{name} {version}" for name, version in versions(run.results).items())
    rounds = "; ".join(
        f"{effort.rounds} rounds of {effort.frames} frames after {effort.warm_up} that do not count with "
        f"{_threads(threads).lower()}"
        for threads, effort in run.efforts.items()
    )
    lines = (
        f"Machine: {run.machine}",
        f"Load average {run.load[0]:.2f} before and {run.load[1]:.2f} after; contestants that wait use no processor",
        f"Date: {run.date}, revision {run.revision}",
        f"Versions: {tools}",
        f"All contestants of a network take turns: {rounds}, always from the beginning of {run.clip}. Every contestant "
        "decodes the clip, letterboxes, infers, decodes the outputs and suppresses, with the same thresholds; the C++ "
        "loop infers only. A turn of more than 15 s ends there",
        "Threads are those of inference and of OpenCV; whoever reads the clip may use others. edge-infer reads the "
        "next frame while it infers, a Python loop does one after the other: that is what its users get",
        f"Those that run the same numbers were held to the same boxes in {len(PICTURES)} pictures before the first "
        f"round: the same class, overlap ≥ {agreement.MIN_IOU}, scores within {agreement.MAX_SCORE_CHANGE}",
        "Peak MB: the most resident memory of the process in this harness",
    )
    return "## How it was measured\n\n" + "\n".join(f"- {line}." for line in lines)


PICTURES = ("astronaut.jpg", "chelsea.jpg", "motorcycle.jpg")


def _spread(spread: Spread, form: str) -> str:
    return f"{spread.median:{form}} ({spread.least:{form}}–{spread.most:{form}})"


def _threads(count: int) -> str:
    return "One thread" if count == 1 else f"{count} threads"

"""The judged rows as a short table, as the page RESULTS.md and as the document results.json."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..measuring.table import Cell, Column, Table
from .bounds import Bound, Check
from .machine import Machine
from .outcome import Failed, Measured, NotRun, Variant
from .verdict import Judged, Verdict

_HEAD = """\
# What edge-model reaches

Written by `python -m edge_model results`; do not edit. What was asked of each model, and what this machine reached.
"""

_PROTOCOL = """\
- AP: COCO's average precision over IoU 0.50:0.95 on 64 labelled images of COCO val2017; score floor 0.01, class-wise
  NMS at IoU 0.65, at most 300 boxes, every class of a cell a candidate. One point is 0.01 of AP or of top-1. Chance is
  about half a point with so few images.
- Time: processor time of one run on one thread, the median of {rounds} rounds in which all variants of a row take
  turns. Ratios hold, milliseconds belong to this machine in that hour.
- A row is met when each of its bounds is.
"""

_SHOWN = {Verdict.MET: "met", Verdict.MISSED: "**not met**", Verdict.NOT_RUN: "not run", Verdict.FAILED: "**failed**"}

_VARIANT_COLUMNS = (
    Column("name", "variant"),
    Column("ap", "AP", ".4f"),
    Column("ap50", "AP50", ".4f"),
    Column("top1", "top-1", ".4f"),
    Column("sizeBytes", "size MB", ".2f", per=1e6),
    Column("ms", "ms", ".2f"),
    Column("difference", "difference", ".1e"),
    Column("pixels", "apart px", ".2f"),
)


@dataclass(frozen=True)
class Run:
    """One run of the table: `date` in ISO form, `rounds` each time was taken over."""

    machine: Machine
    date: str
    rounds: int
    rows: tuple[Judged, ...]

    @property
    def versions(self) -> dict[str, str]:
        """Of each tool that took part, all versions where rows ran in different Pythons."""
        found: dict[str, set[str]] = {}
        for each in self.rows:
            if isinstance(each.outcome, Measured):
                for tool, version in each.outcome.versions.items():
                    found.setdefault(tool, set()).add(version)
        return {tool: ", ".join(sorted(found[tool])) for tool in sorted(found)}


def table(rows: Sequence[Judged]) -> Table:
    """One line a bound."""
    columns = (
        Column("row", "row"),
        Column("asked", "asked"),
        Column("reached", "reached"),
        Column("verdict", "verdict"),
    )
    lines: list[tuple[Cell, ...]] = []
    for each in rows:
        for bound, check in each.asked:
            reached = each.verdict.value if check is None else bound.show(check.value)
            lines.append((each.row.name, str(bound), reached, _verdict(each, check)))
    return Table(columns, tuple(lines))


def markdown(run: Run) -> str:
    sections = "\n".join(_section(each) for each in run.rows)
    tools = ", ".join(f"{tool} {version}" for tool, version in run.versions.items()) or "none took part"
    return (
        f"{_HEAD}\n{_overview(run.rows)}\n\n"
        f"- Machine: {run.machine}\n- Tools: {tools}\n- Date: {run.date}\n"
        f"{_PROTOCOL.format(rounds=run.rounds)}\n{sections}"
    )


def document(run: Run) -> str:
    machine = run.machine
    whole = {
        "date": run.date,
        "machine": {
            "processor": machine.processor,
            "architecture": machine.architecture,
            "cores": machine.cores,
            "features": list(machine.present),
            "without": list(machine.absent),
            "system": machine.system,
        },
        "tools": run.versions,
        "rounds": run.rounds,
        "rows": [_record(each) for each in run.rows],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _overview(rows: Sequence[Judged]) -> str:
    columns = (Column("model", "model"), Column("asked", "asked"), Column("reached", "reached"), Column("verdict", ""))
    return Table(columns, tuple(_line(each) for each in rows)).markdown()


def _line(each: Judged) -> tuple[Cell, ...]:
    asked = "<br>".join(str(bound) for bound in each.row.bounds)
    reached = [check.bound.show(check.value) + ("" if check.met else " (missed)") for check in each.checks]
    return each.row.title, asked, "<br>".join(reached), _SHOWN[each.verdict]


def _section(each: Judged) -> str:
    parts = [f"## {each.row.title}", f"`{each.row.name}`: {each.row.how}."]
    match each.outcome:
        case NotRun(reason):
            parts.append(f"Not run: {reason}.")
        case Failed(reason):
            parts.append(f"Failed: {reason}.")
        case Measured():
            parts += [_variants(each.outcome.variants), *each.outcome.notes]
    if each.verdict is Verdict.MISSED and each.row.tried:
        parts.append(f"Tried: {each.row.tried}")
    return "\n\n".join(parts) + "\n"


def _variants(variants: Sequence[Variant]) -> str:
    """Without the columns that no variant has."""
    rows = [
        (each.name, each.ap, each.ap50, each.top1, each.size_bytes, each.ms, each.difference, each.pixels)
        for each in variants
    ]
    used = [index for index in range(len(_VARIANT_COLUMNS)) if any(row[index] is not None for row in rows)]
    columns = tuple(_VARIANT_COLUMNS[index] for index in used)
    cells = tuple(tuple("" if row[index] is None else row[index] for index in used) for row in rows)
    return Table(columns, cells).markdown()


def _record(each: Judged) -> dict[str, object]:
    outcome = each.outcome
    return {
        "name": each.row.name,
        "title": each.row.title,
        "verdict": each.verdict.value,
        "reason": None if isinstance(outcome, Measured) else outcome.reason,
        "how": each.row.how,
        "tried": each.row.tried if each.verdict is Verdict.MISSED else None,
        "asked": [_asked(bound, check) for bound, check in each.asked],
        "measured": [_figures(variant) for variant in outcome.variants] if isinstance(outcome, Measured) else [],
        "notes": list(outcome.notes) if isinstance(outcome, Measured) else [],
    }


def _asked(bound: Bound, check: Check | None) -> dict[str, object]:
    return {
        "what": bound.what,
        "kind": bound.kind.value,
        "atMost" if bound.upper else "atLeast": bound.limit,
        "unit": bound.unit.strip(),
        "reached": None if check is None else _finite(check.value),
        "met": None if check is None else check.met,
    }


def _figures(variant: Variant) -> dict[str, object]:
    plain = dataclasses.asdict(variant) | {"pixels": _finite(variant.pixels)}
    names = {"size_bytes": "sizeBytes"}
    return {names.get(name, name): value for name, value in plain.items() if value is not None}


def _verdict(each: Judged, check: Check | None) -> str:
    if check is None:
        return each.outcome.reason if isinstance(each.outcome, NotRun | Failed) else ""
    return Verdict.MET.value if check.met else Verdict.MISSED.value


def _finite(value: float | None) -> float | None:
    """JSON has no infinity."""
    return value if value is not None and math.isfinite(value) else None

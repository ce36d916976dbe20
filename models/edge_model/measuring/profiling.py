"""Where the time goes: every operator, inside and outside the delegates, from ExecuTorch's event trace (ETDump)."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from executorch.devtools import Inspector
from executorch.extension.pybindings.portable_lib import _load_for_executorch
from tqdm import tqdm

from ..backends.refusals import Outside
from ..manifest import PROGRAM_FILE, Manifest
from ..runtime import example_inputs
from .table import Column, Table

# Names of the events that matter besides the operators inside a delegate. An operator call holds its kernel's event.
_EXECUTE, _LOAD, _DELEGATE, _OPERATOR = "Method::execute", "Method::init", "DELEGATE_CALL", "OPERATOR_CALL"
_KERNEL = "native_call_"

PLAIN = "plain kernel"


@dataclass(frozen=True)
class Step:
    """One operator of the program. `place` is the delegate's name, or `PLAIN` outside of all delegates.

    `instruction` is its place in the program, None inside a delegate.
    """

    operator: str
    place: str
    median_ms: float
    instruction: int | None = None

    @property
    def kind(self) -> str:
        """The operator without its number: all steps of a kind run the same kernel."""
        return re.sub(r" #\d+$", "", self.operator)


@dataclass(frozen=True)
class Profile:
    """Medians over the runs. `steps` in the order of the trace; `total_ms` also holds what lies between them."""

    load_ms: float
    total_ms: float
    delegate_ms: float
    delegate_calls: int
    steps: tuple[Step, ...]


def profile(bundle: Path, manifest: Manifest, runs: int) -> Profile:
    """Runs the program `runs` times with its trace on; tracing itself slows small operators down."""
    with tempfile.TemporaryDirectory() as scratch:
        trace = Path(scratch) / "trace.etdp"
        module = _load_for_executorch(str(bundle / PROGRAM_FILE), enable_etdump=True)
        inputs = [torch.from_numpy(example_inputs(manifest.input))]
        for _ in tqdm(range(runs), desc="profiling", unit="run"):
            module.forward(inputs)
        module.write_etdump_result_to_file(str(trace))
        with contextlib.redirect_stdout(io.StringIO()):
            blocks = Inspector(etdump_path=str(trace)).event_blocks
    events = [
        _Event(
            event.name,
            event._instruction_id,
            bool(event.is_delegated_op),
            event.delegate_backend_name or "delegate",
            float(np.median(event.perf_data.raw)),
        )
        for block in blocks
        for event in block.events
        if event.perf_data is not None
    ]
    return _summary(events)


@dataclass(frozen=True)
class _Event:
    name: str
    instruction: int | None
    delegated: bool
    backend: str
    median_ms: float


def _summary(events: list[_Event]) -> Profile:
    kernels = {
        event.instruction: event.name.removeprefix(_KERNEL) for event in events if event.name.startswith(_KERNEL)
    }
    inside = [Step(event.name, event.backend, event.median_ms) for event in events if event.delegated]
    outside = [
        Step(kernels.get(event.instruction, "unnamed kernel"), PLAIN, event.median_ms, event.instruction)
        for event in events
        if event.name == _OPERATOR
    ]
    delegates = [event.median_ms for event in events if event.name == _DELEGATE]
    return Profile(
        load_ms=sum(event.median_ms for event in events if event.name == _LOAD),
        total_ms=sum(event.median_ms for event in events if event.name == _EXECUTE),
        delegate_ms=sum(delegates),
        delegate_calls=len(delegates),
        steps=tuple(inside + outside),
    )


def by_kind(result: Profile) -> Table:
    """Time by kind of operator, the slowest first; shares are of the sum of all steps."""
    groups: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for step in result.steps:
        groups[step.kind, step.place].append(step.median_ms)
    return _table([(kind, place, len(times), sum(times)) for (kind, place), times in groups.items()])


def by_step(result: Profile) -> Table:
    """Time by single operator, the slowest first."""
    return _table([(step.operator, step.place, 1, step.median_ms) for step in result.steps])


def _table(rows: list[tuple[str, str, int, float]]) -> Table:
    total = sum(time for *_, time in rows) or 1.0
    columns = (
        Column("operator", "operator"),
        Column("place", "runs in"),
        Column("count", "count", "d"),
        Column("medianMs", "ms", ".3f"),
        Column("share", "share", ".1%"),
    )
    ordered = sorted(rows, key=lambda row: -row[3])
    return Table(columns, tuple((name, place, count, time, time / total) for name, place, count, time in ordered))


def summary(result: Profile) -> Table:
    """The whole run in one row. `between` is what neither a delegate nor a plain kernel accounts for."""
    plain = sum(step.median_ms for step in result.steps if step.place == PLAIN)
    columns = (
        Column("loadMs", "load ms", ".2f"),
        Column("runMs", "run ms", ".3f"),
        Column("delegateCalls", "delegate calls", "d"),
        Column("delegateMs", "in delegates ms", ".3f"),
        Column("plainKernels", "plain kernels", "d"),
        Column("plainMs", "in plain kernels ms", ".3f"),
        Column("betweenMs", "between ms", ".3f"),
    )
    count = sum(step.place == PLAIN for step in result.steps)
    between = max(0.0, result.total_ms - result.delegate_ms - plain)
    row = (result.load_ms, result.total_ms, result.delegate_calls, result.delegate_ms, count, plain, between)
    return Table(columns, (row,))


def outside(result: Profile | None, operators: Sequence[Outside]) -> Table:
    """What every operator outside the delegates costs, and why it is there; shares are of the whole run."""
    steps = () if result is None else result.steps
    times = {step.instruction: step.median_ms for step in steps if step.place == PLAIN}
    total = (result.total_ms if result is not None else 0.0) or 1.0
    columns = (
        Column("operator", "operator"),
        Column("operands", "reads"),
        Column("medianMs", "ms", ".3f"),
        Column("share", "share of the run", ".1%"),
        Column("reason", "why it is outside"),
    )
    rows = [
        (each.operator, each.operands, times.get(each.instruction), each.reason)
        for each in sorted(operators, key=lambda each: -times.get(each.instruction, 0.0))
    ]
    return Table(
        columns,
        tuple((name, reads, ms, None if ms is None else ms / total, why) for name, reads, ms, why in rows),
    )

"""Met, missed, not run or failed; and what that means for the exit code."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import EdgeModelError
from .bounds import Bound, Check
from .outcome import Failed, Measured, NotRun, Outcome
from .rows import Row


class Verdict(enum.Enum):
    MET = "met"
    MISSED = "not met"
    NOT_RUN = "not run"
    FAILED = "failed"


@dataclass(frozen=True)
class Judged:
    """A row, what measuring it gave, and its checks, which only a measured row has."""

    row: Row
    outcome: Outcome
    checks: tuple[Check, ...] = ()

    @property
    def asked(self) -> tuple[tuple[Bound, Check | None], ...]:
        """Each bound with its check, None where nothing was measured."""
        return tuple(zip(self.row.bounds, self.checks or (None,) * len(self.row.bounds), strict=True))

    @property
    def verdict(self) -> Verdict:
        match self.outcome:
            case NotRun():
                return Verdict.NOT_RUN
            case Failed():
                return Verdict.FAILED
            case Measured():
                return Verdict.MET if all(check.met for check in self.checks) else Verdict.MISSED


def judge(row: Row, outcome: Outcome) -> Judged:
    """A row whose bounds cannot be computed has failed."""
    if not isinstance(outcome, Measured):
        return Judged(row, outcome)
    try:
        return Judged(row, outcome, tuple(Check(bound, bound.value(outcome)) for bound in row.bounds))
    except (EdgeModelError, ZeroDivisionError) as error:
        return Judged(row, Failed(str(error)))


def exit_code(judged: Sequence[Judged], strict: bool) -> int:
    """1 when a row failed or missed a bound that every run reproduces; with `strict` when it missed any."""
    for each in judged:
        if each.verdict is Verdict.FAILED:
            return 1
        if any(not check.met and (strict or check.bound.kind.reproducible) for check in each.checks):
            return 1
    return 0

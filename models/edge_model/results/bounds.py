"""What may be asked of a row: each bound computes one value from the measured variants and compares it with a limit."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import EdgeModelError
from .outcome import Measured


class Kind(enum.Enum):
    """Accuracy, size and equality come out the same on every run; the speed of a shared machine does not."""

    ACCURACY = "accuracy"
    SIZE = "size"
    EQUALITY = "equality"
    SPEED = "speed"

    @property
    def reproducible(self) -> bool:
        return self is not Kind.SPEED


@dataclass(frozen=True)
class Bound:
    """`value` must not exceed `limit` where it is `upper`, must not fall below it otherwise."""

    what: str
    kind: Kind
    value: Callable[[Measured], float]
    limit: float
    upper: bool
    unit: str = ""
    form: str = ".2f"

    def met_by(self, value: float) -> bool:
        """Never by what is no number."""
        return value <= self.limit if self.upper else value >= self.limit

    def show(self, value: float) -> str:
        return f"{value:{self.form}}{self.unit}"

    def __str__(self) -> str:
        return f"{self.what} {'≤' if self.upper else '≥'} {self.limit:g}{self.unit}"


@dataclass(frozen=True)
class Check:
    """A bound and what was reached."""

    bound: Bound
    value: float

    @property
    def met(self) -> bool:
        return self.bound.met_by(self.value)


def points_lost(of: str, against: str, at_most: float) -> Bound:
    """Hundredths of AP, or of top-1 for a classifier."""

    def lost(measured: Measured) -> float:
        return 100 * (_accuracy(measured, against) - _accuracy(measured, of))

    return Bound(f"loss of {of} against {against}", Kind.ACCURACY, lost, at_most, upper=True, unit=" points")


def ap_distance(of: str, to: str, at_most: float) -> Bound:
    def distance(measured: Measured) -> float:
        return abs(_accuracy(measured, of) - _accuracy(measured, to))

    return Bound(f"AP of {of} from that of {to}", Kind.EQUALITY, distance, at_most, upper=True, form=".5f")


def difference(of: str, at_most: float) -> Bound:
    def found(measured: Measured) -> float:
        return _given(measured.variant(of).difference, of, "difference")

    return Bound(f"outputs of {of} from the network's", Kind.EQUALITY, found, at_most, upper=True, form=".1e")


def pixels_apart(of: str, at_most: float) -> Bound:
    def found(measured: Measured) -> float:
        return _given(measured.variant(of).pixels, of, "pixels")

    return Bound(f"detections of {of} from those here", Kind.EQUALITY, found, at_most, upper=True, unit=" px")


def size_ratio(of: str, to: str, at_most: float) -> Bound:
    def ratio(measured: Measured) -> float:
        return _size(measured, of) / _size(measured, to)

    return Bound(f"size of {of} / {to}", Kind.SIZE, ratio, at_most, upper=True, form=".3f")


def size_mb(of: str, at_most: float) -> Bound:
    """Megabytes of 10⁶ bytes."""

    def size(measured: Measured) -> float:
        return _size(measured, of) / 1e6

    return Bound(f"size of {of}", Kind.SIZE, size, at_most, upper=True, unit=" MB")


def times_faster(of: str, than: str, at_least: float) -> Bound:
    def ratio(measured: Measured) -> float:
        return _ms(measured, than) / _ms(measured, of)

    return Bound(f"speed of {of} / {than}", Kind.SPEED, ratio, at_least, upper=False, unit=" ×")


def time_ratio(of: str, to: str, at_most: float) -> Bound:
    def ratio(measured: Measured) -> float:
        return _ms(measured, of) / _ms(measured, to)

    return Bound(f"time of {of} / {to}", Kind.SPEED, ratio, at_most, upper=True, form=".3f")


def _accuracy(measured: Measured, name: str) -> float:
    variant = measured.variant(name)
    return _given(variant.ap if variant.top1 is None else variant.top1, name, "accuracy")


def _size(measured: Measured, name: str) -> float:
    return _given(measured.variant(name).size_bytes, name, "size")


def _ms(measured: Measured, name: str) -> float:
    return _given(measured.variant(name).ms, name, "time")


def _given(value: float | None, name: str, what: str) -> float:
    if value is None:
        raise EdgeModelError(f'the variant "{name}" has no {what}: its bounds ask for what was not measured')
    return value

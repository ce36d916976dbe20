"""What a row is measured with. Importing it needs no torch; measuring does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import EdgeModelError

if TYPE_CHECKING:
    from ..evaluate import Result
    from ..runtime import BundleDetector


@dataclass(frozen=True)
class Bench:
    """`directory` is the row's own and takes its bundles; `rounds` is how often each variant is timed."""

    data: Path | None
    directory: Path
    rounds: int

    @property
    def calibration(self) -> Path:
        return self._data / "coco/calibration"

    @property
    def images(self) -> Path:
        return self._data / "coco/validation/images"

    @property
    def labels(self) -> Path:
        return self._data / "coco/validation/labels"

    @property
    def models(self) -> Path:
        return self._data / "models"

    def accuracy(self, runner: BundleDetector, title: str) -> Result:
        """AP by the protocol of the published numbers."""
        from ..evaluate import Protocol, evaluate

        return evaluate(runner, self.images, self.labels, Protocol(), title)

    def race(self, programs: Mapping[str, Callable[[], object]], rounds: int | None = None) -> dict[str, float]:
        """Milliseconds of processor time of each, in turns; `rounds` where the usual ones are too few."""
        from .. import racing

        return racing.race(programs, rounds or self.rounds)

    @property
    def _data(self) -> Path:
        if self.data is None:
            raise EdgeModelError("this row needs data: name the directory with --data")
        return self.data

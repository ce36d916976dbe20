"""What measuring a row gives: one record a variant, or the reason why there is none."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import EdgeModelError


@dataclass(frozen=True)
class Variant:
    """One program or peer of a row; None where it was not measured.

    `ap`, `ap50` and `top1` lie in 0..1. `ms` is processor time of one run on one thread (median), measured in turns
    with the other variants of the row. `difference` is the largest absolute difference of any output from the network
    that the program was made from; `pixels` the largest distance of a detection from the same one on the other machine.
    """

    name: str
    ap: float | None = None
    ap50: float | None = None
    top1: float | None = None
    size_bytes: int | None = None
    ms: float | None = None
    difference: float | None = None
    pixels: float | None = None


@dataclass(frozen=True)
class Measured:
    """`notes` are sentences for people; `versions` those of the tools that took part."""

    variants: tuple[Variant, ...]
    notes: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    def variant(self, name: str) -> Variant:
        for variant in self.variants:
            if variant.name == name:
                return variant
        raise EdgeModelError(
            f'the row has no variant "{name}", only {", ".join(variant.name for variant in self.variants)}: '
            "its bounds and what measures it do not belong together"
        )


@dataclass(frozen=True)
class NotRun:
    """Something that the row needs is not here."""

    reason: str


@dataclass(frozen=True)
class Failed:
    """Everything was here, and yet there are no numbers."""

    reason: str


Outcome = Measured | NotRun | Failed


def write(measured: Measured, file: Path) -> None:
    file.write_text(json.dumps(dataclasses.asdict(measured)), encoding="utf-8")


def read(file: Path) -> Measured:
    """What `write` wrote."""
    try:
        document: Any = json.loads(file.read_text(encoding="utf-8"))
        variants = tuple(Variant(**variant) for variant in document["variants"])
        return Measured(variants, tuple(document["notes"]), dict(document["versions"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EdgeModelError(f'"{file}" does not hold what a row measured: {error}') from error

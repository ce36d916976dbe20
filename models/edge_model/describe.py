"""What a source knows and what a person adds, put together into the description of a bundle. Needs no torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from . import licences
from .bundle import Description
from .errors import EdgeModelError
from .manifest import Input, Letterbox, Output, Source
from .sources.model import CLASSIFY, DETECT, NO_SUPPRESSION, Facts

_STRIDED = ("yolox", "nanodet")


@dataclass(frozen=True)
class Overrides:
    """None leaves what the source knows."""

    name: str | None = None
    decoder: str | None = None
    labels: Path | None = None
    colour: str | None = None
    mean: tuple[float, float, float] | None = None
    std: tuple[float, float, float] | None = None
    letterbox: Letterbox | str | None = None
    strides: tuple[int, ...] | None = None
    bins: int | None = None
    licence: str | None = None


def complete(facts: Facts, said: Overrides, shape: tuple[int, ...]) -> Facts:
    """The facts with everything a manifest needs; one error names all that is missing."""
    decoder = said.decoder or facts.decoder
    strides = said.strides or (facts.output.strides if facts.output else None)
    bins = said.bins or (facts.output.bins if facts.output else None)
    labels = _labels(said.labels) if said.labels else facts.labels
    licence = said.licence or facts.licence
    image = _input(facts.input, said, shape)
    missing = [
        option
        for option, value in (
            ("--decoder", decoder),
            ("--labels-file FILE", labels),
            ("--licence SPDX", licence),
            ("--colour, --mean, --std and --letterbox", image),
            ("--strides", strides if decoder in _STRIDED else ()),
            ("--bins", bins if decoder == "nanodet" else 0),
        )
        if value is None
    ]
    if missing:
        raise EdgeModelError(
            f'the source does not say all that a bundle of "{facts.name}" needs: add {", ".join(missing)}'
        )
    assert decoder is not None
    assert licence is not None
    usual = CLASSIFY if decoder == "classify" else NO_SUPPRESSION if decoder == "end2end" else DETECT
    return replace(
        facts,
        name=said.name or facts.name,
        task="classify" if decoder == "classify" else "detect",
        decoder=decoder,
        labels=labels,
        input=image,
        output=Output(strides, bins) if decoder in _STRIDED and strides else None,
        thresholds=facts.thresholds if facts.thresholds and decoder == facts.decoder else usual,
        licence=licence,
        licence_files=facts.licence_files or licences.of(licence),
    )


def description(facts: Facts, precision: str) -> Description:
    """A description from complete facts."""
    assert facts.task is not None
    assert facts.decoder is not None
    assert facts.input is not None
    assert facts.thresholds is not None
    assert facts.labels is not None
    assert facts.licence is not None
    return Description(
        name=facts.name,
        version="1.0.0",
        task=facts.task,
        decoder=facts.decoder,
        precision=precision,
        input=facts.input,
        output=facts.output,
        thresholds=facts.thresholds,
        labels=facts.labels,
        licence=facts.licence,
        licence_files=facts.licence_files,
        source=facts.source or Source(package=facts.name, upstream="not stated", project="not stated"),
    )


def _input(known: Input | None, said: Overrides, shape: tuple[int, ...]) -> Input | None:
    colour = said.colour or (known.colour if known else None)
    mean, std = said.mean or (known.mean if known else None), said.std or (known.std if known else None)
    placed = said.letterbox or (known.letterbox if known else None)
    if colour is None or mean is None or std is None or placed is None:
        return None
    return Input(shape[3], shape[2], "nchw", "float32", colour, mean, std, placed)  # type: ignore[arg-type]


def _labels(path: Path) -> tuple[str, ...]:
    if not path.is_file():
        raise EdgeModelError(f'"{path}" does not exist: --labels-file names a text file with one class a line')
    return tuple(line for line in path.read_text(encoding="utf-8").splitlines() if line)

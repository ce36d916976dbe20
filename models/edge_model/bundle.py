"""Writes a bundle directory: the program, its manifest, its labels and the licences it comes under."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import __version__, manifest
from .manifest import LABELS_FILE, PROGRAM_FILE, Input, Manifest, Output, Source, Thresholds

_TOOLS = ("executorch", "torch", "torchao")


@dataclass(frozen=True)
class Description:
    """What a person decides about a bundle; sizes, hashes and tool versions are added when it is written.

    `licence_files` maps the name in the bundle to the text.
    """

    name: str
    version: str
    task: str
    decoder: str
    precision: str
    input: Input
    output: Output | None
    thresholds: Thresholds
    labels: Sequence[str]
    licence: str
    licence_files: Mapping[str, str]
    source: Source


def write(directory: Path, description: Description, program: bytes) -> Manifest:
    """Writes the bundle and returns its manifest; files of an older bundle in `directory` are replaced."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / PROGRAM_FILE).write_bytes(program)
    (directory / LABELS_FILE).write_text("".join(f"{label}\n" for label in description.labels), encoding="utf-8")
    for file_name, text in description.licence_files.items():
        (directory / file_name).write_text(text, encoding="utf-8")
    written = manifest_of(description, program)
    manifest.write(written, directory)
    return written


def manifest_of(description: Description, program: bytes) -> Manifest:
    """The manifest that `write` writes; of a network that has no program yet with an empty one."""
    shared = {spec.name: getattr(description, spec.name) for spec in dataclasses.fields(description)}
    return Manifest(
        **{name: value for name, value in shared.items() if name not in ("labels", "licence_files")},
        labels=LABELS_FILE,
        sha256=hashlib.sha256(program).hexdigest(),
        size_bytes=len(program),
        made_with={"edge-model": __version__} | {tool: importlib.metadata.version(tool) for tool in _TOOLS},
    )

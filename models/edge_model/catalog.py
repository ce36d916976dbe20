"""`models/catalog.yaml`: the models known by name, and how their files are fetched. Needs no torch."""

from __future__ import annotations

import functools
import hashlib
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from . import manifest, npm
from .errors import EdgeModelError
from .manifest import Input, Output, Source, Thresholds
from .npm import NpmPackage

PATH = Path(__file__).parents[1] / "catalog.yaml"
_CHUNK = 1 << 16


@dataclass(frozen=True)
class RemoteFile:
    """`sha256` is None where nobody here has had the file: then `--trust` is needed."""

    name: str
    url: str
    sha256: str | None = None


@dataclass(frozen=True)
class Expected:
    """The accuracy to expect, and what it was measured on."""

    ap: float
    data: str


@dataclass(frozen=True)
class Entry:
    """One model; exactly one of `file`, `npm` and `torchvision` says where it comes from."""

    task: Literal["detect", "classify"]
    decoder: Literal["yolox", "yolov5", "yolov8", "end2end", "nanodet", "classify"]
    licence: str
    name: str = ""
    file: RemoteFile | None = None
    npm: NpmPackage | None = None
    members: tuple[str, ...] = ()
    torchvision: str | None = None
    labels: Literal["coco"] | None = None
    input: Input | None = None
    calibration_input: Input | None = None
    output: Output | None = None
    thresholds: Thresholds | None = None
    source: Source | None = None
    expected: Expected | None = None

    def __post_init__(self) -> None:
        origins = [self.file, self.npm, self.torchvision]
        if len([origin for origin in origins if origin is not None]) != 1:
            raise EdgeModelError('needs exactly one of "file", "npm" and "torchvision"')

    @property
    def expected_ap(self) -> float | None:
        return None if self.expected is None else self.expected.ap


def read(path: Path) -> dict[str, Entry]:
    """The entries of a catalog by name; a mistake is an error that names file, entry and key."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise EdgeModelError(f'"{path}" cannot be read as YAML: {error}') from error
    if not isinstance(document, dict):
        raise EdgeModelError(f'"{path}" must be a mapping from names to models')
    entries = {}
    for name, value in document.items():
        try:
            entries[str(name)] = manifest.from_plain(Entry, _named(str(name), value), "")
        except EdgeModelError as error:
            raise EdgeModelError(f'"{path}", "{name}": {error}') from error
    return entries


def _named(name: str, value: Any) -> Any:
    """The mapping with its own name in it; a sha256 of null is one that is left out."""
    if not isinstance(value, dict):
        return value
    file = value.get("file")
    if isinstance(file, dict) and file.get("sha256", "") is None:
        value = value | {"file": {key: item for key, item in file.items() if key != "sha256"}}
    return value | {"name": name}


@functools.cache
def _shipped() -> dict[str, Entry]:
    return read(PATH)


def names() -> list[str]:
    return list(_shipped())


def entry(name: str) -> Entry:
    return _shipped()[name]


def fetch(wanted: Entry, local: Path | None, trust: bool) -> Path:
    """The file of an entry: from the directory `local`, from the cache, or from its project's release page."""
    file = wanted.file
    if file is None:
        raise EdgeModelError(f'"{wanted.name}" has no file of its own')
    if local is not None:
        found = local / file.name
        if not found.is_file():
            raise EdgeModelError(f'"{local}" has no {file.name}: put the file of "{wanted.name}" there')
        _verify(wanted, file, found, trust)
        return found
    cached = npm.cache_directory() / "models" / file.name
    if cached.is_file():
        _verify(wanted, file, cached, trust)
        return cached
    if file.sha256 is None and not trust:
        raise _unknown(wanted, file)
    cached.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cached.parent) as scratch:
        part = Path(scratch) / file.name
        _download(wanted, file, part)
        _verify(wanted, file, part, trust)
        shutil.move(part, cached)
    return cached


def _unknown(wanted: Entry, file: RemoteFile) -> EdgeModelError:
    return EdgeModelError(
        f'the catalog has no sha256 for {file.name} of "{wanted.name}": check where it comes from ({file.url}), then '
        "add --trust, which prints the hash to write into models/catalog.yaml"
    )


def _verify(wanted: Entry, file: RemoteFile, path: Path, trust: bool) -> None:
    with path.open("rb") as stream:
        actual = hashlib.file_digest(stream, "sha256").hexdigest()
    if file.sha256 is None:
        if not trust:
            raise _unknown(wanted, file)
        print(f"{path}: sha256 {actual}", file=sys.stderr)
    elif actual != file.sha256:
        raise EdgeModelError(
            f'"{path}" has sha256 {actual}, the catalog says {file.sha256} for "{wanted.name}": delete it and fetch it '
            "again, or export the file by its path"
        )


def _download(wanted: Entry, file: RemoteFile, target: Path) -> None:
    from tqdm import tqdm  # only here: the catalog itself is read where tqdm is not installed

    if not file.url.startswith("https://"):
        raise EdgeModelError(f'"{file.url}" of "{wanted.name}" is not https')
    try:
        with urllib.request.urlopen(file.url, timeout=30) as answer, target.open("wb") as out:  # noqa: S310
            length = answer.headers.get("Content-Length")
            bar = tqdm(total=int(length) if length else None, desc=file.name, unit="B", unit_scale=True)
            with bar:
                while chunk := answer.read(_CHUNK):
                    out.write(chunk)
                    bar.update(len(chunk))
    except (urllib.error.URLError, TimeoutError) as error:
        raise EdgeModelError(
            f'{file.name} of "{wanted.name}" cannot be fetched from {file.url}: {error}; fetch it elsewhere and name '
            "its directory with --from DIR"
        ) from error

"""`models/catalog.yaml`: the models known by name, and how their files are fetched. Needs no torch."""

from __future__ import annotations

import functools
import hashlib
import http.client
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
from .manifest import Input, Letterbox, Output, Source, Thresholds
from .npm import NpmPackage

PATH = Path(__file__).parents[1] / "catalog.yaml"
_CHUNK = 1 << 16
_PATIENCE_S = 30.0  # without a byte


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
    calibration_letterbox: Letterbox | Literal["stretch"] | None = None
    output: Output | None = None
    thresholds: Thresholds | None = None
    source: Source | None = None
    expected: Expected | None = None

    def __post_init__(self) -> None:
        origins = [self.file, self.npm, self.torchvision]
        if len([origin for origin in origins if origin is not None]) != 1:
            raise EdgeModelError('needs exactly one of "file", "npm" and "torchvision"')


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


_REPLACE = "delete it and fetch it again, or export the file by its path"
_REFUSE = (
    "nothing was kept; try again, and if it stays so, the release has changed: export a file you trust by its path"
)


def fetch(wanted: Entry, local: Path | None, trust: bool) -> Path:
    """The file of an entry: from the directory `local`, from the cache, or from its project's release page."""
    file = wanted.file
    if file is None:
        raise EdgeModelError(f'"{wanted.name}" has no file of its own')
    if local is not None:
        found = local / file.name
        if not found.is_file():
            raise EdgeModelError(f'"{local}" has no {file.name}: put the file of "{wanted.name}" there')
        _verify(wanted, file, found, trust, f'"{found}"', _REPLACE)
        return found
    cached = npm.cache_directory() / "models" / file.name
    if cached.is_file():
        _verify(wanted, file, cached, trust, f'"{cached}"', _REPLACE)
        return cached
    if file.sha256 is None and not trust:
        raise _unknown(wanted, file)
    cached.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cached.parent) as scratch:
        part = Path(scratch) / file.name
        _download(wanted, file, part)
        _verify(wanted, file, part, trust, f"what {file.url} gave", _REFUSE)
        shutil.move(part, cached)
    return cached


def _unknown(wanted: Entry, file: RemoteFile) -> EdgeModelError:
    return EdgeModelError(
        f'the catalog has no sha256 for {file.name} of "{wanted.name}": check where it comes from ({file.url}), then '
        "add --trust, which prints the hash to write into models/catalog.yaml"
    )


def _verify(wanted: Entry, file: RemoteFile, path: Path, trust: bool, what: str, advice: str) -> None:
    with path.open("rb") as stream:
        actual = hashlib.file_digest(stream, "sha256").hexdigest()
    if file.sha256 is None:
        if not trust:
            raise _unknown(wanted, file)
        print(f"{path}: sha256 {actual}", file=sys.stderr)
    elif actual != file.sha256:
        raise EdgeModelError(
            f'{what} has sha256 {actual}, the catalog says {file.sha256} for "{wanted.name}": {advice}'
        )


def _download(wanted: Entry, file: RemoteFile, target: Path) -> None:
    from tqdm import tqdm  # only here: the catalog itself is read where tqdm is not installed

    if not file.url.startswith("https://"):
        raise EdgeModelError(f'"{file.url}" of "{wanted.name}" is not https')
    received = 0
    try:
        opener = urllib.request.build_opener(_StayOnTls)
        with opener.open(file.url, timeout=_PATIENCE_S) as answer, target.open("wb") as out:
            length = int(answer.headers.get("Content-Length") or 0)
            with tqdm(total=length or None, desc=file.name, unit="B", unit_scale=True) as bar:
                while chunk := answer.read(_CHUNK):
                    out.write(chunk)
                    received += len(chunk)
                    bar.update(len(chunk))
    except (OSError, http.client.HTTPException) as error:
        raise _unreachable(wanted, file, str(error).strip() or type(error).__name__) from error
    if received < length:
        raise _unreachable(wanted, file, f"the connection ended after {received} of {length} bytes")


class _StayOnTls(urllib.request.HTTPRedirectHandler):
    """Follows redirects, to https alone: a file without a known hash must not come from whoever is on the way."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if not newurl.startswith("https://"):
            raise urllib.error.URLError(f"it redirects to {newurl}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _unreachable(wanted: Entry, file: RemoteFile, why: str) -> EdgeModelError:
    return EdgeModelError(
        f'{file.name} of "{wanted.name}" cannot be fetched from {file.url}: {why}; try again, or fetch it elsewhere '
        "and name its directory with --from DIR"
    )

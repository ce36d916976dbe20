"""The manifest reader accepts what the writer writes and names what is wrong with anything else."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml

from edge_model import manifest
from edge_model.errors import EdgeModelError
from edge_model.manifest import Accuracy, Input, Letterbox, Manifest, Output, Source, Thresholds

EXAMPLE = Manifest(
    name="tiny",
    version="1.0.0",
    task="detect",
    decoder="nanodet",
    input=Input(64, 32, "nchw", "float32", "bgr", (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), Letterbox("top-left", 114)),
    output=Output((8, 16), 11),
    thresholds=Thresholds(0.4, 0.6, "class-agnostic", 100),
    precision="int8",
    labels="labels.txt",
    sha256="0" * 64,
    size_bytes=0,
    licence="Apache-2.0",
    source=Source("npm:tiny@1.0.0", "nobody", "nothing"),
    made_with={"torch": "2.15.0"},
    accuracy=Accuracy(ap=0.3, ap50=0.5, data="two images", min_score=0.01, iou=0.65, multi_label=True),
)


def rewrite(directory: Path, change: dict[str, Any], remove: str | None = None) -> None:
    """Writes EXAMPLE with top-level keys changed or one removed."""
    manifest.write(EXAMPLE, directory)
    path = directory / manifest.MANIFEST_FILE
    document = yaml.safe_load(path.read_text()) | change
    if remove is not None:
        del document[remove]
    path.write_text(yaml.safe_dump(document))


def test_reads_back_what_it_writes(tmp_path: Path) -> None:
    manifest.write(EXAMPLE, tmp_path)
    assert manifest.read(tmp_path) == EXAMPLE


def test_reads_a_stretched_input_and_leaves_optional_keys_out(tmp_path: Path) -> None:
    plain = dataclasses.replace(
        EXAMPLE,
        task="classify",
        decoder="classify",
        output=None,
        source=None,
        accuracy=None,
        made_with={},
        input=dataclasses.replace(EXAMPLE.input, letterbox="stretch"),
    )
    manifest.write(plain, tmp_path)
    assert manifest.read(tmp_path) == plain
    assert "accuracy" not in (tmp_path / manifest.MANIFEST_FILE).read_text()


@pytest.mark.parametrize(
    ("change", "remove", "message"),
    [
        ({"decodr": "yolox"}, "decoder", '"decodr" is not a known key; did you mean "decoder"?'),
        ({}, "sha256", '"sha256" is missing'),
        ({"sha256": "abc"}, None, "64 lower-case hex digits"),
        ({"decoder": "yolo"}, None, '"decoder" must be one of yolox, yolov5'),
        ({"task": "classify"}, None, '"decoder" does not fit the task classify'),
        ({"output": {"strides": [8]}}, None, '"output.bins"'),
        ({"format": 2}, None, '"format" must be one of 1, is 2'),
        ({"size-bytes": "12"}, None, '"size-bytes" must be a int'),
        (
            {"thresholds": {"min-score": 2, "iou": 0.5, "nms": "none", "max-detections": 1}},
            None,
            "thresholds.min-score",
        ),
        ({"output": {"strides": [], "bins": 11}}, None, '"output.strides" must be positive'),
        ({"input": [1, 2]}, None, '"input" must be a mapping'),
    ],
)
def test_names_what_is_wrong(tmp_path: Path, change: dict[str, Any], remove: str | None, message: str) -> None:
    rewrite(tmp_path, change, remove)
    with pytest.raises(EdgeModelError) as caught:
        manifest.read(tmp_path)
    assert message in str(caught.value)
    assert manifest.MANIFEST_FILE in str(caught.value)


def test_refuses_a_standard_deviation_of_zero(tmp_path: Path) -> None:
    manifest.write(EXAMPLE, tmp_path)
    path = tmp_path / manifest.MANIFEST_FILE
    path.write_text(path.read_text().replace("[4.0, 5.0, 6.0]", "[4.0, 0.0, 6.0]"))
    with pytest.raises(EdgeModelError, match="every value must be above 0"):
        manifest.read(tmp_path)


def test_refuses_a_padding_that_is_no_byte(tmp_path: Path) -> None:
    manifest.write(EXAMPLE, tmp_path)
    path = tmp_path / manifest.MANIFEST_FILE
    path.write_text(path.read_text().replace("pad: 114", "pad: 256"))
    with pytest.raises(EdgeModelError, match=r'"input.letterbox.pad" must lie in 0\.\.255, is 256'):
        manifest.read(tmp_path)


def test_a_directory_without_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(EdgeModelError, match="is not a bundle"):
        manifest.read(tmp_path)


def test_a_manifest_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / manifest.MANIFEST_FILE).write_text("a: [")
    with pytest.raises(EdgeModelError, match="is not YAML"):
        manifest.read(tmp_path)


def test_a_changed_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / manifest.PROGRAM_FILE).write_bytes(b"x")
    with pytest.raises(EdgeModelError, match="has 1 bytes, the manifest says 0"):
        manifest.verify_program(tmp_path, EXAMPLE)
    with pytest.raises(EdgeModelError, match="has sha256"):
        manifest.verify_program(tmp_path, dataclasses.replace(EXAMPLE, size_bytes=1))

"""The bundles in this folder are complete, and the tool starts without torch."""

import subprocess
import sys
from pathlib import Path

import pytest

from edge_model import coco, manifest
from edge_model.cli import main

MODELS = Path(__file__).parents[1]
BUNDLES = sorted(path.parent for path in MODELS.glob(f"*/{manifest.MANIFEST_FILE}"))


def test_the_default_bundle_is_there() -> None:
    assert MODELS / "nanodet-g" in BUNDLES


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda path: path.name)
def test_manifest_labels_and_program_belong_together(bundle: Path) -> None:
    described = manifest.read(bundle)
    manifest.verify_program(bundle, described)
    assert described.name == bundle.name
    assert (bundle / "LICENSE").is_file()
    assert described.source is not None
    assert described.accuracy is not None


def test_the_default_knows_the_80_classes_of_coco_and_reaches_its_accuracy() -> None:
    bundle = MODELS / "nanodet-g"
    described = manifest.read(bundle)
    labels = manifest.read_labels(bundle, described)
    assert tuple(labels) == coco.LABELS
    assert len(set(labels)) == 80
    assert described.accuracy is not None
    assert described.accuracy.ap is not None
    assert described.accuracy.ap >= 0.32
    assert described.size_bytes < 4_000_000


def test_the_command_line_needs_no_torch(tmp_path: Path) -> None:
    code = "import sys; from edge_model import cli, decoding, letterbox, npm, tfjs; print('torch' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=MODELS, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_check_accepts_the_default_and_names_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(MODELS / "nanodet-g")]) == 0
    assert main(["check", str(tmp_path)]) == 1
    assert "is not a bundle" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["bundle"], ["bundle", "unknown"], ["bundle", "yolox-nano", "--out", "x"]])
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2

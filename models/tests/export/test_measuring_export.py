"""The measuring commands on the real default bundle and on a tiny classifier."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_model import decoder_fixtures, manifest
from edge_model.cli import main
from edge_model.errors import EdgeModelError
from edge_model.measuring import memory

MODELS = Path(__file__).parents[2]
DEFAULT = MODELS / "nanodet-g"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One bundle a decoder, each of which sees a person, a cat and a motorcycle in anything."""
    directory = tmp_path_factory.mktemp("tiny")
    decoder_fixtures.write_all(directory)
    return directory


@pytest.fixture
def labelled(tmp_path: Path) -> list[str]:
    """Two images of 64×64 with the boxes that the fixtures see, as options of a command."""
    images, labels = tmp_path / "images", tmp_path / "labels"
    images.mkdir()
    labels.mkdir()
    lines = ""
    for known in (decoder_fixtures.PERSON, decoder_fixtures.CAT):
        x, y = (known.left + known.right) / 128, (known.top + known.bottom) / 128
        lines += f"{known.label} {x} {y} {(known.right - known.left) / 64} {(known.bottom - known.top) / 64}\n"
    for name in ("one", "two"):
        cv2.imwrite(str(images / f"{name}.png"), np.zeros((64, 64, 3), np.uint8))
        (labels / f"{name}.txt").write_text(lines)
    return ["--images", str(images), "--labels", str(labels), "--runs", "3"]


def test_evaluate_measures_a_detector(tiny: Path, labelled: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(tiny / "yolov8"), *labelled, "--json", "--min-ap", "0.99"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert row["ap"] == pytest.approx(1, abs=1e-6)
    assert row["images"] == 2
    assert row["sizeBytes"] == manifest.read(tiny / "yolov8").size_bytes
    assert row["p90Ms"] >= row["p50Ms"] > 0


def test_evaluate_fails_below_the_minimum(tiny: Path, labelled: list[str]) -> None:
    assert main(["evaluate", str(tiny / "yolov8"), *labelled, "--min-ap", "1.1"]) == 1


def test_a_detector_without_labels_says_what_to_add(
    tiny: Path, labelled: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(tiny / "yolov8"), *labelled[:2]]) == 1
    assert "add --labels" in capsys.readouterr().err


def test_evaluate_measures_a_classifier_on_class_folders(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "classifier"
    shutil.copytree(tiny / "classify", bundle)
    names = manifest.read_labels(bundle, manifest.read(bundle))
    for name in names[:2]:
        (tmp_path / "photos" / name).mkdir(parents=True)
        cv2.imwrite(str(tmp_path / "photos" / name / "x.png"), np.zeros((64, 64, 3), np.uint8))
    arguments = [str(bundle), "--images", str(tmp_path / "photos"), "--runs", "2", "--write", "two black pictures"]
    assert main(["evaluate", *arguments, "--markdown"]) == 0
    assert "| 0.5000 |" in capsys.readouterr().out
    accuracy = manifest.read(bundle).accuracy
    assert accuracy is not None
    assert (accuracy.top1, accuracy.ap, accuracy.data) == (0.5, None, "two black pictures")


def test_compare_finds_no_difference_between_two_programs_that_see_the_same(
    tiny: Path, labelled: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    bundles = [str(tiny / "yolov8"), str(tiny / "yolov5")]
    assert main(["compare", *bundles, *labelled, "--max-drop", "0.001", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["seen differently"] == []
    assert result["second against first"][0]["kept"] is True


def test_compare_fails_when_the_drop_exceeds_its_limit(tiny: Path, labelled: list[str]) -> None:
    bundles = [str(tiny / "yolov8"), str(tiny / "yolov5")]
    assert main(["compare", *bundles, *labelled, "--max-drop", "-0.5"]) == 1


def test_bundles_of_different_tasks_are_not_compared(
    tiny: Path, labelled: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(tiny / "yolov8"), str(tiny / "classify"), *labelled]) == 1
    assert "cannot be compared" in capsys.readouterr().err


def test_profile_accounts_for_the_time_of_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", str(DEFAULT), "--runs", "5", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    [whole] = result["whole"]
    assert whole["delegateCalls"] == 1
    assert whole["plainKernels"] == 0
    assert 0 < whole["delegateMs"] <= whole["runMs"]
    assert result["operators"][0]["operator"].startswith("Convolution")
    assert sum(row["share"] for row in result["operators"]) == pytest.approx(1)


def test_profile_names_what_runs_outside_of_delegates(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", str(tiny / "yolov8"), "--runs", "3", "--steps", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["whole"][0]["plainKernels"] > 0
    assert "plain kernel" in {row["place"] for row in result["operators"]}


def test_budget_compares_with_the_bundle_and_keeps_what_it_is_told(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "yolov8"
    shutil.copytree(tiny / "yolov8", bundle)
    assert main(["budget", str(bundle), "--runs", "3", "--latency-ms", "10000", "--size-mb", "1", "--write"]) == 0
    assert manifest.read(bundle).budget == manifest.Budget(1.0, 10000.0)
    assert main(["budget", str(bundle), "--runs", "3", "--size-mb", "0.0001"]) == 1
    assert "the command line" in capsys.readouterr().out
    assert main(["budget", str(bundle), "--runs", "3"]) == 0
    assert "the bundle" in capsys.readouterr().out
    assert main(["budget", str(bundle), "--size-mb", "0"]) == 1
    assert '"budget.size-mb" must be above 0' in capsys.readouterr().err


def test_plot_writes_a_picture(tiny: Path, labelled: list[str], tmp_path: Path) -> None:
    file = tmp_path / "pictures/models.png"
    assert main(["plot", str(tiny / "yolov8"), str(tiny / "yolov5"), *labelled, "--out", str(file)]) == 0
    picture = cv2.imread(str(file))
    assert picture is not None
    assert picture.shape == (600, 960, 3)
    assert main(["plot", str(tiny / "yolov8"), *labelled, "--out", str(tmp_path / "models.jpg")]) == 1


def test_memory_counts_the_program_and_names_a_bundle_that_cannot_be_loaded(tmp_path: Path) -> None:
    assert memory.measure(DEFAULT, 1) > manifest.read(DEFAULT).size_bytes
    with pytest.raises(EdgeModelError, match="measuring its memory failed"):
        memory.measure(tmp_path, 1)

"""Truth, matching, tables, budgets and energy counters, without torch."""

import json
from pathlib import Path

import pytest

from edge_model.errors import EdgeModelError
from edge_model.manifest import Budget
from edge_model.measuring import boxes, budget, energy, report, truth
from edge_model.measuring.boxes import Detection
from edge_model.measuring.measurement import (
    ClassificationAccuracy,
    DetectionAccuracy,
    Energy,
    Latency,
    Measurement,
    Score,
)
from edge_model.measuring.table import Column, Table
from edge_model.measuring.truth import Size, TrueBox

NAMES = ("person", "cat")


def size_of(path: Path) -> Size:
    return Size(100, 50)


def test_yolo_labels_become_pixels(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1 0.5 0.5 0.2 0.4\n\n")
    found = truth.read([Path("a.jpg"), Path("b.jpg")], tmp_path, NAMES, size_of)
    assert found.sizes == {"a.jpg": Size(100, 50), "b.jpg": Size(100, 50)}
    assert found.boxes == (TrueBox("a.jpg", 1, 40, 15, 20, 20, 400),)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1 0.5 0.5", "is not `class cx cy w h`"),
        ("cat 0.5 0.5 0.1 0.1", "is not `class cx cy w h`"),
        ("2 0.5 0.5 0.1 0.1", "the class must lie in 0..1, is 2"),
        ("0.5 0.5 0.5 0.1 0.1", "the class must lie in 0..1, is 0.5"),
        ("1 50 25 20 20", "relative to the image"),
        ("1 nan 0.5 0.1 0.1", "relative to the image"),
    ],
)
def test_a_wrong_yolo_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "a.txt").write_text(f"0 0.5 0.5 0.1 0.1\n{line}\n")
    with pytest.raises(EdgeModelError, match="line 2") as caught:
        truth.read([Path("a.jpg")], tmp_path, NAMES, size_of)
    assert message in str(caught.value)


def test_labels_of_other_images_or_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EdgeModelError, match=r"has no \.txt file for any"):
        truth.read([Path("a.jpg")], tmp_path, NAMES, size_of)
    with pytest.raises(EdgeModelError, match="does not exist"):
        truth.read([Path("a.jpg")], tmp_path / "none", NAMES, size_of)


def coco_file(path: Path) -> Path:
    document = {
        "images": [{"id": 7, "file_name": "a.jpg", "width": 100, "height": 50}],
        "categories": [{"id": 17, "name": "cat"}, {"id": 90, "name": "kite"}],
        "annotations": [
            {"image_id": 7, "category_id": 17, "bbox": [1, 2, 3, 4], "area": 9, "iscrowd": 1},
            {"image_id": 7, "category_id": 90, "bbox": [1, 2, 3, 4]},
        ],
    }
    path.write_text(json.dumps(document))
    return path


def test_coco_categories_are_matched_by_name_and_those_the_model_lacks_left_out(tmp_path: Path) -> None:
    file = coco_file(tmp_path / "instances.json")
    found = truth.read([Path("a.jpg")], file, NAMES, size_of)
    assert found.boxes == (TrueBox("a.jpg", 1, 1, 2, 3, 4, 9, crowd=True),)
    with pytest.raises(EdgeModelError, match=r'does not list 1 of the images, first "b\.jpg"'):
        truth.read([Path("b.jpg")], file, NAMES, size_of)
    with pytest.raises(EdgeModelError, match="no category with the name"):
        truth.read([Path("a.jpg")], file, ("bird",), size_of)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"images": [{}], "categories": [], "annotations": []}'])
def test_a_file_that_is_not_coco_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content)
    with pytest.raises(EdgeModelError, match="is not a COCO annotation file"):
        truth.read([Path("a.jpg")], file, NAMES, size_of)


def test_class_folders_give_examples_and_an_unknown_folder_is_named(tmp_path: Path) -> None:
    for folder in NAMES:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.png").touch()
        (tmp_path / folder / "notes.txt").touch()
    examples = truth.read_class_folders(tmp_path, NAMES)
    assert [(example.path.parent.name, example.label) for example in examples] == [("cat", 1), ("person", 0)]
    (tmp_path / "dog").mkdir()
    with pytest.raises(EdgeModelError, match='has the folder "dog"'):
        truth.read_class_folders(tmp_path, NAMES)


def test_a_folder_without_classes_or_images_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EdgeModelError, match="has no folders"):
        truth.read_class_folders(tmp_path, NAMES)
    (tmp_path / "cat").mkdir()
    with pytest.raises(EdgeModelError, match="in its class folders"):
        truth.read_class_folders(tmp_path, NAMES)


def seen(image: str, label: int, score: float, left: float) -> Detection:
    return Detection(image, label, score, left, 0, 10, 10)


def test_iou_of_equal_half_and_disjoint_boxes() -> None:
    box = seen("a", 0, 1, 0)
    assert boxes.iou(box, box) == 1
    assert boxes.iou(box, seen("a", 0, 1, 5)) == pytest.approx(1 / 3)
    assert boxes.iou(box, seen("a", 0, 1, 10)) == 0
    assert boxes.iou(box, Detection("a", 0, 1, 3, 3, 0, 0)) == 0


def test_boxes_are_paired_best_overlap_first_within_image_and_class() -> None:
    first = [seen("a", 0, 0.9, 0), seen("a", 0, 0.8, 3), seen("b", 0, 0.7, 0), seen("a", 1, 0.6, 0)]
    second = [seen("a", 0, 0.5, 3), seen("b", 1, 0.4, 0)]
    pairs = boxes.pair(first, second)
    scores = [(pair.first_score, pair.second_score) for pair in pairs]
    assert scores == [(0.9, None), (0.8, 0.5), (0.6, None), (0.7, None), (None, 0.4)]
    assert [pair.first_score for pair in boxes.differing(pairs)] == [0.9, 0.7, 0.6, None, 0.8]
    assert boxes.differing(boxes.pair(first, first)) == []


def table() -> Table:
    columns = (Column("name", "name"), Column("p50Ms", "p50 ms", ".1f"), Column("kept", "kept"))
    return Table(columns, (("a|b", 1.25, True), ("long name", None, False)))


def test_a_table_reads_as_text_markdown_and_json() -> None:
    assert table().text() == (
        "name              p50 ms  kept\na|b                  1.2  yes\nlong name  not available  no"
    )
    assert table().markdown().splitlines() == [
        "| name | p50 ms | kept |",
        "| --- | ---: | --- |",
        "| a\\|b | 1.2 | yes |",
        "| long name | not available | no |",
    ]
    assert table().records()[0] == {"name": "a|b", "p50Ms": 1.25, "kept": True}


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 2 columns"):
        Table((Column("a", "a"), Column("b", "b")), (("x",),))


def measured(score: Score, used: Energy | None = None) -> Measurement:
    return Measurement(Path("x/tiny"), "int8", 64, score, Latency(1, 2, 1), 3_890_000, 25_000_000, used)


def test_measurements_show_the_columns_of_their_task_and_name_what_is_not_available() -> None:
    shown = report.measurements([measured(DetectionAccuracy(0.33, 0.48))]).text()
    assert "AP50" in shown
    assert "top-1" not in shown
    assert "3.89" in shown
    assert "not available" in shown
    classifier = report.measurements([measured(ClassificationAccuracy(0.9), Energy(0.5, "RAPL package-0"))])
    assert classifier.records()[0] == {
        "bundle": "tiny",
        "precision": "int8",
        "top1": 0.9,
        "images": 64,
        "p50Ms": 1,
        "p90Ms": 2,
        "threads": 1,
        "sizeBytes": 3_890_000,
        "peakMemoryBytes": 25_000_000,
        "joulesPerRun": 0.5,
        "energyCounter": "RAPL package-0",
    }


@pytest.mark.parametrize(
    ("asked", "own", "limits", "kept"),
    [
        (Budget(), None, [(50, "the default"), (30, "the default")], [True, True]),
        (Budget(), Budget(size_mb=3), [(3, "the bundle"), (30, "the default")], [False, True]),
        (Budget(latency_ms=5), Budget(3, 40), [(3, "the bundle"), (5, "the command line")], [False, False]),
        (Budget(4, 10), None, [(4, "the command line"), (10, "the command line")], [True, True]),
    ],
)
def test_the_command_line_comes_before_the_bundle_and_the_bundle_before_the_default(
    asked: Budget, own: Budget | None, limits: list[tuple[float, str]], kept: list[bool]
) -> None:
    items = budget.check(4_000_000, 10.0, asked, own)
    assert [(item.limit, item.source) for item in items] == limits
    assert [item.kept for item in items] == kept


def counter_file(directory: Path, content: dict[str, str]) -> Path:
    directory.mkdir(parents=True)
    for name, text in content.items():
        (directory / name).write_text(f"{text}\n")
    return directory


def test_a_machine_without_counter_has_none(tmp_path: Path) -> None:
    assert energy.find(tmp_path) is None


def test_rapl_adds_packages_and_survives_a_wrap(tmp_path: Path) -> None:
    zones = [
        counter_file(
            tmp_path / f"powercap/intel-rapl:{index}",
            {"name": f"package-{index}", "energy_uj": "900", "max_energy_range_uj": "1000"},
        )
        for index in range(2)
    ]
    counter_file(tmp_path / "powercap/intel-rapl:0:0", {"name": "core", "energy_uj": "0", "max_energy_range_uj": "9"})
    counter = energy.find(tmp_path)
    assert counter is not None
    assert counter.name == "RAPL package-0, package-1"

    def work() -> None:
        (zones[0] / "energy_uj").write_text("950\n")
        (zones[1] / "energy_uj").write_text("100\n")

    assert counter.joules(work) == pytest.approx((50 + 200) / 1e6)


def test_an_energy_counter_of_hwmon_is_a_difference(tmp_path: Path) -> None:
    chip = counter_file(tmp_path / "hwmon/hwmon0", {"name": "amd_energy", "energy1_input": "1000000"})
    counter = energy.find(tmp_path)
    assert counter is not None
    assert counter.name == "hwmon amd_energy energy1_input"

    def work() -> None:
        (chip / "energy1_input").write_text("3500000")

    assert counter.joules(work) == 2.5


def test_the_board_rail_of_a_jetson_is_chosen(tmp_path: Path) -> None:
    counter_file(
        tmp_path / "hwmon/hwmon1",
        {"name": "ina3221", "in1_label": "VDD_CPU", "in2_label": "VDD_IN", "in2_input": "5000", "curr2_input": "2000"},
    )
    counter = energy.find(tmp_path)
    assert counter is not None
    assert counter.name == "hwmon ina3221 VDD_IN"
    assert counter.joules(lambda: None) >= 0


def test_a_work_that_fails_stops_the_sampling_and_raises(tmp_path: Path) -> None:
    counter_file(tmp_path / "hwmon/hwmon0", {"name": "meter", "power1_input": "1000000"})
    counter = energy.find(tmp_path)
    assert counter is not None

    def work() -> None:
        raise EdgeModelError("no such program")

    with pytest.raises(EdgeModelError, match="no such program"):
        counter.joules(work)

"""The reference decoders, NMS and letterbox placement on tensors whose meaning is known."""

import dataclasses

import numpy as np
import pytest

from edge_model import decoding, letterbox
from edge_model.decoding import Candidates
from edge_model.errors import EdgeModelError
from edge_model.manifest import Letterbox, Output

from .test_manifest import EXAMPLE

SQUARE = dataclasses.replace(EXAMPLE, input=dataclasses.replace(EXAMPLE.input, width=32, height=32))


def candidates(*rows: tuple[float, float, float, float, float, int]) -> Candidates:
    table = np.asarray(rows, np.float32)
    return Candidates(table[:, :4], table[:, 4], table[:, 5].astype(np.int64))


def test_nanodet_distance_is_the_expectation_of_the_bins_times_the_stride() -> None:
    described = dataclasses.replace(SQUARE, output=Output((16,), 3))
    scores = np.zeros((1, 2, 2, 2), np.float32)
    scores[0, 1, 1, 0] = 0.8
    logits = np.full((1, 12, 2, 2), -50, np.float32)
    for side, share in enumerate((0.0, 0.25, 0.5, 1.0)):  # distances 0, 0.25, 0.5 and 1 strides
        logits[0, side * 3, 1, 0] = np.log(max(1 - share, 1e-20))
        logits[0, side * 3 + 1, 1, 0] = np.log(max(share, 1e-20))
    found = decoding.decode(described, [scores, logits], 0.5, multi_label=False)
    np.testing.assert_allclose(found.boxes, [[8, 24 - 4, 8 + 8, 24 + 16]], atol=1e-4)
    assert found.labels.tolist() == [1]


def test_yolox_counts_from_the_cell_in_strides() -> None:
    described = dataclasses.replace(SQUARE, decoder="yolox", output=Output((16,)))
    rows = np.zeros((1, 4, 7), np.float32)
    rows[0, 3] = [0.5, 0.25, np.log(1.0), np.log(0.5), 0.5, 0.1, 0.9]
    found = decoding.decode(described, [rows], 0.4, multi_label=False)
    np.testing.assert_allclose(found.boxes, [[16, 16, 32, 24]])
    np.testing.assert_allclose(found.scores, [0.45])


def test_yolov5_and_yolov8_agree_on_the_same_boxes() -> None:
    cells = np.asarray([[10, 10, 4, 8, 1.0, 0.2, 0.7], [20, 20, 2, 2, 0.1, 0.9, 0.9]], np.float32)
    v5 = decoding.decode(dataclasses.replace(SQUARE, decoder="yolov5"), [cells[None]], 0.5, multi_label=False)
    v8 = decoding.decode(
        dataclasses.replace(SQUARE, decoder="yolov8"),
        [cells[None, :1, [0, 1, 2, 3, 5, 6]].transpose(0, 2, 1)],
        0.5,
        False,
    )
    np.testing.assert_allclose(v5.boxes, [[8, 6, 12, 14]])
    np.testing.assert_allclose(v8.boxes, v5.boxes)
    np.testing.assert_allclose(v8.scores, v5.scores)


def test_end2end_rows_are_taken_as_they_are() -> None:
    rows = np.asarray([[[1, 2, 3, 4, 0.9, 5], [0, 0, 0, 0, 0.0, 0]]], np.float32)
    found = decoding.decode(dataclasses.replace(SQUARE, decoder="end2end"), [rows], 0.5, multi_label=False)
    assert (found.boxes.tolist(), found.labels.tolist()) == ([[1, 2, 3, 4]], [5])


def test_a_classifier_has_no_boxes() -> None:
    classifier = dataclasses.replace(SQUARE, task="classify", decoder="classify")
    with pytest.raises(EdgeModelError, match="is a classifier"):
        decoding.decode(classifier, [np.zeros((1, 3), np.float32)], 0.5, multi_label=False)


def test_multi_label_takes_every_class_of_a_cell_above_the_floor() -> None:
    rows = np.zeros((1, 1, 8), np.float32)
    rows[0, 0] = [5, 5, 2, 2, 1.0, 0.6, 0.2, 0.7]
    described = dataclasses.replace(SQUARE, decoder="yolov5")
    assert decoding.decode(described, [rows], 0.5, multi_label=True).labels.tolist() == [0, 2]
    assert decoding.decode(described, [rows], 0.5, multi_label=False).labels.tolist() == [2]


def test_nms_kinds_differ_on_overlapping_boxes_of_two_classes() -> None:
    found = candidates((0, 0, 10, 10, 0.5, 0), (0, 0, 10, 9, 0.9, 0), (0, 0, 10, 8, 0.7, 1), (20, 20, 30, 30, 0.6, 0))
    assert decoding.suppress(found, 0.6, "none", 10).scores.tolist() == pytest.approx([0.9, 0.7, 0.6, 0.5])
    assert decoding.suppress(found, 0.6, "class-wise", 10).scores.tolist() == pytest.approx([0.9, 0.7, 0.6])
    assert decoding.suppress(found, 0.6, "class-agnostic", 10).scores.tolist() == pytest.approx([0.9, 0.6])
    assert decoding.suppress(found, 0.6, "class-wise", 1).scores.tolist() == pytest.approx([0.9])


def test_nms_keeps_a_box_whose_overlap_equals_the_limit() -> None:
    found = candidates((0, 0, 10, 10, 0.9, 0), (0, 0, 10, 5, 0.8, 0))
    assert len(decoding.suppress(found, 0.5, "class-wise", 10).scores) == 2
    assert len(decoding.suppress(found, 0.49, "class-wise", 10).scores) == 1


def test_nms_of_nothing_is_nothing() -> None:
    nothing = Candidates(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))
    assert len(decoding.suppress(nothing, 0.5, "class-wise", 10).scores) == 0


def test_boxes_are_mapped_back_and_cut_at_the_frame() -> None:
    mapped = decoding.to_frame(candidates((0, 4, 16, 40, 0.9, 0)), (0.5, 0.5), (0, 8), (20, 60))
    np.testing.assert_allclose(mapped.boxes, [[0, 0, 20, 60]])


@pytest.mark.parametrize(
    ("position", "left", "top"),
    [("top-left", 0, 0), ("centre", 0, 4)],
)
def test_a_wide_frame_is_placed(position: str, left: int, top: int) -> None:
    spec = dataclasses.replace(SQUARE.input, letterbox=Letterbox(position, 114))  # type: ignore[arg-type]
    assert letterbox.place(spec, 64, 48) == letterbox.Placement(0.5, 0.5, left, top)


def test_a_stretched_frame_has_two_scales() -> None:
    spec = dataclasses.replace(SQUARE.input, letterbox="stretch")
    assert letterbox.place(spec, 64, 16) == letterbox.Placement(0.5, 2.0, 0, 0)

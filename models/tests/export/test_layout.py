"""Normalisation and box decoding move in and out of a network, and every output stays what it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from edge_model import coco, layout, lowering, racing
from edge_model.bundle import Description
from edge_model.errors import EdgeModelError
from edge_model.layout import Net
from edge_model.manifest import Input, Letterbox, Output, Source
from edge_model.sources.model import DETECT, Facts
from edge_model.surgery import graph

MEAN, STD = (103.5, 116.3, 123.7), (57.4, 57.1, 58.4)
SIDE = 64


def net(network: nn.Module, decoder: str, output: Output | None = None, labels: int = 3) -> Net:
    image = Input(SIDE, SIDE, "nchw", "float32", "bgr", MEAN, STD, Letterbox("centre", 114))
    description = Description(
        name="net",
        version="1.0.0",
        task="detect",
        decoder=decoder,
        precision="fp32",
        input=image,
        output=output,
        thresholds=DETECT,
        labels=coco.LABELS[:labels],
        licence="MIT",
        licence_files={},
        source=Source("package", "upstream", "project"),
    )
    pixels = torch.randint(0, 256, (1, 3, SIDE, SIDE), generator=torch.Generator().manual_seed(0)).float()
    example = (pixels - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(STD).view(1, 3, 1, 1)
    torch.manual_seed(1)
    return Net(graph.of(network.eval(), example), example, description)


class Grid(nn.Module):
    """An undecoded grid at strides 8, 16 and 32, as YOLOX gives it."""

    def __init__(self) -> None:
        super().__init__()
        self.levels = nn.ModuleList(nn.Conv2d(3, 8, stride, stride) for stride in (8, 16, 32))

    def forward(self, x: Tensor) -> Tensor:
        rows = torch.cat([level(x).flatten(2) for level in self.levels], 2).permute(0, 2, 1)
        return torch.cat([rows[..., :4], rows[..., 4:].sigmoid()], -1)


class Head(nn.Module):
    """The head of YOLOv8: distributions over 16 bins and class logits for each stride, decoded to pixels."""

    bins = 16

    def __init__(self, classes: int = 3) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.sides = nn.ModuleList(nn.Conv2d(8, 4 * self.bins, stride, stride) for stride in (8, 16, 32))
        self.classes = nn.ModuleList(nn.Conv2d(8, classes, stride, stride) for stride in (8, 16, 32))
        self.expectation = nn.Conv2d(self.bins, 1, 1, bias=False)
        self.expectation.weight.data = torch.arange(self.bins).float().view(1, -1, 1, 1)
        cells, steps = [], []
        for stride in (8, 16, 32):
            side = SIDE // stride
            rows, columns = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
            cells.append(torch.stack([columns.flatten(), rows.flatten()]) + 0.5)
            steps.append(torch.full((side * side,), stride))
        self.centres: Tensor
        self.steps: Tensor
        self.register_buffer("centres", torch.cat(cells, 1).unsqueeze(0))
        self.register_buffer("steps", torch.cat(steps).float())

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        levels = [torch.cat([a(x), b(x)], 1).flatten(2) for a, b in zip(self.sides, self.classes, strict=True)]
        logits, scores = torch.split(torch.cat(levels, 2), [4 * self.bins, 3], 1)
        distances = self.expectation(logits.view(1, 4, self.bins, -1).transpose(2, 1).softmax(1)).view(1, 4, -1)
        begin, end = self.centres - distances[:, :2], self.centres + distances[:, 2:]
        return torch.cat([torch.cat([(begin + end) / 2, end - begin], 1) * self.steps, scores.sigmoid()], 1)


def run(changed: Net) -> list[Tensor]:
    return racing.Program(lowering.lower(changed.behind(changed.module), changed.example).program)(changed.example)


@pytest.mark.parametrize("padding", [0, 2])
def test_normalisation_inside_is_equal_up_to_the_border(padding: int) -> None:
    before = net(nn.Sequential(nn.Conv2d(3, 4, 6, 2, padding), nn.ReLU()), "yolov5")
    after, verdict = layout.normalisation_inside(before)
    assert verdict.kept
    assert verdict.difference < 1e-4
    assert after.description.input.mean == (0, 0, 0)
    assert after.description.input.std == (1, 1, 1)
    assert Facts("net").calibration_input(after.description.input).std == (1, 1, 1)
    assert float(after.example.max()) == 255
    for one, other in zip(run(before), run(after), strict=True):
        torch.testing.assert_close(other, one, atol=1e-4, rtol=1e-3)
    assert lowering.lower(after.module, after.example).outside == ()


def test_without_a_mean_nothing_is_copied_at_the_border() -> None:
    before = net(nn.Conv2d(3, 4, 3, padding=1), "yolov5")
    image = replace(before.description.input, mean=(0, 0, 0))
    plain = replace(before, description=replace(before.description, input=image))
    after, verdict = layout.normalisation_inside(plain)
    assert verdict.difference < 1e-4
    assert not [node for node in after.module.graph.nodes if "cat" in str(node.target)]


def test_normalisation_is_not_folded_into_what_is_no_convolution() -> None:
    with pytest.raises(EdgeModelError, match=r'"relu\.default" reads the image'):
        layout.normalisation_inside(net(nn.Sequential(nn.ReLU(), nn.Conv2d(3, 4, 3)), "yolov5"))


def test_boxes_of_a_yolox_grid_are_decoded_inside() -> None:
    after, verdict = layout.boxes_inside(net(Grid(), "yolox", Output((8, 16, 32))))
    assert verdict.difference < 1e-3
    assert (after.description.decoder, after.description.output) == ("yolov5", None)
    (rows,) = run(after)
    assert float(rows[0, :64, 0].max()) > SIDE / 2, "centres are in pixels"


def test_boxes_of_an_ultralytics_head_are_decoded_outside() -> None:
    after, verdict = layout.boxes_outside(net(Head(), "yolov8"))
    assert verdict.difference < 1e-3
    assert (after.description.decoder, after.description.output) == ("nanodet", Output((8, 16, 32), 16))
    assert [tuple(each.shape) for each in run(after)] == [
        (1, channels, side, side) for channels in (3, 64) for side in (8, 4, 2)
    ]


@pytest.mark.parametrize(("decoder", "word"), [("yolox", "yolov8"), ("end2end", "final boxes")])
def test_boxes_that_cannot_be_taken_out_say_why(decoder: str, word: str) -> None:
    with pytest.raises(EdgeModelError, match=word):
        layout.boxes_outside(net(Grid(), decoder, Output((8, 16, 32))))


def test_a_head_of_another_kind_is_not_taken_apart() -> None:
    with pytest.raises(EdgeModelError, match="at stride 8 the head ends in convolutions with"):
        layout.boxes_outside(net(Grid(), "yolov8"))


def test_boxes_inside_needs_a_yolox_grid() -> None:
    with pytest.raises(EdgeModelError, match='the decoder here is "yolov8"'):
        layout.boxes_inside(net(Head(), "yolov8"))

"""Each pass leaves the numbers alone and changes what it says it changes; nearest upsampling runs in the delegate."""

import copy

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from edge_model import lowering, racing
from edge_model.surgery import choose, focus, graph, pools, splits, upsample


class Focus(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(12, 6, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        quarters = [x[:, :, row::2, column::2] for column in (0, 1) for row in (0, 1)]
        return self.stem(torch.cat(quarters, 1))  # type: ignore[no-any-return]


class Pyramid(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, *(functional.max_pool2d(x, k, 1, k // 2) for k in (5, 9, 13))], 1)


class Halves(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        first, second = torch.split(x, [1, 2], 1)
        return torch.cat([second.sigmoid(), first], 1)


class Upsampled(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.low = nn.Conv2d(3, 8, 3, 2, 1)
        self.high = nn.Conv2d(3, 8, 3, 1, 1)
        self.joined = nn.Conv2d(16, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        up = functional.interpolate(self.low(x), scale_factor=2.0, mode="nearest")
        return self.joined(torch.cat([up, self.high(x)], 1))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("network", "rewrite", "places", "gone"),
    [
        (Focus(), focus.merge, 1, "slice"),
        (Pyramid(), pools.chain, 2, "none"),
        (Halves(), splits.to_slices, 1, "split"),
        (Upsampled(), upsample.behind_convolutions, 1, "cat"),
    ],
    ids=["focus", "pools", "splits", "upsample"],
)
def test_a_pass_is_equal_and_finds_its_places(network: nn.Module, rewrite: object, places: int, gone: str) -> None:
    example = torch.rand(1, 3, 16, 16)
    before = graph.of(network.eval(), example)
    after = copy.deepcopy(before)
    assert rewrite(after) == places  # type: ignore[operator]
    assert choose.relative_difference(before, graph.of(after, example), example) < 1e-5
    assert not [node for node in after.graph.nodes if gone in str(node.target)]


def test_a_focus_of_other_offsets_is_left_alone() -> None:
    class Twice(Focus):
        def forward(self, x: Tensor) -> Tensor:
            return self.stem(torch.cat([x[:, :, ::2, ::2]] * 4, 1))  # type: ignore[no-any-return]

    assert focus.merge(graph.of(Twice().eval(), torch.rand(1, 3, 16, 16))) == 0


@pytest.mark.parametrize("quantized", [False, True])
def test_nearest_upsampling_runs_inside_the_delegate(quantized: bool) -> None:
    example = torch.rand(1, 3, 16, 24)
    network: nn.Module = Upsampled().eval()
    if quantized:
        network = lowering.quantize_static(network, example, [example, example / 2])
    lowered = lowering.lower(network, example)
    assert (lowered.delegates, lowered.outside) == (1, ())
    with torch.no_grad():
        wanted = network(example)
    (got,) = racing.Program(lowered.program)(example)
    step = float(wanted.abs().max()) / 127 if quantized else 1e-5
    torch.testing.assert_close(got, wanted, atol=2 * step, rtol=0)

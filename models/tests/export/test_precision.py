"""Each precision of a small network runs and stays close to the network it was made from."""

import pytest
import torch
from torch import nn
from torchao.quantization.pt2e import move_exported_model_to_train

from edge_model import lowering, precision, racing
from edge_model.errors import EdgeModelError
from edge_model.surgery import graph


def make() -> nn.Module:
    torch.manual_seed(2)
    return nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 64, 4)).eval()


EXAMPLE = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(4))


def train(prepared: nn.Module) -> None:
    move_exported_model_to_train(prepared)
    optimiser = torch.optim.SGD(prepared.parameters(), 1e-4)
    for _ in range(2):
        optimiser.zero_grad()
        prepared(EXAMPLE).square().sum().backward()
        optimiser.step()


@pytest.mark.parametrize(
    ("kind", "tolerance"), [("fp32", 1e-5), ("fp16", 5e-3), ("int8-dynamic", 0.05), ("int8", 0.05), ("int8-qat", 0.1)]
)
def test_a_precision_stays_close_to_the_network(kind: precision.Precision, tolerance: float) -> None:
    network = graph.of(make(), EXAMPLE)
    converted = precision.convert(network, EXAMPLE, kind, [EXAMPLE], train if kind == "int8-qat" else None)
    lowered = lowering.lower(converted, EXAMPLE)
    (got,) = racing.Program(lowered.program)(EXAMPLE)
    with torch.no_grad():
        wanted = make()(EXAMPLE)
    assert got.dtype == torch.float32
    assert float((got - wanted).abs().max() / wanted.abs().max()) < tolerance


def test_int8_makes_the_program_smaller() -> None:
    sizes = {
        kind: len(lowering.lower(precision.convert(make(), EXAMPLE, kind, [EXAMPLE], None), EXAMPLE).program)
        for kind in ("fp32", "int8")
    }
    assert sizes["int8"] < sizes["fp32"]


@pytest.mark.parametrize(("kind", "option"), [("int8", "--calibration"), ("int8-qat", "--train")])
def test_what_a_precision_needs_is_asked_for(kind: precision.Precision, option: str) -> None:
    with pytest.raises(EdgeModelError, match=option):
        precision.convert(make(), EXAMPLE, kind, [], None)


def test_a_trainer_that_is_not_there_is_named() -> None:
    with pytest.raises(EdgeModelError, match="no callable"):
        precision.trainer("math:trainn")

"""Why an operator stayed outside the delegates is asked of XNNPACK's partitioner, and what it costs of the trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from edge_model import lowering
from edge_model.backends import refusals
from edge_model.cli import main


class Strided(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x[:, :, ::2, ::2] * 2.0


class Sorted(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.sort(x.flatten())[0] + 1.0


class Whole(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return (x.int() + x.int()).float()


class Power(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.pow(3) + x.softmax(1)


class Delegated(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.relu() + 1.0


CUMULATIVE = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 2, 3, 2, 1)

    def forward(self, x):
        return torch.cumsum(self.conv(x).mean((2, 3)), 1)
"""


@pytest.mark.parametrize(
    ("network", "operator", "reason"),
    [
        (Strided(), "slice_copy.Tensor", "a step other than 1"),
        (Sorted(), "sort", refusals.NO_OPERATOR),
        (Whole(), "add.Tensor", "invalid dtype"),
        (Power(), "pow.Tensor_Scalar", "only support power == 2, got 3"),
        (Power(), "_softmax.default", "dim must be the last dim, got dim = 1"),
    ],
)
def test_the_partitioner_gives_its_reason(network: nn.Module, operator: str, reason: str) -> None:
    found = refusals.outside(lowering.lower(network, torch.rand(1, 3, 8, 8)).program)
    reasons = [each.reason for each in found if each.operator.startswith(operator)]
    assert reasons, found
    assert all(reason in each for each in reasons), reasons


def test_operands_are_shown_with_type_and_shape() -> None:
    first, *_ = refusals.outside(lowering.lower(Strided(), torch.rand(1, 3, 8, 8)).program)
    assert first.operands == "float32 [1, 3, 8, 8]"


def test_nothing_outside_is_nothing_to_explain() -> None:
    assert refusals.outside(lowering.lower(Delegated(), torch.rand(1, 3, 8, 8)).program) == ()


def test_export_and_profile_print_what_stayed_outside_what_it_costs_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.py").write_text(CUMULATIVE)
    (tmp_path / "names.txt").write_text("a\nb\n")
    words = f"--input-size 32x32 --decoder classify --labels-file {tmp_path}/names.txt --licence MIT --colour rgb"
    words += " --letterbox stretch --mean 0 0 0 --std 255 255 255 --json"
    assert main(["export", f"{tmp_path}/net.py:Net", *words.split(), "--out", str(tmp_path / "net")]) == 0
    said = json.loads(capsys.readouterr().out)["outside the delegates"]
    assert main(["profile", str(tmp_path / "net"), "--runs", "3", "--json"]) == 0
    profiled = json.loads(capsys.readouterr().out)["outside the delegates"]
    for rows in (said, profiled):
        [row] = [each for each in rows if each["operator"] == "cumsum.default"]
        assert row["reason"] == refusals.NO_OPERATOR
        assert row["medianMs"] > 0
        assert 0 < row["share"] < 1

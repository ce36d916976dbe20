"""The backends besides XNNPACK; the OpenVINO program also runs."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from edge_model import backends
from edge_model.backends import ahead

EXAMPLE = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(5))


def make() -> nn.Module:
    torch.manual_seed(6)
    return nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 4, 3, 2, 1)).eval()


@pytest.mark.parametrize("name", ["vulkan", "coreml", "openvino", "ethos-u"])
def test_a_program_holds_delegates_of_its_backend_alone(name: str) -> None:
    backend = backends.named(name)
    lowered = ahead.lower(backend, make(), EXAMPLE, [EXAMPLE] if "int8" in backend.precisions else [])
    assert lowered.delegates >= 1
    ahead.check(backend, lowered.program)

"""ONNX files: of the authors where there are any, else from the same module that edge-infer's program is made of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any, Self

import numpy as np
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from edge_model import catalog
from edge_model.sources import Request, catalog_name
from edge_model.surgery import choose

from .frames import inputs
from .work import Work

_OPSET = 17


def nanodet(work: Work) -> None:
    """Outputs in the order of the manifest: scores of each stride, then logits of each."""
    model = catalog_name.from_package(catalog.entry("nanodet-g"), None)
    names = [f"{kind}{level}" for kind in ("scores", "boxes") for level in range(3)]
    _export(work, model.network, model.example, names)


def yolox(work: Work) -> None:
    """The file that its authors publish, by its hash."""
    local = work.data / "models" if work.data and (work.data / "models/yolox_nano.onnx").is_file() else None
    shutil.copy(catalog.fetch(catalog.entry("yolox-nano"), local, trust=False), work.out)


def yolox_rewritten(work: Work) -> None:
    """The same network with the strided slices at its beginning as one convolution, which is equal.

    ncnn has no strided slices; and eight bits gain more without them.
    """
    model = catalog_name.from_file(catalog.entry("yolox-nano"), work.store / "yolox-nano.onnx", Request())
    chosen = choose.choose(model.network, model.example * 255, measure=False)
    _export(work, _Settled(chosen.module), model.example, ["cells"])


class _Settled(torch.nn.Module):
    """A graph is in evaluation mode and refuses to be told so."""

    def __init__(self, graph: torch.nn.Module) -> None:
        super().__init__()
        self.graph = graph

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        cells: torch.Tensor = self.graph(image)
        return cells

    def train(self, mode: bool = True) -> Self:
        return self


def _export(work: Work, network: torch.nn.Module, example: torch.Tensor, outputs: list[str]) -> None:
    torch.onnx.export(
        network,
        (example,),
        str(work.out),
        dynamo=False,  # the other way needs a further package and gives the same operators
        opset_version=_OPSET,
        input_names=["image"],
        output_names=outputs,
    )


def nanodet_int8(work: Work) -> None:
    _quantize(work, "nanodet-g.onnx", "nanodet-g-fp32")


def yolox_int8(work: Work) -> None:
    _quantize(work, "yolox-nano-rewritten.onnx", "yolox-nano-fp32")


def _quantize(work: Work, source: str, bundle: str) -> None:
    """As ONNX Runtime's documentation advises for x86 with VNNI and for ARM: static, QDQ, per channel."""
    ready = work.out.with_name(f"part-ready-{source}")
    quant_pre_process(str(work.store / source), str(ready))
    quantize_static(
        str(ready),
        str(work.out),
        _Pictures(ready, inputs(work, bundle)),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    ready.unlink()


class _Pictures(CalibrationDataReader):  # type: ignore[misc]
    def __init__(self, model: Any, pictures: list[np.ndarray]) -> None:
        import onnx

        name = onnx.load(str(model)).graph.input[0].name
        self._each: Iterator[dict[str, np.ndarray]] = iter([{name: picture} for picture in pictures])

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(self._each, None)

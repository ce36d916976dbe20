"""`FILE.onnx`: opset 11 to 20, one image input. What Ultralytics writes into the metadata is used."""

from __future__ import annotations

import ast
from pathlib import Path

import onnx
import torch

from .. import onnx_prepare, onnx_static
from ..manifest import Input, Letterbox
from .model import CLASSIFY, DETECT, NO_SUPPRESSION, Facts, Request, SourceModel


def load(text: str, request: Request) -> SourceModel:
    path = Path(text)
    model = onnx_prepare.load(path, request.size)
    shape = onnx_prepare.input_shape(model)
    generator = torch.Generator().manual_seed(0)
    return SourceModel(
        kind="onnx",
        network=onnx_static.translate(model, path).eval(),
        example=torch.rand(shape, generator=generator),
        facts=_facts(model, path, shape),
    )


def _facts(model: onnx.ModelProto, path: Path, shape: list[int]) -> Facts:
    said = {entry.key: entry.value for entry in model.metadata_props}
    if "names" not in said or "task" not in said:
        return Facts(name=path.stem)
    names = ast.literal_eval(said["names"])
    output = [axis.dim_value for axis in model.graph.output[0].type.tensor_type.shape.dim]
    return ultralytics_facts(path.stem, said["task"], tuple(names[key] for key in sorted(names)), shape, output)


def ultralytics_facts(name: str, task: str, labels: tuple[str, ...], shape: list[int], output: list[int]) -> Facts:
    """What Ultralytics' models have in common: RGB 0..1, centred letterbox of 114; `[1, n, 6]` is end-to-end."""
    end_to_end = len(output) == 3 and output[2] == 6
    classify = task == "classify"
    return Facts(
        name=name,
        task="classify" if classify else "detect",
        decoder="classify" if classify else "end2end" if end_to_end else "yolov8",
        labels=labels,
        input=Input(
            width=shape[3],
            height=shape[2],
            layout="nchw",
            dtype="float32",
            colour="rgb",
            mean=(0.0, 0.0, 0.0),
            std=(255.0, 255.0, 255.0),
            letterbox=Letterbox("centre", 114),
        ),
        thresholds=CLASSIFY if classify else NO_SUPPRESSION if end_to_end else DETECT,
        licence="AGPL-3.0-only",
    )

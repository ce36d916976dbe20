"""`FILE.pt2`: a program that `torch.export.save` wrote."""

from __future__ import annotations

from pathlib import Path

import torch

from ..errors import EdgeModelError
from .model import Facts, Request, SourceModel


def load(text: str, request: Request) -> SourceModel:
    path = Path(text)
    if not path.is_file():
        raise EdgeModelError(f'"{path}" does not exist: give the file that torch.export.save wrote')
    try:
        program = torch.export.load(path)
    except Exception as error:
        raise EdgeModelError(
            f'"{path}" is not a torch.export program of torch {torch.__version__}: {error}; save it again with '
            "torch.export.save under that version"
        ) from error
    names = set(program.graph_signature.user_inputs)
    inputs = [node for node in program.graph.nodes if node.op == "placeholder" and node.name in names]
    if len(inputs) != 1:
        raise EdgeModelError(f'"{path}" takes {len(inputs)} inputs; one image [1, 3, height, width] is expected')
    value = inputs[0].meta["val"]
    if not all(isinstance(length, int) for length in value.shape):
        raise EdgeModelError(f'"{path}" has an open shape {tuple(value.shape)}: export it with a fixed size')
    shape = tuple(int(length) for length in value.shape)
    if request.size is not None and request.size != shape[-2:]:
        raise EdgeModelError(
            f'"{path}" has a fixed input of {shape[-1]}x{shape[-2]}: leave --input-size out, or export it again'
        )
    example = torch.rand(shape, generator=torch.Generator().manual_seed(0)).to(value.dtype)
    network = program.module(check_guards=False)
    return SourceModel("torch.export", network, example, Facts(name=path.stem))

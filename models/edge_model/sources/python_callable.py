"""`MODULE:CALLABLE` or `FILE.py:CALLABLE`: a function or class without arguments that gives an `nn.Module`.

It may also give `(module, example input)`. With `--weights` the state dict of that file is loaded into it.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from ..errors import EdgeModelError
from . import weights
from .model import Facts, Request, SourceModel


def load(text: str, request: Request) -> SourceModel:
    place, _, name = text.rpartition(":")
    module = _import(place)
    maker = getattr(module, name, None)
    if maker is None or not callable(maker):
        near = difflib.get_close_matches(name, [each for each in dir(module) if not each.startswith("_")], 1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise EdgeModelError(f'"{place}" has no callable "{name}"{hint}')
    made: Any = maker()
    network, example = made if isinstance(made, tuple) else (made, None)
    if not isinstance(network, nn.Module):
        raise EdgeModelError(f'"{text}" gave {type(network).__name__}; it must give a torch.nn.Module')
    if example is None:
        if request.size is None:
            raise EdgeModelError(
                f'"{text}" gave no example input: return (module, example) from it or add --input-size WIDTHxHEIGHT'
            )
        example = torch.rand(1, 3, *request.size, generator=torch.Generator().manual_seed(0))
    if not isinstance(example, Tensor) or example.dim() != 4 or example.shape[0] != 1:
        raise EdgeModelError(f'"{text}" gave an example that is no tensor [1, channels, height, width]')
    if request.weights is not None:
        weights.fill(network, weights.read(request.weights), request.weights)
    return SourceModel("callable", network.eval(), example, Facts(name=name.replace("_", "-").lower()))


def _import(place: str) -> ModuleType:
    try:
        if not place.endswith(".py"):
            sys.path.insert(0, str(Path.cwd()))
            try:
                return importlib.import_module(place)
            finally:
                sys.path.pop(0)
        path = Path(place)
        if not path.is_file():
            raise EdgeModelError(f'"{path}" does not exist: give a Python file or the name of a module')
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except ImportError as error:
        raise EdgeModelError(
            f'"{place}" cannot be imported: {error}; run the command where the module lies, or install it'
        ) from error
    return module

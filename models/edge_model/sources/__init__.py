"""Where models come from: one module a kind, `KINDS` is the only list of them.

`load` takes what a person typed and gives one typed value. Finding the kind needs no torch; loading does.
"""

from __future__ import annotations

import difflib
import importlib
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .. import catalog
from ..errors import EdgeModelError
from .model import Facts, Request, SourceModel

__all__ = ["KINDS", "Facts", "Kind", "Request", "SourceModel", "find", "load"]


@dataclass(frozen=True)
class Kind:
    """A kind of source: how it is written, and the module here whose `load(text, request)` reads it."""

    name: str
    written: str
    module: str
    recognises: Callable[[str], bool]


def _ends(*suffixes: str) -> Callable[[str], bool]:
    return lambda text: Path(text).suffix.lower() in suffixes


def _is_torchscript(text: str) -> bool:
    """A TorchScript archive holds code; a checkpoint of Ultralytics is a pickle without it."""
    path = Path(text)
    if path.suffix.lower() not in (".pt", ".ts", ".torchscript"):
        return False
    if path.suffix.lower() != ".pt" or not path.is_file() or not zipfile.is_zipfile(path):
        return path.suffix.lower() != ".pt"
    with zipfile.ZipFile(path) as archive:
        return any("/code/" in name for name in archive.namelist())


def _is_callable(text: str) -> bool:
    return re.fullmatch(r"(?:[A-Za-z_][\w.]*|.+\.py):[A-Za-z_]\w*", text) is not None


# Order matters: the first that recognises a text reads it.
KINDS: tuple[Kind, ...] = (
    Kind("torchvision", "torchvision:NAME", "torchvision_name", lambda text: text.startswith("torchvision:")),
    Kind("onnx", "FILE.onnx", "onnx_file", _ends(".onnx")),
    Kind("torch.export", "FILE.pt2", "exported_program", _ends(".pt2")),
    Kind("torchscript", "FILE.ts or FILE.pt", "torchscript", _is_torchscript),
    Kind("ultralytics", "FILE.pt or NAME.yaml (Ultralytics)", "ultralytics_model", _ends(".pt", ".yaml", ".yml")),
    Kind("catalog", "a name of models/catalog.yaml", "catalog_name", lambda text: text in catalog.names()),
    Kind("callable", "MODULE:CALLABLE or FILE.py:CALLABLE", "python_callable", _is_callable),
)


def find(text: str) -> Kind:
    """The kind of source that `text` is written as; an error says what there is and what comes nearest."""
    for kind in KINDS:
        if kind.recognises(text):
            return kind
    near = difflib.get_close_matches(text, catalog.names(), 1)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    forms = "; ".join(kind.written for kind in KINDS)
    raise EdgeModelError(
        f'"{text}" is no source of a model: {hint}give one of: {forms}. The catalog has {", ".join(catalog.names())}'
    )


def load(text: str, request: Request) -> SourceModel:
    """The model that `text` names, in evaluation mode."""
    kind = find(text)
    module = importlib.import_module(f".{kind.module}", __name__)
    model: SourceModel = module.load(text, request)
    return model

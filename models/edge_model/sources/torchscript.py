"""`FILE.ts` or `FILE.pt`: TorchScript, as `torch.jit.trace(...).save` writes it.

`torch.export` takes no TorchScript. The graph is inlined and executed once, operator by operator, under
`torch.export` itself: what it records are the ATen operators of the program.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..errors import EdgeModelError
from .model import Facts, Request, SourceModel


def load(text: str, request: Request) -> SourceModel:
    path = Path(text)
    if not path.is_file():
        raise EdgeModelError(f'"{path}" does not exist: give a TorchScript file')
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            script = torch.jit.load(str(path), map_location="cpu")  # type: ignore[no-untyped-call]
            frozen = torch.jit.freeze(script.eval())
    except Exception as error:
        raise EdgeModelError(f'"{path}" is not TorchScript: {str(error).splitlines()[0]}') from error
    size = request.size
    if size is None:
        raise EdgeModelError(f'"{path}" does not say how large its input is: add --input-size WIDTHxHEIGHT')
    example = torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(0))
    return SourceModel("torchscript", Interpreted(frozen, path).eval(), example, Facts(name=path.stem))


class Interpreted(nn.Module):
    """Runs the operators of a frozen TorchScript graph one after the other."""

    def __init__(self, frozen: Any, path: Path) -> None:
        super().__init__()
        self._path = path
        self._graph = frozen.inlined_graph
        self._constants: dict[str, Any] = {}
        for node in self._graph.nodes():
            if node.kind() == "prim::Constant":
                self._constants[node.output().debugName()] = self._literal(node)
        for name, value in list(self._constants.items()):
            if isinstance(value, Tensor):
                key = "weight_" + name.replace(".", "_")
                self.register_buffer(key, value.detach().clone())
                self._constants[name] = _Weight(key)

    def forward(self, x: Tensor) -> Any:
        inputs = list(self._graph.inputs())
        values = {name: self._value(value) for name, value in self._constants.items()}
        values[inputs[0].debugName()] = None  # the module itself; frozen, nothing reads it
        values[inputs[-1].debugName()] = x
        for node in self._graph.nodes():
            self._run(node, values)
        results = [values[output.debugName()] for output in self._graph.outputs()]
        return results[0] if len(results) == 1 else tuple(results)

    def _value(self, value: Any) -> Any:
        return getattr(self, value.key) if isinstance(value, _Weight) else value

    def _run(self, node: Any, values: dict[str, Any]) -> None:
        kind = node.kind()
        if kind == "prim::Constant":
            return
        arguments = [values[each.debugName()] for each in node.inputs()]
        outputs = [each.debugName() for each in node.outputs()]
        if kind == "prim::ListConstruct":
            values[outputs[0]] = arguments
        elif kind == "prim::TupleConstruct":
            values[outputs[0]] = tuple(arguments)
        elif kind in ("prim::ListUnpack", "prim::TupleUnpack"):
            values.update(zip(outputs, arguments[0], strict=True))
        elif kind == "prim::NumToTensor":
            values[outputs[0]] = arguments[0]
        elif kind in ("aten::Int", "aten::Float") and not isinstance(arguments[0], Tensor):
            values[outputs[0]] = int(arguments[0]) if kind == "aten::Int" else float(arguments[0])
        elif kind.startswith("aten::"):
            result = self._operator(node)(*arguments)
            values.update(zip(outputs, result if len(outputs) > 1 else (result,), strict=True))
        else:
            raise EdgeModelError(
                f'"{self._path}" has {kind}, control flow that depends on values: save it with torch.jit.trace'
            )

    def _operator(self, node: Any) -> Any:
        name, overload = node.schema().split("(")[0].removeprefix("aten::"), ""
        if "." in name:
            name, overload = name.split(".", 1)
        packet = getattr(torch.ops.aten, name)
        return getattr(packet, overload or "default")

    @staticmethod
    def _literal(node: Any) -> Any:
        output = node.output()
        return output.toIValue() if output.type().kind() != "NoneType" else None


class _Weight:
    """Stands for a buffer of this module in the table of constants."""

    def __init__(self, key: str) -> None:
        self.key = key

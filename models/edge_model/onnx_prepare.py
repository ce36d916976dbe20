"""An ONNX model made static before it is translated: fixed input size, shapes as constants, operators as of opset 17.

Exporters compute shapes from the input while the model runs (Shape, Gather, Concat, then Reshape). With a fixed input
all of that is known: it is evaluated once here and stays as constants. What changed between opset 17 and 20 is said in
the older form, which the translator knows. Needs onnx, no torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper, shape_inference
from onnx.reference import ReferenceEvaluator

from .errors import EdgeModelError

OLDEST, NEWEST = 11, 20
_TRANSLATED = 17
_LARGEST_CONSTANT = 1 << 20  # elements; shapes and grids are small, whatever is larger is left to the network
_Array = npt.NDArray[np.generic]


def load(path: Path, size: tuple[int, int] | None = None) -> onnx.ModelProto:
    """The model of `path` with constant shapes; `size` (height, width) fixes an input whose size is open."""
    if not path.is_file():
        raise EdgeModelError(f'"{path}" does not exist: give an ONNX file')
    try:
        model = onnx.load(path)
        onnx.checker.check_model(model)
    except Exception as error:
        raise EdgeModelError(f'"{path}" is not a valid ONNX file: {error}') from error
    opset = next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), 0)
    if not OLDEST <= opset <= NEWEST:
        raise EdgeModelError(
            f'"{path}" has opset {opset}; {OLDEST} to {NEWEST} are read: export it again with opset {_TRANSLATED}'
        )
    fix_input(model, path, size)
    fold_constants(model)
    if opset > _TRANSLATED:
        say_older(model)
    return model


def image_input(model: onnx.ModelProto) -> onnx.ValueInfoProto:
    """The one input that is no weight."""
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in weights]
    if len(inputs) != 1:
        names = ", ".join(f'"{value.name}"' for value in inputs) or "none"
        raise EdgeModelError(f"the ONNX model must have one input, an image; it has {names}")
    return inputs[0]


def input_shape(model: onnx.ModelProto) -> list[int]:
    """The shape of the image input; 0 where it is open."""
    return [int(axis.dim_value) for axis in image_input(model).type.tensor_type.shape.dim]


def fix_input(model: onnx.ModelProto, path: Path, size: tuple[int, int] | None) -> None:
    """Writes batch 1 and `size` into the shape of the input."""
    shape = input_shape(model)
    if len(shape) != 4:
        raise EdgeModelError(f'"{path}" takes an input of shape {shape}; an image [1, 3, height, width] is expected')
    wanted = [shape[0] or 1, shape[1] or 3, *(size or (shape[2], shape[3]))]
    if 0 in wanted:
        raise EdgeModelError(f'"{path}" leaves the size of its input open: add --input-size WIDTHxHEIGHT')
    if size is not None and any(given and given != asked for given, asked in zip(shape, wanted, strict=True)):
        raise EdgeModelError(
            f'"{path}" has a fixed input of {shape[3]}x{shape[2]}, --input-size says {size[1]}x{size[0]}: leave it '
            "out, or export the model again with that size"
        )
    for axis, length in zip(image_input(model).type.tensor_type.shape.dim, wanted, strict=True):
        axis.ClearField("dim_param")
        axis.dim_value = length


def fold_constants(model: onnx.ModelProto) -> None:
    """Evaluates every node that depends on shapes and constants alone, and makes it an initialiser."""
    for _ in range(len(model.graph.node)):
        del model.graph.value_info[:]
        model.CopyFrom(shape_inference.infer_shapes(model, data_prop=True))
        if not _fold_once(model):
            return


def _fold_once(model: onnx.ModelProto) -> bool:
    shapes = _known_shapes(model)
    constants: dict[str, _Array] = {
        tensor.name: numpy_helper.to_array(tensor)
        for tensor in model.graph.initializer
        if np.prod(tensor.dims, dtype=np.int64) <= _LARGEST_CONSTANT
    }
    kept: list[onnx.NodeProto] = []
    folded: dict[str, _Array] = {}
    for node in model.graph.node:
        results = _evaluate(model, node, constants, shapes)
        if results is None:
            kept.append(node)
        else:
            constants |= results
            folded |= results
    if not folded:
        return False
    del model.graph.node[:]
    model.graph.node.extend(kept)
    model.graph.initializer.extend(numpy_helper.from_array(np.asarray(value), name) for name, value in folded.items())
    return True


def _evaluate(
    model: onnx.ModelProto, node: onnx.NodeProto, constants: dict[str, _Array], shapes: dict[str, list[int]]
) -> dict[str, _Array] | None:
    outputs = {value.name for value in model.graph.output}
    if outputs.intersection(node.output) or node.op_type.startswith("Random"):
        return None
    if node.op_type == "Shape" and not node.attribute and node.input[0] in shapes:
        return {node.output[0]: np.asarray(shapes[node.input[0]], np.int64)}
    used = [name for name in node.input if name]
    if not all(name in constants for name in used) or any(a.type == onnx.AttributeProto.GRAPH for a in node.attribute):
        return None
    graph = helper.make_graph(
        [node],
        "constant",
        [],
        [onnx.ValueInfoProto(name=name) for name in node.output if name],
        [numpy_helper.from_array(np.asarray(constants[name]), name) for name in dict.fromkeys(used)],
    )
    single = helper.make_model(graph, opset_imports=list(model.opset_import), ir_version=model.ir_version)
    values = ReferenceEvaluator(single).run(None, {})
    names = [name for name in node.output if name]
    if any(np.size(value) > _LARGEST_CONSTANT for value in values):
        return None
    return dict(zip(names, map(np.asarray, values), strict=True))


def _known_shapes(model: onnx.ModelProto) -> dict[str, list[int]]:
    graph = model.graph
    known = {}
    for value in [*graph.input, *graph.value_info, *graph.output]:
        if not value.type.HasField("tensor_type") or not value.type.tensor_type.HasField("shape"):
            continue
        axes = value.type.tensor_type.shape.dim
        if all(axis.HasField("dim_value") for axis in axes):
            known[value.name] = [int(axis.dim_value) for axis in axes]
    return known | {tensor.name: list(tensor.dims) for tensor in graph.initializer}


def say_older(model: onnx.ModelProto) -> None:
    """Opset 18 to 20 in the forms of 17: attributes that did not exist yet go when they say what was always done."""
    shapes = _known_shapes(model)
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    rewrites: dict[str, Callable[[onnx.NodeProto], None]] = {
        "Resize": lambda node: _drop(node, {"antialias": 0, "keep_aspect_ratio_policy": b"stretch"}, ("axes",)),
        "Cast": lambda node: _drop(node, {"saturate": 1}),
        "AveragePool": lambda node: _drop(node, {"dilations": [1, 1]}),
        "Split": lambda node: _split_sizes(model, node, shapes),
        "Pad": lambda node: _refuse_input(node, 3, "axes"),
    }
    for name in ("Max", "Min", "Mean", "Prod", "L1", "L2", "LogSum", "LogSumExp", "SumSquare"):
        rewrites[f"Reduce{name}"] = lambda node: _axes_as_attribute(node, constants)
    for node in model.graph.node:
        if node.op_type in rewrites:
            rewrites[node.op_type](node)
    for entry in model.opset_import:
        if entry.domain in ("", "ai.onnx"):
            entry.version = _TRANSLATED


def _drop(node: onnx.NodeProto, harmless: dict[str, Any], forbidden: Iterable[str] = ()) -> None:
    for attribute in list(node.attribute):
        value = helper.get_attribute_value(attribute)
        if attribute.name in harmless and value == harmless[attribute.name]:
            node.attribute.remove(attribute)
        elif attribute.name in harmless or attribute.name in forbidden:
            raise EdgeModelError(
                f'{node.op_type} "{node.name}" sets {attribute.name} = {value!r}, which opset {_TRANSLATED} cannot say'
                f": export the model with opset {_TRANSLATED}"
            )


def _split_sizes(model: onnx.ModelProto, node: onnx.NodeProto, shapes: dict[str, list[int]]) -> None:
    parts = next((attribute for attribute in node.attribute if attribute.name == "num_outputs"), None)
    if parts is None:
        return
    axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 0)
    length = shapes[node.input[0]][axis]
    step = -(-length // parts.i)
    sizes = [min(step, length - begin) for begin in range(0, length, step)]
    node.attribute.remove(parts)
    name = f"{node.output[0]}_sizes"
    model.graph.initializer.append(numpy_helper.from_array(np.asarray(sizes, np.int64), name))
    node.input.append(name)


def _axes_as_attribute(node: onnx.NodeProto, constants: dict[str, onnx.TensorProto]) -> None:
    if len(node.input) < 2 or not node.input[1]:
        return
    if node.input[1] not in constants:
        raise EdgeModelError(f'{node.op_type} "{node.name}" computes its axes from the input, which is not supported')
    axes = numpy_helper.to_array(constants[node.input[1]]).tolist()
    del node.input[1:]
    _drop(node, {"noop_with_empty_axes": 0})
    node.attribute.append(helper.make_attribute("axes", axes))


def _refuse_input(node: onnx.NodeProto, position: int, name: str) -> None:
    if len(node.input) > position and node.input[position]:
        raise EdgeModelError(
            f'{node.op_type} "{node.name}" names its {name}: export the model with opset {_TRANSLATED}'
        )

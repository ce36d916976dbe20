"""The table: what each row asks, what it needs, what measures it, and what was tried where it is missed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import EdgeModelError
from .bounds import (
    Bound,
    ap_distance,
    difference,
    pixels_apart,
    points_lost,
    size_mb,
    size_ratio,
    time_ratio,
    times_faster,
)

ONNX_RUNTIME = "ONNX Runtime fp32"
OWN_EXPORT = "Ultralytics' own export"

# Parts of the project that a row uses; a copy of models/ alone has none of them.
_PROJECT = Path(__file__).parents[3]
RUN_ON_AARCH64 = _PROJECT / "native/run-aarch64.sh"
PHOTOS = _PROJECT / "daemon/src/test/resources/images"
_WHOLE = "take the whole project, not models/ alone"
# Where XNNPACK counts the processors of an emulated machine, too.
_SYSFS = Path("/sys/devices/system/cpu")
_MOUNT = "in /sys/devices/system: mount -t sysfs sysfs /sys"

_COCO = ("coco/validation/images", "coco/validation/labels")
_CALIBRATION = "coco/calibration"
_YOLOX = "models/yolox_nano.onnx"
_FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")  # where Debian's dataset-fashion-mnist puts it
_MOBILENET = "mobilenet-v3-small"


@dataclass(frozen=True)
class Needs:
    """`data` are paths below --data, `packages` importable names, `programs` commands (alternatives with `|`),
    `files` paths anywhere, each with what to do where it is absent.

    A row that needs the package "ultralytics" runs in the Python that --ultralytics-python names.
    """

    data: tuple[str, ...] = ()
    packages: tuple[str, ...] = ("torch", "executorch", "torchao", "cv2", "pycocotools", "tqdm")
    programs: tuple[str, ...] = ()
    files: tuple[tuple[Path, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """`module` has `measure(row, bench)`; `tried` is shown when the row is missed."""

    name: str
    title: str
    module: str
    bounds: tuple[Bound, ...]
    needs: Needs
    how: str
    tried: str = ""


def _detector(data: tuple[str, ...] = (), packages: tuple[str, ...] = ()) -> Needs:
    return Needs((*_COCO, *data), (*Needs.packages, *packages))


_TRAINED = Needs(
    packages=(*Needs.packages, "torchvision"), files=((_FASHION_MNIST, "apt install dataset-fashion-mnist"),)
)


def _ultralytics(name: str, title: str) -> Row:
    return Row(
        name=name,
        title=f"{title} fp32, Ultralytics yaml, random weights, 320×320",
        module="edge_model.results.ultralytics_networks",
        bounds=(difference("fp32", at_most=1e-3), time_ratio("fp32", OWN_EXPORT, at_most=1.0)),
        needs=Needs(packages=(*Needs.packages, "ultralytics")),
        how="`export`, all rewrites that pay, beside `yolo export format=executorch`; outputs against PyTorch's on one "
        "random picture",
    )


ROWS: tuple[Row, ...] = (
    Row(
        name="nanodet-g-int8",
        title="NanoDet-g int8",
        module="edge_model.results.nanodet",
        bounds=(
            points_lost("int8", against="fp32", at_most=0.5),
            times_faster("int8", than="fp32", at_least=2.7),
        ),
        needs=_detector(data=(_CALIBRATION,)),
        how="`bundle nanodet-g` in both precisions",
        tried="On AVX2 without 8-bit dot products 90 % of the time of int8 goes into XNNPACK's 3×3 convolutions, which "
        "multiply pairs of 16-bit values there (`profile`); were all other operators free, the ratio would be 2.7 at "
        "best. LeakyReLU quantized by annotation of our own: 5 % faster, AP 0.322 instead of 0.330. Another x86 "
        "machine gave 2.9 (16.6 to 5.7 ms).",
    ),
    Row(
        name="nanodet-g-sizes",
        title="NanoDet-g int8 with inputs of 320×320 and 256×256",
        module="edge_model.results.nanodet",
        bounds=(
            points_lost("int8 at 320", against="int8", at_most=5.0),
            times_faster("int8 at 320", than="int8", at_least=1.6),
            times_faster("int8 at 256", than="int8", at_least=2.4),
        ),
        needs=_detector(data=(_CALIBRATION,)),
        how="`bundle nanodet-g --input-size`; a network that was trained at 416×416",
        tried="Activation ranges observed on images of 416 pixels, or of both sizes, give AP 0.279 to 0.291 at 320: "
        "within chance of each other.",
    ),
    Row(
        name="yolox-nano-int8",
        title="YOLOX-nano int8, with what costs accuracy in float",
        module="edge_model.results.yolox",
        bounds=(
            points_lost("mixed", against="fp32", at_most=1.0),
            times_faster("mixed", than="fp32", at_least=1.6),
            time_ratio("mixed", ONNX_RUNTIME, at_most=1.0),
        ),
        needs=_detector(data=(_CALIBRATION, _YOLOX), packages=("onnx", "onnx2torch", "onnxruntime")),
        how="`export yolox-nano --precision mixed`, which ranks mixtures without labels and accepts one by those "
        "that the AP here is measured on; plain int8 loses 11 points",
        tried="On AVX2 without 8-bit dot products the 86 pointwise convolutions take longer in int8 (11.6 ms) than in "
        "float (9.8 of some 22, `profile --steps`): with 16 to 64 channels, adding up and rounding costs as much as "
        "multiplying. SiLU gains, 4.6 to 1.6 ms as one table look-up, which XNNPACK makes of sigmoid and product. "
        "Pairs of columns as channels take the stem in int8 from 6.5 to 4.6 ms: with all layers in int8 1.13 times as "
        "fast as float instead of 1.03, but the stem is what must stay in float. Inputs of SiLU cut at −8, below which "
        "it is nothing: agreement 0.89 instead of 0.87 with two layers in float, 0.55 instead of 0.62 with none. "
        "Another x86 machine gave 1.6 (8.4 to 5.1 ms).",
    ),
    Row(
        name="yolox-nano-fp32",
        title="YOLOX-nano fp32",
        module="edge_model.results.yolox",
        bounds=(
            ap_distance("fp32", to=ONNX_RUNTIME, at_most=0.00005),
            time_ratio("fp32", ONNX_RUNTIME, at_most=1.05),
        ),
        needs=_detector(data=(_YOLOX,), packages=("onnx", "onnx2torch", "onnxruntime")),
        how="`bundle yolox-nano`, and the same ONNX file in ONNX Runtime behind the same letterbox, decoder and NMS",
    ),
    Row(
        name="mobilenet-v3-small-int8",
        title="MobileNetV3-small int8, trained here on Fashion-MNIST",
        module="edge_model.results.classifiers",
        bounds=(
            # Less than one point, of 10,000 pictures.
            points_lost(f"{_MOBILENET}-int8", against=f"{_MOBILENET}-fp32", at_most=0.99),
            size_mb(f"{_MOBILENET}-int8", at_most=10.0),
            times_faster(f"{_MOBILENET}-int8", than=f"{_MOBILENET}-fp32", at_least=1.5),
        ),
        needs=_TRAINED,
        how="`recipe mobilenet`, 10,000 test pictures",
    ),
    Row(
        name="resnet18-int8",
        title="ResNet-18 int8",
        module="edge_model.results.classifiers",
        bounds=(
            size_ratio("resnet18-int8", to="resnet18-fp32", at_most=0.27),
            times_faster("resnet18-int8", than="resnet18-fp32", at_least=2.0),
        ),
        needs=_TRAINED,
        how="`recipe resnet18`, pictures of 32×32",
    ),
    Row(
        name="mobilenet-v3-small-smaller",
        title="MobileNetV3-small int8 by quantization-aware training, pruned, distilled: none worse than plain int8 at "
        "its size",
        module="edge_model.results.classifiers",
        bounds=(
            points_lost(f"{_MOBILENET}-qat-int8", against=f"{_MOBILENET}-int8", at_most=0.0),
            points_lost(f"{_MOBILENET}-pruned-int8", against=f"{_MOBILENET}-narrow-int8", at_most=0.0),
            points_lost(f"{_MOBILENET}-distilled-int8", against=f"{_MOBILENET}-narrow-int8", at_most=0.0),
        ),
        needs=_TRAINED,
        how="`recipe qat pruned distilled`; the narrow network is plain int8 at the size of the last two",
    ),
    Row(
        name="nanodet-g-fp16",
        title="NanoDet-g fp16",
        module="edge_model.results.nanodet",
        bounds=(points_lost("fp16", against="fp32", at_most=0.1),),
        needs=_detector(),
        how="`export nanodet-g --precision fp16`",
    ),
    Row(
        name="nanodet-g-fp16-aarch64",
        title="NanoDet-g fp16 on aarch64, emulated with half-precision arithmetic",
        module="edge_model.results.aarch64",
        bounds=(pixels_apart("fp16 on aarch64", at_most=2.0),),
        needs=Needs(
            programs=("cmake", "qemu-aarch64-static|qemu-aarch64", "aarch64-linux-gnu-g++"),
            files=((RUN_ON_AARCH64, _WHOLE), (PHOTOS, _WHOLE), (_SYSFS, _MOUNT)),
        ),
        how="the same program under qemu-user with `-cpu max` (SME off, which QEMU 7.2 computes wrongly): detections "
        "above 0.45 in three pictures against those on x86_64",
    ),
    _ultralytics("yolo11n", "YOLO11n"),
    _ultralytics("yolov8n", "YOLOv8n"),
    _ultralytics("yolov5nu", "YOLOv5nu"),
    _ultralytics("yolo26n", "YOLO26n"),
)


def named(names: Sequence[str]) -> tuple[Row, ...]:
    """The rows of these names in the order of the table; all of them without names."""
    known = [row.name for row in ROWS]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f'did you mean "{near[0]}"? ' if near else ""
            raise EdgeModelError(f'"{name}" is no row of the table: {hint}it has {", ".join(known)}')
    return tuple(row for row in ROWS if not names or row.name in names)

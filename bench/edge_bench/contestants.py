"""Who takes part: one row a contestant. What runs, on which file, and with whom it must agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EDGE_INFER = "edge-infer"
CPP_LOOP = "C++ loop, inference alone"
EXECUTORCH = "ExecuTorch, Python"
ULTRALYTICS = "Ultralytics predict, ExecuTorch"
ULTRALYTICS_OPENVINO = "Ultralytics predict, OpenVINO"
ORT = "ONNX Runtime, Python"
ORT_JAVA = "ONNX Runtime, Java and JavaCV"
OPENVINO = "OpenVINO, Python"
NCNN = "ncnn, Python"
OPENCV = "OpenCV DNN, Python"

# Of this checkout; all other files are artifacts of `prepare`.
DEFAULT_BUNDLE = "models/nanodet-g"


@dataclass(frozen=True)
class Contestant:
    """`file` is what the runtime loads, `bundle` whose manifest describes it.

    `kind` says how it is started: `program` is a module of `peers` (python), a class of `bench/java` (java) or nothing
    (cpp). `precision` is for people; `fast` lets the runtime choose the arithmetic. All that have the same `agreement`
    must find the same boxes; None where nobody promises that.
    """

    network: str
    runtime: str
    precision: str
    kind: Literal["python", "java", "cpp"]
    program: str
    bundle: str
    file: str
    agreement: str | None
    fast: bool = False

    @property
    def name(self) -> str:
        return f"{self.network}: {self.runtime}, {self.precision}"

    @property
    def artifacts(self) -> set[str]:
        """What `prepare` must make first."""
        return {path.split("/")[0] for path in (self.bundle, self.file) if not path.startswith("models/")}


def _python_peers(network: str, bundle: str, rewritten: str) -> tuple[Contestant, ...]:
    """The same file in fp32, then in what each runtime might do fastest, for which the graph may be `rewritten`."""
    onnx, int8 = f"{network}.onnx", f"{network}-int8.onnx"

    def peer(runtime: str, precision: str, program: str, file: str, *, fast: bool = False) -> Contestant:
        kind: Literal["python", "java"] = "java" if runtime == ORT_JAVA else "python"
        return Contestant(network, runtime, precision, kind, program, bundle, file, None if fast else "fp32", fast)

    return (
        peer(ORT, "fp32", "onnx_runtime", onnx),
        peer(ORT, "int8", "onnx_runtime", int8, fast=True),
        peer(ORT_JAVA, "fp32", "OnnxRuntimePeer", onnx),
        peer(ORT_JAVA, "int8", "OnnxRuntimePeer", int8, fast=True),
        peer(OPENVINO, "fp32", "openvino_runtime", onnx),
        peer(OPENVINO, "int8", "openvino_runtime", f"{network}-int8-openvino/model.xml", fast=True),
        peer(OPENVINO, "its choice", "openvino_runtime", rewritten, fast=True),
        peer(NCNN, "fp32", "ncnn_runtime", f"{network}-ncnn"),
        peer(NCNN, "16 bits", "ncnn_runtime", f"{network}-ncnn", fast=True),
        peer(OPENCV, "fp32", "opencv_dnn", onnx),
    )


def _own(network: str, precision: str, bundle: str, agreement: str | None) -> Contestant:
    return Contestant(network, EDGE_INFER, precision, "java", "EdgeInferPeer", bundle, f"{bundle}/model.pte", agreement)


def _on_the_same_program(own: Contestant) -> tuple[Contestant, ...]:
    shared = (own.bundle, own.file)
    return (
        Contestant(own.network, CPP_LOOP, own.precision, "cpp", "", *shared, None),
        Contestant(own.network, EXECUTORCH, own.precision, "python", "executorch_runtime", *shared, own.agreement),
    )


_NANODET = _own("nanodet-g", "int8", DEFAULT_BUNDLE, "int8")
_YOLOX = _own("yolox-nano", "mixed", "yolox-nano-mixed", "mixed")
_YOLO11 = _own("yolo11n", "fp32", "yolo11n_executorch_model", "fp32")

CONTESTANTS = (
    _NANODET,
    *_on_the_same_program(_NANODET),
    _own("nanodet-g", "fp32", "nanodet-g-fp32", "fp32"),
    *_python_peers("nanodet-g", DEFAULT_BUNDLE, "nanodet-g.onnx"),
    _YOLOX,
    *_on_the_same_program(_YOLOX),
    _own("yolox-nano", "fp32", "yolox-nano-fp32", "fp32"),
    *_python_peers("yolox-nano", "yolox-nano-fp32", "yolox-nano-rewritten.onnx"),
    _own("yolo11n", "int8", "yolo11n-int8", None),
    _YOLO11,
    Contestant("yolo11n", CPP_LOOP, "fp32", "cpp", "", _YOLO11.bundle, _YOLO11.file, None),
    Contestant("yolo11n", ULTRALYTICS, "fp32", "python", "ultralytics_predict", _YOLO11.bundle, _YOLO11.bundle, "fp32"),
    Contestant(
        "yolo11n",
        ULTRALYTICS_OPENVINO,
        "its choice",
        "python",
        "ultralytics_predict",
        _YOLO11.bundle,
        "yolo11n_openvino_model",
        None,
        fast=True,
    ),
)


def of(network: str) -> tuple[Contestant, ...]:
    return tuple(contestant for contestant in CONTESTANTS if contestant.network == network)

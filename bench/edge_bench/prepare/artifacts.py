"""What is made, by which function of this package, from what. Importing it needs no torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Artifact:
    """A file or directory of the store; `maker` is a module here whose function `MAKER(work)` writes it.

    `needs` are artifacts that must be there first. One with `data` needs labelled images, which `EDGE_INFER_DATA`
    names.
    """

    name: str
    module: str
    maker: str
    needs: tuple[str, ...] = ()
    data: bool = False


ARTIFACTS = (
    Artifact("frames", "frames", "frames"),
    Artifact("nanodet-g-fp32", "bundles", "nanodet_fp32"),
    Artifact("nanodet-g.onnx", "onnx_files", "nanodet"),
    Artifact("nanodet-g-int8.onnx", "onnx_files", "nanodet_int8", ("nanodet-g.onnx", "nanodet-g-fp32", "frames")),
    Artifact(
        "nanodet-g-int8-openvino", "openvino_files", "nanodet_int8", ("nanodet-g.onnx", "nanodet-g-fp32", "frames")
    ),
    Artifact("nanodet-g-ncnn", "ncnn_files", "nanodet", ("nanodet-g.onnx",)),
    Artifact("yolox-nano.onnx", "onnx_files", "yolox"),
    Artifact("yolox-nano-rewritten.onnx", "onnx_files", "yolox_rewritten", ("yolox-nano.onnx",)),
    Artifact("yolox-nano-fp32", "bundles", "yolox_fp32", ("yolox-nano.onnx",)),
    Artifact("yolox-nano-mixed", "bundles", "yolox_mixed", ("yolox-nano.onnx",), data=True),
    Artifact(
        "yolox-nano-int8.onnx", "onnx_files", "yolox_int8", ("yolox-nano-rewritten.onnx", "yolox-nano-fp32", "frames")
    ),
    Artifact(
        "yolox-nano-int8-openvino",
        "openvino_files",
        "yolox_int8",
        ("yolox-nano-rewritten.onnx", "yolox-nano-fp32", "frames"),
    ),
    Artifact("yolox-nano-ncnn", "ncnn_files", "yolox", ("yolox-nano-rewritten.onnx",)),
    Artifact("yolo11n", "ultralytics_files", "weights", ("frames",)),
    Artifact("yolo11n_executorch_model", "ultralytics_files", "executorch", ("yolo11n",)),
    Artifact("yolo11n_openvino_model", "ultralytics_files", "openvino", ("yolo11n",)),
    Artifact("yolo11n-int8", "bundles", "yolo11n_int8", ("yolo11n", "frames")),
)


def named(name: str) -> Artifact:
    return next(artifact for artifact in ARTIFACTS if artifact.name == name)


def with_needs(names: set[str]) -> tuple[Artifact, ...]:
    """`names` and all that they need, in an order in which they can be made."""
    wanted = set[str]()

    def want(name: str) -> None:
        wanted.add(name)
        for need in named(name).needs:
            want(need)

    for name in names:
        want(name)
    return tuple(artifact for artifact in ARTIFACTS if artifact.name in wanted)

"""What edge-infer must reach against its peers, and whether it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import contestants as c
from .results import Result, Spread


@dataclass(frozen=True)
class Target:
    """`own` must be `factor` times as fast as the fastest of `peers`, which are (runtime, precision) of its network."""

    what: str
    network: str
    own: str
    peers: tuple[tuple[str, str], ...]
    factor: float


@dataclass(frozen=True)
class Verdict:
    """`ratio` is None when own or no peer ran; `against` is the fastest peer."""

    target: Target
    ratio: Spread | None
    against: str
    missing: tuple[str, ...]

    @property
    def met(self) -> bool | None:
        """None where it cannot be told: one of the peers did not run and might have been the fastest."""
        if self.ratio is None or self.missing:
            return None
        return self.ratio.median >= self.target.factor


_FP32 = "fp32"
TARGETS = (
    Target(
        "default model end to end, as a share of what the bare C++ loop infers", "nanodet-g", "int8",
        ((c.CPP_LOOP, "int8"),), 0.97,
    ),
    Target(
        "same program of YOLO11n at 320, against Ultralytics' Python loop", "yolo11n", _FP32,
        ((c.ULTRALYTICS, _FP32),), 1.08,
    ),
    Target(
        "best export of YOLO11n at 320, against Ultralytics' with its best ExecuTorch export (fp32, it makes no other)",
        "yolo11n", "int8", ((c.ULTRALYTICS, _FP32),), 2.2,
    ),
    Target(
        "default model against ONNX Runtime fp32 of the same network, the faster of Python and Java", "nanodet-g",
        "int8", ((c.ORT, _FP32), (c.ORT_JAVA, _FP32)), 2.5,
    ),
    Target(
        "YOLOX-nano within one point of AP, against the fastest of ONNX Runtime, OpenVINO and ncnn in fp32",
        "yolox-nano", "mixed", ((c.ORT, _FP32), (c.OPENVINO, _FP32), (c.NCNN, _FP32)), 1.3,
    ),
    Target("default model against OpenCV DNN", "nanodet-g", "int8", ((c.OPENCV, _FP32),), 3.0),
    Target("YOLOX-nano against OpenCV DNN", "yolox-nano", "mixed", ((c.OPENCV, _FP32),), 3.0),
)  # fmt: skip


def judge(results: Sequence[Result]) -> list[Verdict]:
    """Of the networks that were raced, with one thread; the ratio of each round first, then their median."""
    raced = {result.contestant.split(": ")[0] for result in results}
    single = {result.contestant: result for result in results if result.threads == 1}
    return [_verdict(target, single) for target in TARGETS if target.network in raced]


def _verdict(target: Target, results: Mapping[str, Result]) -> Verdict:
    own = results.get(f"{target.network}: {c.EDGE_INFER}, {target.own}")
    names = [f"{target.network}: {runtime}, {precision}" for runtime, precision in target.peers]
    ran = [results[name] for name in names if name in results and results[name].ran]
    missing = tuple(name for name in names if name not in results or not results[name].ran)
    if own is None or not own.ran or not ran:
        return Verdict(target, None, "", missing)
    fastest = max(ran, key=lambda result: result.rate.median)
    ratios = [mine / theirs for mine, theirs in zip(own.fps, fastest.fps, strict=False)]
    return Verdict(target, Spread.of(ratios), fastest.contestant.split(": ", 1)[1], missing)

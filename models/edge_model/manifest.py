"""The manifest of a bundle, `model.yaml`: what the daemon must know to feed `model.pte` and to read its outputs.

The same keys and rules as the daemon's reader. Needs PyYAML, nothing else.
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import re
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import yaml

from .errors import EdgeModelError

MANIFEST_FILE = "model.yaml"
PROGRAM_FILE = "model.pte"
LABELS_FILE = "labels.txt"

_HEADER = "# Written by edge-model; keys are explained in models/README.md of edge-infer.\n"


@dataclass(frozen=True)
class Letterbox:
    """The frame keeps its aspect ratio; the rest of the input is filled with `pad` (0..255)."""

    position: Literal["top-left", "centre"]
    pad: int

    def __post_init__(self) -> None:
        _require(0 <= self.pad <= 255, "input.letterbox.pad", "must lie in 0..255", self.pad)


@dataclass(frozen=True)
class Input:
    """value = (pixel - mean) / std, pixels 0..255, channels in the order of `colour`."""

    width: int
    height: int
    layout: Literal["nchw", "nhwc"]
    dtype: Literal["float32", "uint8", "float16"]
    colour: Literal["bgr", "rgb"]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    letterbox: Letterbox | Literal["stretch"]

    def __post_init__(self) -> None:
        _require(self.width > 0 and self.height > 0, "input.width", "must be positive", self.width)
        _require(min(self.std) > 0, "input.std", "every value must be above 0", self.std)


@dataclass(frozen=True)
class Output:
    """Strides of the grid decoders; `bins` of the distance distribution (NanoDet: reg-max + 1)."""

    strides: tuple[int, ...]
    bins: int | None = None

    def __post_init__(self) -> None:
        _require(bool(self.strides) and min(self.strides) > 0, "output.strides", "must be positive", self.strides)


@dataclass(frozen=True)
class Thresholds:
    """Defaults of live use; the daemon's config may change them."""

    min_score: float
    iou: float
    nms: Literal["class-wise", "class-agnostic", "none"]
    max_detections: int

    def __post_init__(self) -> None:
        _require(0 <= self.min_score <= 1, "thresholds.min-score", "must lie in 0..1", self.min_score)
        _require(0 <= self.iou <= 1, "thresholds.iou", "must lie in 0..1", self.iou)
        _require(self.max_detections > 0, "thresholds.max-detections", "must be positive", self.max_detections)


@dataclass(frozen=True)
class Source:
    """Where the weights come from."""

    package: str
    upstream: str
    project: str


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """What this very program was measured to reach, and how: COCO average precision or the top-1 share, all 0..1."""

    ap: float | None = None
    ap50: float | None = None
    top1: float | None = None
    data: str
    min_score: float | None = None
    iou: float | None = None
    multi_label: bool | None = None

    def __post_init__(self) -> None:
        detection = (self.ap, self.ap50, self.min_score, self.iou, self.multi_label)
        given = [value is not None for value in detection]
        _require(
            all(given) if self.top1 is None else not any(given),
            "accuracy",
            "needs either ap, ap50, min-score, iou and multi-label, or top1",
            None,
        )


@dataclass(frozen=True)
class Budget:
    """What the bundle may cost at the most: megabytes (10⁶ bytes) of `model.pte`, milliseconds of one run (median)."""

    size_mb: float | None = None
    latency_ms: float | None = None

    def __post_init__(self) -> None:
        for key, value in (("size-mb", self.size_mb), ("latency-ms", self.latency_ms)):
            _require(value is None or value > 0, f"budget.{key}", "must be above 0", value)


@dataclass(frozen=True)
class Manifest:
    """One bundle; `sha256` and `size_bytes` are those of `model.pte`."""

    name: str
    version: str
    task: Literal["detect", "classify"]
    decoder: Literal["yolox", "yolov5", "yolov8", "end2end", "nanodet", "classify"]
    input: Input
    thresholds: Thresholds
    precision: Literal["fp32", "fp16", "int8", "mixed"]
    labels: str
    sha256: str
    size_bytes: int
    licence: str
    format: Literal[1] = 1
    output: Output | None = None
    source: Source | None = None
    made_with: dict[str, str] = field(default_factory=dict)
    accuracy: Accuracy | None = None
    budget: Budget | None = None

    def __post_init__(self) -> None:
        _require(
            (self.task == "classify") == (self.decoder == "classify"),
            "decoder",
            f"does not fit the task {self.task}",
            self.decoder,
        )
        _require(
            bool(re.fullmatch("[0-9a-f]{64}", self.sha256)), "sha256", "must be 64 lower-case hex digits", self.sha256
        )
        strided = self.decoder in ("yolox", "nanodet")
        _require(
            not strided or self.output is not None, "output.strides", f"the decoder {self.decoder} needs them", None
        )
        if self.decoder == "nanodet":
            _require(
                self.output is not None and (self.output.bins or 0) > 1,
                "output.bins",
                "the decoder nanodet needs it",
                None,
            )


# The order in which people read a manifest, not the order in which dataclasses want their defaults.
_KEY_ORDER = (
    "format", "name", "version", "task", "decoder", "input", "output", "thresholds", "precision", "labels", "sha256",
    "size-bytes", "licence", "source", "made-with", "accuracy", "budget",
)  # fmt: skip


def write(manifest: Manifest, directory: Path) -> None:
    """Writes `model.yaml` into `directory`."""
    plain = _to_plain(manifest)
    ordered = {key: plain[key] for key in _KEY_ORDER if key in plain}
    text = yaml.safe_dump(ordered, sort_keys=False, default_flow_style=None, width=120, allow_unicode=True)
    (directory / MANIFEST_FILE).write_text(_HEADER + text, encoding="utf-8")


def read(directory: Path) -> Manifest:
    """Reads `model.yaml` of the bundle `directory`; an unknown or missing key is an error that names it."""
    path = directory / MANIFEST_FILE
    if not path.is_file():
        raise EdgeModelError(f'"{directory}" is not a bundle: it has no {MANIFEST_FILE}')
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise EdgeModelError(f'"{path}" is not YAML: {error}') from error
    try:
        manifest: Manifest = from_plain(Manifest, document, "")
    except EdgeModelError as error:
        raise EdgeModelError(f'"{path}": {error}') from error
    return manifest


def read_labels(directory: Path, manifest: Manifest) -> list[str]:
    """The class names, one a line of the labels file."""
    path = directory / manifest.labels
    if not path.is_file():
        raise EdgeModelError(f'"{path}" does not exist: "labels" of {MANIFEST_FILE} must name a file of the bundle')
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def verify_program(directory: Path, manifest: Manifest) -> None:
    """Fails unless `model.pte` has the size and the hash of the manifest."""
    path = directory / PROGRAM_FILE
    if not path.is_file():
        raise EdgeModelError(f'"{path}" does not exist: the bundle is incomplete')
    data = path.read_bytes()
    if len(data) != manifest.size_bytes:
        raise EdgeModelError(f'"{path}" has {len(data)} bytes, the manifest says {manifest.size_bytes}')
    actual = hashlib.sha256(data).hexdigest()
    if actual != manifest.sha256:
        raise EdgeModelError(
            f'"{path}" has sha256 {actual}, the manifest says {manifest.sha256}: make the bundle again'
        )


def _require(condition: bool, key: str, rule: str, value: object) -> None:
    if not condition:
        raise EdgeModelError(f'"{key}" {rule}' + ("" if value is None else f", is {value!r}"))


def _to_plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((spec.name, getattr(value, spec.name)) for spec in dataclasses.fields(value))
        return {name.replace("_", "-"): _to_plain(item) for name, item in pairs if item not in (None, {})}
    if isinstance(value, tuple):
        return [_to_plain(item) for item in value]
    return value


def from_plain(wanted: Any, value: Any, path: str) -> Any:
    """`value` of a YAML document as the annotated type `wanted`."""
    origin = get_origin(wanted)
    if dataclasses.is_dataclass(wanted):
        return _record(wanted, value, path)
    if origin is Literal:
        allowed = get_args(wanted)
        _require(value in allowed, path, f"must be one of {', '.join(map(str, allowed))}", value)
        return value
    if origin in (types.UnionType, typing.Union):
        return _alternative([arm for arm in get_args(wanted) if arm is not type(None)], value, path)
    if origin is tuple:
        return _sequence(get_args(wanted), value, path)
    if origin is dict:
        _require(isinstance(value, dict), path, "must be a mapping", value)
        return {str(key): str(item) for key, item in value.items()}
    if wanted is float and type(value) is int:
        return float(value)
    _require(type(value) is wanted, path, f"must be a {wanted.__name__}", value)
    return value


def _record(wanted: Any, value: Any, path: str) -> Any:
    _require(isinstance(value, dict), path or "the manifest", "must be a mapping", value)
    hints = get_type_hints(wanted)
    known = {spec.name.replace("_", "-"): spec for spec in dataclasses.fields(wanted)}
    prefix = f"{path}." if path else ""
    for key in value:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1)
            hint = f'; did you mean "{near[0]}"?' if near else f"; known here: {', '.join(known)}"
            raise EdgeModelError(f'"{prefix}{key}" is not a known key{hint}')
    arguments = {}
    for key, spec in known.items():
        if key in value:
            arguments[spec.name] = from_plain(hints[spec.name], value[key], prefix + key)
        elif spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING:
            raise EdgeModelError(f'"{prefix}{key}" is missing')
    return wanted(**arguments)


def _alternative(arms: list[Any], value: Any, path: str) -> Any:
    """A mapping is the record of the union, anything else its plain arm."""
    records = [arm for arm in arms if dataclasses.is_dataclass(arm)]
    plain = [arm for arm in arms if not dataclasses.is_dataclass(arm)]
    arm = records[0] if records and (isinstance(value, dict) or not plain) else plain[0]
    return from_plain(arm, value, path)


def _sequence(items: tuple[Any, ...], value: Any, path: str) -> tuple[Any, ...]:
    _require(isinstance(value, list), path, "must be a list", value)
    if len(items) == 2 and items[1] is Ellipsis:
        items = (items[0],) * len(value)
    _require(len(value) == len(items), path, f"must have {len(items)} values", value)
    return tuple(
        from_plain(item, element, f"{path}[{i}]") for i, (item, element) in enumerate(zip(items, value, strict=True))
    )

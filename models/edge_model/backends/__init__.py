"""The backends a program can be lowered for, ahead of time on this workstation. `TABLE` is the only list of them.

Each either works with what is installed or refuses and says what to install; none falls back to another.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Literal, get_args

from ..errors import EdgeModelError

Precision = Literal["fp32", "fp16", "int8-dynamic", "int8", "int8-qat", "mixed"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)


@dataclass(frozen=True)
class Backend:
    """`imports` are needed to lower; `install` says how to get them. `identifier` is the name in the program."""

    name: str
    identifier: str
    imports: tuple[str, ...]
    install: str
    precisions: tuple[Precision, ...]


# Two of them ask for an older NumPy than the pinned one, which they work with.
_INSTALL = "call models/setup.sh, or pip install --no-deps -r models/requirements-backends.txt"

TABLE: tuple[Backend, ...] = (
    Backend("xnnpack", "XnnpackBackend", (), "", PRECISIONS),
    Backend(
        "openvino",
        "OpenvinoBackend",
        ("openvino.frontend.pytorch.torchdynamo",),
        _INSTALL,
        ("fp32",),
    ),
    Backend("vulkan", "VulkanBackend", (), "", ("fp32",)),
    Backend("coreml", "CoreMLBackend", ("coremltools",), "pip install coremltools==9.0", ("fp32",)),
    Backend(
        "ethos-u",
        "EthosUBackend",
        ("ethosu.vela", "tosa_serializer"),
        _INSTALL,
        ("int8",),
    ),
)
NAMES = tuple(backend.name for backend in TABLE)


def named(name: str) -> Backend:
    return next(backend for backend in TABLE if backend.name == name)


def require(backend: Backend, precision: str) -> None:
    """Fails unless the backend can be lowered for here, in that precision."""
    if precision not in backend.precisions:
        raise EdgeModelError(
            f'--backend {backend.name} is lowered for in {", ".join(backend.precisions)}, not in "{precision}": change '
            "--precision"
        )
    for name in backend.imports:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise EdgeModelError(
                f'--backend {backend.name} needs the Python package behind "{name}": {error}; {backend.install}'
            ) from error

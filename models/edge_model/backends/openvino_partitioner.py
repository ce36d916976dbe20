"""OpenVINO's partitioner without its quantizer, and its runtime.

The package of the backend imports its quantizer first, which needs nncf, and no nncf imports under the pinned torch.
Lowering in float needs neither: so the package is entered without running its first file.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

_PACKAGE = "executorch.backends.openvino"
_LIBRARY_PATH = "OPENVINO_LIB_PATH"


def find_runtime() -> None:
    """Tells ExecuTorch's OpenVINO backend where the library of the Python package is, unless a person already has."""
    if _LIBRARY_PATH in os.environ:
        return
    package = importlib.import_module("openvino")
    libraries = sorted((Path(package.__path__[0]) / "libs").glob("libopenvino_c.so*"))
    if libraries:
        os.environ[_LIBRARY_PATH] = str(libraries[0])


def make(device: str) -> Any:
    """The partitioner that lowers for an OpenVINO device such as "CPU"."""
    if _PACKAGE not in sys.modules:
        specification = importlib.util.find_spec(_PACKAGE)
        assert specification is not None
        sys.modules[_PACKAGE] = importlib.util.module_from_spec(specification)
    from executorch.exir.backend.compile_spec_schema import CompileSpec

    partitioner = importlib.import_module(f"{_PACKAGE}.partitioner").OpenvinoPartitioner
    return partitioner([CompileSpec("device", device.encode())])


def computes_in_half(device: str) -> bool:
    """Whether OpenVINO computes in bf16 or fp16 on this machine's device, as it does by itself where the device can.

    The backend of ExecuTorch 1.5.1 hands no `INFERENCE_PRECISION_HINT` on that would forbid it.
    """
    core = importlib.import_module("openvino").Core()
    return str(core.get_property(device, "INFERENCE_PRECISION_HINT").get_type_name()) in ("bf16", "f16")

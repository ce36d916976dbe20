"""ONNX Runtime as the peer: the same ONNX file on one thread, behind the same letterbox, decoder and suppression.

A development requirement (models/requirements.txt), not one of the tool.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from ..decoding import Floats
from ..manifest import Manifest
from ..runtime import BundleDetector


class OnnxRunner(BundleDetector):
    """`directory` is the bundle whose manifest and labels describe the network; `file` is what runs."""

    def __init__(self, directory: Path, manifest: Manifest, file: Path) -> None:
        super().__init__(directory, manifest)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # warnings about its own optimisations are of no use here
        self._session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def outputs(self, tensor: npt.NDArray[np.generic]) -> list[Floats]:
        return list(self._session.run(None, {self._input: tensor}))

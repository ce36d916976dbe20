"""ONNX Runtime from Python. What "fast" means stands in the file: fp32, or int8 by its own quantizer."""

from __future__ import annotations

from collections.abc import Sequence

import onnxruntime

from edge_model.decoding import Floats

from .network import detector
from .service import claim_output, serve, settings


def main() -> None:
    claim_output()
    given = settings()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = given.threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(given.model, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def infer(tensor: Floats) -> Sequence[Floats]:
        outputs: Sequence[Floats] = session.run(None, {name: tensor})
        return outputs

    serve(detector(given, infer), {"onnxruntime": onnxruntime.__version__})


if __name__ == "__main__":
    main()

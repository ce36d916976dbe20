"""OpenVINO from Python. In "fast" it chooses the arithmetic itself, which on some processors is bfloat16."""

from __future__ import annotations

from collections.abc import Sequence

import openvino

from edge_model.decoding import Floats

from .network import detector
from .service import claim_output, serve, settings


def main() -> None:
    claim_output()
    given = settings()
    options: dict[str, str | int] = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": given.threads,
        "NUM_STREAMS": 1,
    }
    if given.precision == "fp32":
        options["INFERENCE_PRECISION_HINT"] = "f32"
    core = openvino.Core()
    request = core.compile_model(core.read_model(given.model), "CPU", options).create_infer_request()

    def infer(tensor: Floats) -> Sequence[Floats]:
        results = request.infer([tensor], share_inputs=True, share_outputs=True)
        return list(results.values())

    serve(detector(given, infer), {"openvino": openvino.__version__.split("-")[0]})


if __name__ == "__main__":
    main()

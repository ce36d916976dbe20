"""ncnn from Python. In "fast" with bfloat16 where the processor computes in it, else as ncnn chooses: fp16 on ARM."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import ncnn
import numpy as np

from edge_model.decoding import Floats

from .network import detector
from .service import claim_output, serve, settings


def main() -> None:
    claim_output()
    given = settings()
    net = ncnn.Net()
    net.opt.num_threads = given.threads
    if given.precision == "fp32":
        net.opt.use_fp16_packed = False
        net.opt.use_fp16_storage = False
        net.opt.use_fp16_arithmetic = False
    net.opt.use_bf16_storage = given.precision == "fast" and _computes_in_bfloat16()
    directory = Path(given.model)
    if net.load_param(str(directory / "model.param")) or net.load_model(str(directory / "model.bin")):
        raise ValueError(f'ncnn cannot load "{directory}"')
    names: dict[str, list[str]] = json.loads((directory / "names.json").read_text(encoding="utf-8"))

    def infer(tensor: Floats) -> Sequence[Floats]:
        extractor = net.create_extractor()
        extractor.input(names["inputs"][0], ncnn.Mat(tensor[0]))
        # ncnn has no batch, and the extractor owns what it returns.
        return [np.array(extractor.extract(name)[1])[np.newaxis] for name in names["outputs"]]

    serve(detector(given, infer), {"ncnn": version("ncnn")})


def _computes_in_bfloat16() -> bool:
    words = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    return not words.isdisjoint({"avx512_bf16", "amx_bf16", "bf16"})


if __name__ == "__main__":
    main()

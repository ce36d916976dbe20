"""ExecuTorch's own Python runtime, on the program that edge-infer runs."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import torch
from executorch.extension.pybindings.portable_lib import _unsafe_reset_threadpool
from executorch.runtime import Runtime, Verification

from edge_model.decoding import Floats

from .network import detector
from .service import claim_output, serve, settings


def main() -> None:
    claim_output()
    given = settings()
    torch.set_num_threads(given.threads)
    _unsafe_reset_threadpool(given.threads)  # before the first program is loaded
    program = Runtime.get().load_program(given.model, verification=Verification.Minimal)
    method = program.load_method("forward")
    if method is None:
        raise ValueError(f'"{given.model}" has no method "forward"')

    def infer(tensor: Floats) -> Sequence[Floats]:
        return [output.numpy() for output in method.execute([torch.from_numpy(tensor)])]

    serve(detector(given, infer), {"executorch": version("executorch"), "torch": torch.__version__.split("+")[0]})


if __name__ == "__main__":
    main()

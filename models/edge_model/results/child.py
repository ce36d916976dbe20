"""`python -m edge_model.results.child MODULE ROW DIRECTORY ROUNDS [DATA]`: measures one row, for `children`."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.metadata
import sys
from pathlib import Path

from ..errors import EdgeModelError
from . import outcome
from .bench import Bench
from .outcome import Measured

_TOOLS = ("torch", "executorch", "torchao", "torchvision", "onnxruntime", "ultralytics")


def main(arguments: list[str]) -> int:
    module, row, directory, rounds, *data = arguments
    bench = Bench(Path(data[0]) if data else None, Path(directory), int(rounds))
    try:
        measured: Measured = importlib.import_module(module).measure(row, bench)
    except EdgeModelError as error:
        print(f"edge-model: {error}", file=sys.stderr)
        return 1
    loaded = {tool: _version(tool) for tool in _TOOLS if tool in sys.modules}
    outcome.write(dataclasses.replace(measured, versions=loaded), bench.directory / "measured.json")
    return 0


def _version(tool: str) -> str:
    try:
        return importlib.metadata.version(tool)
    except importlib.metadata.PackageNotFoundError:
        return "unknown version"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Architectures of Ultralytics: our export beside its own. Runs in a Python that has Ultralytics (AGPL-3.0)."""

from __future__ import annotations

import contextlib
import os
import sys
from functools import partial
from pathlib import Path

import torch

from .. import racing
from ..errors import EdgeModelError
from ..manifest import PROGRAM_FILE
from ..racing import Program
from ..sources import Request, ultralytics_model
from .bench import Bench
from .exporting import export_plainly
from .outcome import Measured, Variant
from .rows import OWN_EXPORT

_SIDE = 320


def measure(row: str, bench: Bench) -> Measured:
    # Before it is imported: it would install packages and ask servers.
    os.environ |= {"YOLO_AUTOINSTALL": "false", "YOLO_OFFLINE": "true", "YOLO_CONFIG_DIR": str(bench.directory)}
    racing.one_thread()
    yaml, size = f"{row}.yaml", Request(size=(_SIDE, _SIDE))
    bundle = bench.directory / "fp32"
    export_plainly(yaml, bundle, "fp32", size)
    peer = _own_export(yaml, bench.directory)
    programs = {"fp32": bundle / PROGRAM_FILE, OWN_EXPORT: peer / PROGRAM_FILE}
    loaded = {name: Program(file.read_bytes()) for name, file in programs.items()}
    image = torch.rand(1, 3, _SIDE, _SIDE, generator=torch.Generator().manual_seed(1))
    times = bench.race({name: partial(program.run, image) for name, program in loaded.items()})
    with torch.no_grad():
        wanted = ultralytics_model.load(yaml, size).network(image)
    (got,) = loaded["fp32"](image)
    return Measured(
        (
            Variant(
                "fp32",
                size_bytes=programs["fp32"].stat().st_size,
                ms=times["fp32"],
                difference=float((got - wanted).abs().max()),
            ),
            Variant(OWN_EXPORT, size_bytes=programs[OWN_EXPORT].stat().st_size, ms=times[OWN_EXPORT]),
        )
    )


def _own_export(yaml: str, directory: Path) -> Path:
    """The directory that `yolo export format=executorch` writes below `directory`."""
    from ultralytics import YOLO

    with contextlib.chdir(directory), contextlib.redirect_stdout(sys.stderr):
        try:
            written = YOLO(yaml, verbose=False).export(format="executorch", imgsz=_SIDE)
        except Exception as error:
            raise EdgeModelError(f'Ultralytics cannot export "{yaml}" itself: {error}') from error
        return Path(written).resolve()

"""ncnn's form of an ONNX file, by pnnx; the weights stay fp32, the peer decides how they are used."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .work import Work


def nanodet(work: Work) -> None:
    _convert(work, "nanodet-g.onnx")


def yolox(work: Work) -> None:
    _convert(work, "yolox-nano-rewritten.onnx")


def _convert(work: Work, source: str) -> None:
    directory = work.out.with_name(f"part-pnnx-{source}")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    shutil.copy(work.store / source, directory / "model.onnx")
    pnnx = Path(sys.executable).with_name("pnnx")
    subprocess.run([pnnx, "model.onnx", "fp16=0"], cwd=directory, check=True)
    work.out.mkdir()
    shutil.move(directory / "model.ncnn.param", work.out / "model.param")
    shutil.move(directory / "model.ncnn.bin", work.out / "model.bin")
    shutil.rmtree(directory)
    names = _names((work.out / "model.param").read_text(encoding="utf-8"))
    (work.out / "names.json").write_text(json.dumps(names), encoding="utf-8")


def _names(param: str) -> dict[str, list[str]]:
    """Inputs and outputs: pnnx calls them in0, in1 … and out0, out1 … in the order of the network."""
    words = set(param.split())
    return {kind: _numbered(words, short) for kind, short in (("inputs", "in"), ("outputs", "out"))}


def _numbered(words: set[str], prefix: str) -> list[str]:
    matches = (re.fullmatch(rf"{prefix}(\d+)", word) for word in words)
    return [match[0] for match in sorted(filter(None, matches), key=lambda match: int(match[1]))]

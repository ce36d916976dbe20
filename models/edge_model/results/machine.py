"""The machine that a table was measured on, as far as it decides the numbers."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

# Flag of /proc/cpuinfo → name that people know. What a processor lacks matters as much as what it has.
_X86 = {
    "avx2": "AVX2",
    "fma": "FMA",
    "f16c": "F16C",
    "avx512f": "AVX-512",
    "avx_vnni": "AVX-VNNI",
    "avx512_vnni": "AVX-512 VNNI",
    "amx_int8": "AMX-INT8",
}
_ARM = {"asimd": "NEON", "asimddp": "NEON dotprod", "asimdhp": "NEON fp16", "i8mm": "i8mm", "sve": "SVE", "sme": "SME"}


@dataclass(frozen=True)
class Machine:
    """`features` has all that speed up a network on this architecture, with whether this processor has it."""

    processor: str
    architecture: str
    cores: int
    features: tuple[tuple[str, bool], ...]
    system: str

    @property
    def present(self) -> tuple[str, ...]:
        return tuple(name for name, there in self.features if there)

    @property
    def absent(self) -> tuple[str, ...]:
        return tuple(name for name, there in self.features if not there)

    def __str__(self) -> str:
        parts = [self.processor + f" ({self.architecture})", "1 core" if self.cores == 1 else f"{self.cores} cores"]
        parts += [f"with {', '.join(self.present)}"] if self.present else []
        parts += [f"without {', '.join(self.absent)}"] if self.absent else []
        return f"{', '.join(parts)}; {self.system}"


def describe(cpuinfo: str, os_release: str, board: str, architecture: str, cores: int) -> Machine:
    """From the texts of /proc/cpuinfo, /etc/os-release and the device tree's model, each empty where there is none."""
    words = re.search(r"^(?:flags|Features)\s*:\s*(.*)$", cpuinfo, re.MULTILINE)
    flags = set(words[1].split()) if words else set()
    known = _ARM if architecture in ("aarch64", "arm64") else _X86 if architecture == "x86_64" else {}
    name = re.search(r'^PRETTY_NAME="?(.*?)"?$', os_release, re.MULTILINE)
    return Machine(
        processor=_processor(cpuinfo, board),
        architecture=architecture,
        cores=cores,
        features=tuple((title, flag in flags) for flag, title in known.items()) if flags else (),
        system=name[1] if name else "unknown system",
    )


def here() -> Machine:
    return describe(
        _text(Path("/proc/cpuinfo")),
        _text(Path("/etc/os-release")),
        _text(Path("/proc/device-tree/model")).strip("\0\n"),
        platform.machine(),
        len(os.sched_getaffinity(0)),
    )


def _processor(cpuinfo: str, board: str) -> str:
    """The model that x86 names; a board's own name and the numbers of its cores on ARM, which names none."""
    model = re.search(r"^model name\s*:\s*(.+)$", cpuinfo, re.MULTILINE)
    parts = sorted(set(re.findall(r"^CPU part\s*:\s*(0x[0-9a-f]+)$", cpuinfo, re.MULTILINE)))
    implementer = re.search(r"^CPU implementer\s*:\s*(0x[0-9a-f]+)$", cpuinfo, re.MULTILINE)
    core = f"implementer {implementer[1]}, part {', '.join(parts)}" if implementer and parts else ""
    if board:
        return f"{board}, {core}" if core else board
    return " ".join(model[1].split()) if model else core or "unknown processor"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

"""Peak memory of a bundle, in a child process so that nothing else counts.

`python -m edge_model.measuring.memory BUNDLE THREADS` is the child. It prints by how many bytes its resident memory
grew at the most while it loaded the program and ran it: what the model adds to a process that already has the runtime.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from ..errors import EdgeModelError

_STATUS = Path("/proc/self/status")
_RUNS = 3


def measure(bundle: Path, threads: int) -> int:
    """Bytes; needs Linux."""
    command = [sys.executable, "-m", __name__, str(bundle.resolve()), str(threads)]
    # The package is found from where it lies; the child has no other reason to be in a certain directory.
    result = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False, timeout=600
    )
    lines = result.stdout.split()
    if result.returncode != 0 or not lines:
        reason = result.stderr.strip().splitlines()[-1:] or [f"exit code {result.returncode}"]
        raise EdgeModelError(f'"{bundle}": measuring its memory failed in a process of its own: {reason[0]}')
    return int(lines[-1])


def _resident(field: str) -> int:
    match = re.search(rf"^{field}:\s+(\d+) kB$", _STATUS.read_text(encoding="ascii"), re.MULTILINE)
    if match is None:
        raise EdgeModelError(f'"{_STATUS}" has no {field}: peak memory needs Linux')
    return int(match[1]) * 1024


def _child(bundle: Path, threads: int) -> int:
    from .. import manifest
    from ..runtime import Runner, set_threads

    set_threads(threads)
    described = manifest.read(bundle)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts again from here
    before = _resident("VmRSS")
    runner = Runner(bundle, described)
    example = runner.example()
    for _ in range(_RUNS):
        runner.run(example)
    return max(0, _resident("VmHWM") - before)


if __name__ == "__main__":
    print(_child(Path(sys.argv[1]), int(sys.argv[2])))

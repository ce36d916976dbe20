"""`python -m edge_bench.prepare.child NAME OUT STORE CLIP [DATA]`: makes one artifact at OUT."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from .artifacts import named
from .work import Work

# How a reason for `store` begins, on the last line of standard error.
REASON = "cannot be made: "


def main(arguments: list[str]) -> int:
    name, out, store, clip, *data = arguments
    # What libraries say of their work is for people.
    os.dup2(2, 1)
    artifact = named(name)
    work = Work(Path(out), Path(store), Path(clip), Path(data[0]) if data else None)
    try:
        getattr(importlib.import_module(f"{__package__}.{artifact.module}"), artifact.maker)(work)
    except Exception as error:
        text = " ".join(str(error).split())
        print(f"{REASON}{type(error).__name__}: {text}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

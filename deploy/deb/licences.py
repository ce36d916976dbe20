#!/usr/bin/env python3
"""Fails unless the copyright file of a tree has a paragraph of its own for each jar, library, model and clip.

    licences.py ROOT

The paragraph for all other files names edge-infer; something of others that nobody wrote down would pass as ours.
"""

from __future__ import annotations

import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path

BINARY = re.compile(r".*\.(jar|pte|mp4|so(\.\d+)*)")


def patterns(copyright_file: str) -> list[str]:
    """What the Files fields name, but for the one that names all."""
    fields = re.findall(r"^Files:(.*(?:\n[ \t]+\S.*)*)", copyright_file, re.MULTILINE)
    return [pattern for field in fields for pattern in field.split() if pattern != "*"]


def main(root: Path) -> None:
    named = patterns((root / "usr/share/doc/edge-infer/copyright").read_text())
    files = [file.relative_to(root).as_posix() for file in sorted(root.rglob("*")) if BINARY.fullmatch(file.name)]
    unnamed = [file for file in files if not any(fnmatchcase(file, pattern) for pattern in named)]
    if unnamed:
        raise SystemExit("licences: deploy/deb/copyright names no licence for " + ", ".join(unnamed))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))

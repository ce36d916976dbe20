#!/usr/bin/env python3
"""Replaces the jars of native libraries in a tree of make-dist.sh by the few libraries that the daemon loads.

    natives.py LIB LICENCES

LIB is the lib/ folder of the tree, LICENCES the folder for the licences that the jars hold. JavaCPP would unpack a jar
into a cache at the first start, for which a hardened service has no place, and look through all jars for a library at
each later one; the system's loader finds those in lib/native, one beside the other. Of 130 in the jars, the daemon
needs those below and what they link to.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import elf

# What JavaCPP loads for the classes that the daemon uses, beside what these link to.
ROOTS = (
    "libjnijavacpp.so",
    "libjniavutil.so",
    "libjniswresample.so",
    "libjniavcodec.so",
    "libjniavformat.so",
    "libjniswscale.so",
    "libjniopencv_core.so",
    "libjniopencv_imgproc.so",
    "libjniopencv_imgcodecs.so",
    "libjniopencv_videoio.so",
)
# Every machine with a compiler or a package of the daemon's has newer ones, which its other libraries need.
OF_THE_SYSTEM = {"libgcc_s.so.1", "libstdc++.so.6"}
LICENCE = "/share/licenses/"
NATIVE_JAR = re.compile(r"(javacpp|ffmpeg|opencv|openblas)-.*-linux-(x86_64|arm64)\.jar")


def main(lib: Path, licences: Path) -> None:
    jars = [jar for jar in lib.iterdir() if NATIVE_JAR.fullmatch(jar.name)]
    found: dict[str, tuple[Path, str]] = {}
    for jar in jars:
        with zipfile.ZipFile(jar) as archive:
            for entry in archive.namelist():
                path = PurePosixPath(entry)
                found.setdefault(path.name, (jar, entry))
                if LICENCE in entry and not entry.endswith("/"):
                    target = licences / path.parent.name / path.name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(archive.read(entry))

    native = lib / "native"
    todo = list(ROOTS)
    while todo:
        name = todo.pop()
        target = native / name
        if target.exists() or name in OF_THE_SYSTEM or name not in found:
            if name in ROOTS and name not in found:
                raise SystemExit(f"natives: no jar in {lib} has {name}; the list in this file is for another JavaCV")
            continue
        jar, entry = found[name]
        with zipfile.ZipFile(jar) as archive:
            target.write_bytes(archive.read(entry))
        target.chmod(0o644)
        # Some name folders of the machine that built them. $ORIGIN is for the loader.
        subprocess.run(["patchelf", "--set-rpath", "$ORIGIN", target], check=True)
        todo += elf.needed(target)
    for jar in jars:
        jar.unlink()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))

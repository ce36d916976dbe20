#!/usr/bin/env python3
"""Prints two lines for a tree of files: Pre-Depends and Depends, out of the libraries that its programs are linked to.

    depends.py ROOT

Versions are those of the newest symbols in use, so that dpkg refuses a system that is too old; for libc6 before it
unpacks, or an upgrade could replace a version that works by one that cannot. dpkg-shlibdeps would need the libraries
of the target on the machine that builds. A library that no line below names is an error here, not a surprise on the
board, and so is a version that the oldest system lacks.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import elf

PACKAGES = {
    "libc.so.6": "libc6",
    "libm.so.6": "libc6",
    "libdl.so.2": "libc6",
    "libpthread.so.0": "libc6",
    "librt.so.1": "libc6",
    "ld-linux-aarch64.so.1": "libc6",
    "ld-linux-x86-64.so.2": "libc6",
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libdrm.so.2": "libdrm2",
    "libva.so.2": "libva2",
    "libva-drm.so.2": "libva-drm2",
    "libva-x11.so.2": "libva-x11-2",
    "libvdpau.so.1": "libvdpau1",
    "libX11.so.6": "libx11-6",
    "libxcb.so.1": "libxcb1",
}
# The release of GCC whose libstdc++6 brought a version of symbols, which is the version of the Debian package.
GCC = {21: "5", 22: "6", 23: "6", 24: "7", 25: "8", 26: "9", 27: "9", 28: "9", 29: "11", 30: "12"}
# What Ubuntu 22.04 has, and JetPack 6, which is made of it: GLIBC_2.35, GLIBCXX_3.4.30.
OLDEST_GLIBC, OLDEST_GLIBCXX = (2, 35), 30


def main(root: Path) -> None:
    files = [file for file in sorted(root.rglob("*")) if file.is_file() and not file.is_symlink()]
    programs = [file for file in files if elf.is_elf(file)]
    shipped = {file.name for file in root.rglob("*.so*")}
    packages: dict[str, str] = {}
    glibc, glibcxx = (0, 0), 0
    for program in programs:
        for library in elf.needed(program):
            if library in shipped:
                continue
            if library not in PACKAGES:
                raise SystemExit(
                    f"depends: {program} needs {library}; name its package in {Path(__file__).name}, or do not ship it"
                )
            packages[PACKAGES[library]] = ""
        symbols = elf.symbol_versions(program)
        for major, minor in re.findall(r"Name: GLIBC_(\d+)\.(\d+)", symbols):
            glibc = max(glibc, (int(major), int(minor)))
        for minor in re.findall(r"Name: GLIBCXX_3\.4\.(\d+)", symbols):
            glibcxx = max(glibcxx, int(minor))
        if glibc > OLDEST_GLIBC or glibcxx > OLDEST_GLIBCXX:
            raise SystemExit(
                f"depends: {program} needs GLIBC_{glibc[0]}.{glibc[1]} and GLIBCXX_3.4.{glibcxx}, one of them newer "
                "than in Ubuntu 22.04 and JetPack 6; take a build for an older system, or give these up here and in "
                "the README"
            )
    packages.pop("libc6", None)
    if "libstdc++6" in packages and glibcxx >= min(GCC):
        packages["libstdc++6"] = f" (>= {GCC[glibcxx]})"
    print(f"libc6 (>= {glibc[0]}.{glibc[1]})")
    print(", ".join(name + version for name, version in sorted(packages.items())))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))

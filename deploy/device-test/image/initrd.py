#!/usr/bin/env python3
"""Writes an initial RAM disk: busybox, an init script, and kernel modules in the order in which they need each other.

    initrd.py --modules DIR --busybox FILE --init FILE --output FILE MODULE...

Needs neither root nor cpio nor depmod.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO

DIRECTORY, FILE, LINK, DEVICE = 0o40755, 0o100755, 0o120777, 0o20600


class Archive:
    """A cpio archive in the format "newc"; everything in it belongs to root."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._inode = 0

    def add(self, name: str, mode: int, data: bytes = b"", device: tuple[int, int] = (0, 0)) -> None:
        self._inode += 1
        path = name.encode() + b"\0"
        fields = (self._inode, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(path), 0)
        header = b"070701" + b"".join(b"%08X" % field for field in fields)
        for part in (header + path, data):
            self._out.write(part + b"\0" * (-len(part) % 4))


def in_order(names: Iterable[str], files: dict[str, Path]) -> dict[str, bytes]:
    """The modules named and all they depend on, which the modules themselves say; each after those it needs."""
    modules: dict[str, bytes] = {}

    def visit(name: str) -> None:
        name = name.replace("-", "_")
        if name in modules:
            return
        if name not in files:
            raise SystemExit(f'initrd: the kernel has no module "{name}"; drop it from the list if it is built in')
        data = lzma.decompress(files[name].read_bytes())
        depends = re.search(rb"\0depends=([^\0]*)\0", data)
        for dependency in depends[1].decode().split(",") if depends and depends[1] else ():
            visit(dependency)
        modules[name] = data

    for name in names:
        visit(name)
    return modules


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--modules", "--busybox", "--init", "--output"):
        parser.add_argument(option, type=Path, required=True)
    parser.add_argument("names", nargs="+", metavar="MODULE")
    arguments = parser.parse_args()

    files = {path.name.removesuffix(".ko.xz").replace("-", "_"): path for path in arguments.modules.rglob("*.ko.xz")}
    modules = in_order(arguments.names, files)

    with gzip.open(arguments.output, "wb", compresslevel=6) as out:
        archive = Archive(out)
        for directory in ("bin", "dev", "proc", "root", "modules"):
            archive.add(directory, DIRECTORY)
        archive.add("dev/console", DEVICE, device=(5, 1))
        archive.add("bin/busybox", FILE, arguments.busybox.read_bytes())
        archive.add("bin/sh", LINK, b"busybox")
        archive.add("init", FILE, arguments.init.read_bytes())
        archive.add("modules/order", FILE, "".join(f"{name}\n" for name in modules).encode())
        for name, data in modules.items():
            archive.add(f"modules/{name}.ko", FILE, data)
        archive.add("TRAILER!!!", FILE)


if __name__ == "__main__":
    main()

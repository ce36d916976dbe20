#!/usr/bin/env python3
"""Plays raw frames into a v4l2loopback device, over and over, at a steady rate.

    feed.py DEVICE WIDTH HEIGHT FPS CLIP

CLIP holds YUYV frames of that size, one after the other. It is opened anew for every round, so that a link that has
come to point to another clip takes effect.
"""

from __future__ import annotations

import fcntl
import struct
import sys
import time
from pathlib import Path

VIDIOC_S_FMT = 0xC0D05605
VIDEO_OUTPUT = 2
NO_FIELD, SRGB = 1, 8
# struct v4l2_format: type, then (8-aligned) width, height, pixelformat, field, bytesperline, sizeimage, colorspace.
FORMAT = struct.Struct("<I4x7I172x")


def main(device: str, width: int, height: int, fps: float, clip: Path) -> None:
    size = width * height * 2
    fourcc = int.from_bytes(b"YUYV", "little")
    wanted = FORMAT.pack(VIDEO_OUTPUT, width, height, fourcc, NO_FIELD, 2 * width, size, SRGB)
    with Path(device).open("r+b", buffering=0) as camera:
        # While a reader has the device open with another format, the driver keeps that one and says so in its answer.
        while FORMAT.unpack(fcntl.ioctl(camera, VIDIOC_S_FMT, wanted))[1:3] != (width, height):
            time.sleep(0.2)
        due = time.monotonic()
        while True:
            with clip.open("rb") as frames:
                while len(frame := frames.read(size)) == size:
                    camera.write(frame)
                    due = max(due + 1 / fps, time.monotonic())
                    time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    if len(sys.argv) != 6:
        raise SystemExit(__doc__)
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), Path(sys.argv[5]))

#!/usr/bin/env python3
"""Makes demo.mp4, the clip that `make run` loops: a person, a cat and a motorcycle come and go.

    ../../models/.venv/bin/python make_demo.py [--out demo.mp4] [--test-images DIR]

The photos come out of the scikit-image wheel (see README.md for who made them); ffmpeg with libx264 encodes. The same
versions on one machine give the same bytes. `--test-images` also writes the photos as small JPEGs for the tests.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import cv2
import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT, FPS, SECONDS = 640, 480, 20, 30
FADE_SECONDS = 0.5

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Visit:
    """A photo that fades in at `begin`, drifts from `start` to `stop` (left edge, pixels) and is gone at `end`."""

    photo: str
    begin: float
    end: float
    start: int
    stop: int
    top: int


# The person comes twice, so that a line that follows it toggles twice a loop; nothing is there in the gaps.
VISITS = (
    Visit("person", 0.8, 5.3, 20, 60, 60),
    Visit("cat", 6.6, 11.2, 170, 90, 110),
    Visit("motorcycle", 12.5, 17.0, 60, 130, 90),
    Visit("person", 18.3, 23.0, 30, -50, 60),
    Visit("cat", 21.4, 28.0, 290, 150, 150),
)

SOURCES = {"person": "astronaut.png", "cat": "chelsea.png", "motorcycle": "motorcycle_left.png"}
# The part of each photo that is shown, in its pixels: left, top, right, bottom. What lies outside looks to a detector
# like other things (shelves behind the motorcycle like people, the helmet like a handbag).
CROPS = {"person": (0, 0, 370, 512), "cat": (0, 0, 451, 300), "motorcycle": (85, 0, 706, 500)}
# Heights in the clip, pixels; two visits overlap, so that person and cat must fit side by side.
HEIGHTS = {"person": 400, "cat": 240, "motorcycle": 310}


def photo(name: str) -> Image:
    """One photo of the scikit-image wheel as BGR."""
    spec = importlib.util.find_spec("skimage")
    if spec is None or spec.origin is None:
        sys.exit("make_demo.py: scikit-image is not installed: run models/setup.sh and use models/.venv/bin/python")
    path = Path(spec.origin).parent / "data" / SOURCES[name]
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        sys.exit(
            f'make_demo.py: "{path}" is missing from this scikit-image: use the version of models/requirements.txt'
        )
    return np.asarray(image, np.uint8)


def cropped(image: Image, name: str) -> Image:
    left, top, right, bottom = CROPS[name]
    return image[top:bottom, left:right]


def scaled(image: Image, height: int) -> Image:
    width = round(image.shape[1] * height / image.shape[0])
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def background() -> npt.NDArray[np.float32]:
    """A grey wall, lighter above: nothing a detector could take for an object, and cheap to encode."""
    rows = np.linspace(150, 105, HEIGHT, dtype=np.float32)
    return np.repeat(np.repeat(rows[:, None, None], WIDTH, 1), 3, 2)


def frame_at(second: float, wall: npt.NDArray[np.float32], photos: dict[str, Image]) -> Image:
    """The clip at `second`, BGR."""
    canvas = wall.copy()
    for visit in VISITS:
        if not visit.begin < second < visit.end:
            continue
        opacity = min(1.0, (second - visit.begin) / FADE_SECONDS, (visit.end - second) / FADE_SECONDS)
        progress = (second - visit.begin) / (visit.end - visit.begin)
        left = round(visit.start + (visit.stop - visit.start) * progress)
        _blend(canvas, photos[visit.photo], left, visit.top, opacity)
    return np.asarray(np.rint(canvas), np.uint8)


def _blend(canvas: npt.NDArray[np.float32], image: Image, left: int, top: int, opacity: float) -> None:
    """Lays `image` over `canvas`, cut at its edges."""
    x, y = max(left, 0), max(top, 0)
    part = image[y - top : HEIGHT - top, x - left : WIDTH - left]
    area = canvas[y : y + part.shape[0], x : x + part.shape[1]]
    area += (part - area) * opacity


def encode(out: Path, crf: int) -> None:
    if shutil.which("ffmpeg") is None:
        sys.exit("make_demo.py: ffmpeg is needed to encode the clip: apt install ffmpeg")
    photos = {name: scaled(cropped(photo(name), name), HEIGHTS[name]) for name in SOURCES}
    wall = background()
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "bgr24"]
    command += ["-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-", "-c:v", "libx264", "-preset", "slow"]
    command += ["-crf", str(crf), "-pix_fmt", "yuv420p", "-g", str(2 * FPS), "-threads", "1"]
    command += ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart"]
    with subprocess.Popen([*command, str(out)], stdin=subprocess.PIPE) as process:
        sink = cast(IO[bytes], process.stdin)
        for index in range(FPS * SECONDS):
            sink.write(frame_at(index / FPS, wall, photos).tobytes())
        sink.close()
    if process.returncode != 0:
        sys.exit(f"make_demo.py: ffmpeg ended with status {process.returncode}, its message is above")
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB, {SECONDS} s at {FPS} fps")


def write_test_images(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, source in SOURCES.items():
        path = directory / f"{source.removesuffix('.png').removesuffix('_left')}.jpg"
        image = photo(name)
        cv2.imwrite(str(path), scaled(image, min(384, image.shape[0])), [cv2.IMWRITE_JPEG_QUALITY, 85])
        print(f"{path}: {path.stat().st_size / 1e3:.0f} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("demo.mp4"), metavar="FILE")
    parser.add_argument("--crf", type=int, default=24, help="quality of x264, lower is better and bigger (default: 24)")
    parser.add_argument("--test-images", type=Path, metavar="DIR", help="write the photos as JPEGs too")
    options = parser.parse_args()
    encode(options.out, options.crf)
    if options.test_images:
        write_test_images(options.test_images)


if __name__ == "__main__":
    main()

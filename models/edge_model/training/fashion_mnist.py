"""Fashion-MNIST as Debian's package `dataset-fashion-mnist` ships it: 70,000 grey pictures of clothes, ten classes.

The pictures (28×28) are resized with the same arithmetic as live frames (OpenCV's INTER_LINEAR on bytes), so that a
network sees in training what it sees behind `letterbox: stretch`.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..errors import EdgeModelError

LABELS = (
    "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle-boot",
)  # fmt: skip
DIRECTORY = Path("/usr/share/datasets/fashion-mnist")

# Mean and spread of the training pictures on the scale 0..255.
MEAN, STD = 72.94, 90.02

Bytes = npt.NDArray[np.uint8]
_IMAGES, _LABELS = 0x803, 0x801


@dataclass(frozen=True)
class Split:
    """`images` [n, side, side] grey bytes, `labels` [n] class ids 0..9."""

    images: Bytes
    labels: npt.NDArray[np.int64]


@dataclass(frozen=True)
class FashionMnist:
    """`train` has 60,000 pictures, `test` 10,000; `sha256` is that of the four files one after the other."""

    train: Split
    test: Split
    sha256: str


def read(directory: Path = DIRECTORY) -> FashionMnist:
    """Reads the four `.gz` files of `directory`."""
    digest = hashlib.sha256()
    splits = []
    for part in ("train", "t10k"):
        arrays = []
        for kind, magic in (("images-idx3", _IMAGES), ("labels-idx1", _LABELS)):
            path = directory / f"{part}-{kind}-ubyte.gz"
            data = _read_gz(path)
            digest.update(data)
            arrays.append(_idx(path, data, magic))
        images, labels = arrays
        if len(images) != len(labels):
            raise EdgeModelError(
                f'"{directory}": {len(images)} pictures and {len(labels)} labels in "{part}-*": '
                "install the package again"
            )
        if images.ndim != 3 or not len(images) or labels.max() >= len(LABELS):
            raise EdgeModelError(
                f'"{directory}": "{part}-*" are not pictures of {len(LABELS)} classes: name the folder of Fashion-MNIST'
            )
        splits.append(Split(images, labels.astype(np.int64)))
    train, test = splits
    return FashionMnist(train, test, digest.hexdigest())


def resized(images: Bytes, side: int) -> Bytes:
    """[n, h, w] to [n, side, side]."""
    import cv2

    if images.shape[1:] == (side, side):
        return images
    return np.stack([cv2.resize(image, (side, side), interpolation=cv2.INTER_LINEAR) for image in images])


def write_folder(split: Split, directory: Path) -> Path:
    """Writes the pictures as `CLASS/NUMBER.png`, as `evaluate` takes them; nothing when they are all there."""
    import cv2
    from tqdm import tqdm

    done = directory / "complete"
    if done.is_file() and done.read_text(encoding="utf-8") == str(len(split.labels)):
        return directory
    for label in LABELS:
        (directory / label).mkdir(parents=True, exist_ok=True)
    for number, (image, label) in enumerate(
        zip(tqdm(split.images, desc="writing pictures", unit="image"), split.labels, strict=True)
    ):
        path = directory / LABELS[label] / f"{number:05}.png"
        if not cv2.imwrite(str(path), image):
            raise EdgeModelError(f'"{path}" cannot be written: make room there, or set EDGE_INFER_CACHE')
    done.write_text(str(len(split.labels)), encoding="utf-8")
    return directory


def _read_gz(path: Path) -> bytes:
    if not path.is_file():
        raise EdgeModelError(
            f'"{path}" does not exist: on Debian `sudo apt install dataset-fashion-mnist`, elsewhere name the folder '
            "that has the four .gz files with --data DIR"
        )
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise EdgeModelError(f'"{path}" is not a whole gzip file ({error}): install the package again') from error


def _idx(path: Path, data: bytes, magic: int) -> Bytes:
    """An IDX array of bytes: magic, then one big-endian length a dimension, then the values."""
    dimensions = magic & 0xFF
    header = 4 + 4 * dimensions
    found = struct.unpack(">I", data[:4])[0] if len(data) >= header else 0
    shape = struct.unpack(f">{dimensions}I", data[4:header]) if found == magic else ()
    if found != magic or len(data) != header + math.prod(shape):
        raise EdgeModelError(f'"{path}" is not the IDX file that its name says: install the package again')
    return np.frombuffer(data, np.uint8, offset=header).reshape(shape)

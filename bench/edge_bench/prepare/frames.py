"""Pictures to observe the ranges of activations on, where no data set is at hand."""

from __future__ import annotations

import cv2
import numpy as np

from edge_model import letterbox, manifest

from .work import Work

_EVERY = 10


def frames(work: Work) -> None:
    """Every tenth frame of the clip, as PNG."""
    work.out.mkdir()
    capture = cv2.VideoCapture(str(work.clip))
    index = 0
    there, frame = capture.read()
    while there:
        if index % _EVERY == 0:
            cv2.imwrite(str(work.out / f"{index:05}.png"), frame)
        there, frame = capture.read()
        index += 1
    if not index:
        raise ValueError(f'OpenCV reads no frame of "{work.clip}"')


def inputs(work: Work, bundle: str) -> list[np.ndarray]:
    """Them as the network of the artifact `bundle` takes them."""
    from edge_model.evaluate import image_paths, read_image  # brings torch, which the frames themselves need not

    spec = manifest.read(work.store / bundle).input
    return [letterbox.prepare(spec, read_image(path))[0] for path in image_paths(work.store / "frames")]

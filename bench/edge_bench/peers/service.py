"""The loop of a Python peer: serves turns and pictures with whatever `Detect` it is given."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TextIO

import cv2
import numpy as np
import numpy.typing as npt

from ..protocol import Found, Settings

Frame = npt.NDArray[np.uint8]
Detect = Callable[[Frame], Sequence[Found]]


def frames_of(clip: str) -> Iterator[Frame]:
    """The frames of the clip, BGR, again from its beginning when it is over."""
    while True:
        capture = cv2.VideoCapture(clip)
        try:
            there, frame = capture.read()
            if not there:
                raise ValueError(f'OpenCV reads no frame of "{clip}"')
            while there:
                yield frame
                there, frame = capture.read()
        finally:
            capture.release()


def results_of(detect: Detect) -> Callable[[str], Iterator[Sequence[Found]]]:
    """One result a frame of a clip, as a script does it: one after the other."""
    return lambda clip: (detect(frame) for frame in frames_of(clip))


def serve(
    detect: Detect, versions: dict[str, str], results: Callable[[str], Iterator[Sequence[Found]]] | None = None
) -> None:
    """Answers until standard input ends; `results` replaces the plain loop over the frames of a clip."""
    answers = _own_output()
    stream = results or results_of(detect)
    _say(answers, {"ready": True, "versions": versions})
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "turn":
            _say(answers, turn(stream(request["clip"]), request))
        else:
            picture = cv2.imread(request["picture"])
            if picture is None:
                raise ValueError(f'OpenCV cannot read "{request["picture"]}"')
            found = [(it.label, it.score, it.left, it.top, it.width, it.height) for it in detect(picture)]
            _say(answers, {"found": found})


def settings() -> Settings:
    """Of the command line; OpenCV, which prepares the frames, gets as many threads as the network."""
    given = Settings.read(sys.argv[1])
    cv2.setNumThreads(given.threads)
    return given


def turn(results: Iterator[Sequence[Found]], request: dict[str, Any]) -> dict[str, Any]:
    warm_up, frames = request["warmUp"], request["frames"]
    periods, detections = [], []
    last = time.perf_counter()
    end = last + request["longestS"]
    for index, found in enumerate(results):
        now = time.perf_counter()
        if index >= warm_up:
            periods.append((now - last) * 1e3)
            detections.append(len(found))
        last = now
        if len(periods) == frames or (periods and now > end):
            break
    return {"periodsMs": periods, "detections": detections}


_output: TextIO | None = None


def claim_output() -> None:
    """Keeps standard output for answers: what libraries print from here on goes to standard error."""
    global _output
    if _output is None:
        _output = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)


def _own_output() -> TextIO:
    claim_output()
    assert _output is not None
    return _output


def _say(answers: TextIO, document: dict[str, Any]) -> None:
    answers.write(json.dumps(document) + "\n")
    answers.flush()

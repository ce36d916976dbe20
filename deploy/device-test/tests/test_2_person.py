"""2. A person comes into the picture and leaves: detections and the line follow.

A rule believes in somebody after three frames, and that he has left after three frames without him; a frame takes
seconds here.
"""

from __future__ import annotations

from board.devices import ClipCamera, GpioChip
from board.service import Service
from board.waiting import eventually


def labels(watching: Service) -> list[str]:
    return [detection["label"] for detection in watching.seen("camera")["detections"]]


def test_nobody_is_there_and_the_line_is_low(watching: Service, chip: GpioChip) -> None:
    eventually("inference has looked at a frame", lambda: watching.camera("camera")["framesDetected"] > 0, 120)
    assert "person" not in labels(watching)
    assert chip.level() == 0


def test_person_is_detected_and_the_line_goes_high(watching: Service, clip: ClipCamera, chip: GpioChip) -> None:
    clip.play("person")
    seen = eventually(
        "/detections shows a person",
        lambda: next((one for one in watching.seen("camera")["detections"] if one["label"] == "person"), None),
        120,
    )
    assert seen["score"] >= 0.5
    assert seen["box"]["height"] > 200
    eventually("the line is high", lambda: chip.level() == 1, 120)
    assert watching.get("/gpio")["lines"][0]["value"] == 1


def test_the_default_model_did_it(watching: Service) -> None:
    assert watching.get("/health")["model"]["name"] == "nanodet-g"


def test_person_has_left_and_the_line_is_low(watching: Service, clip: ClipCamera, chip: GpioChip) -> None:
    clip.play("nobody")
    eventually("nobody is detected", lambda: "person" not in labels(watching), 120)
    eventually("the line is low", lambda: chip.level() == 0, 120)

"""3. Cameras: their rate, unplugged and back, another format underneath."""

from __future__ import annotations

import json

from board.devices import ClipCamera, PatternCamera
from board.machine import Machine
from board.service import Service
from board.waiting import eventually

# Of the pattern camera, whose driver would give 30 if it were not asked for this.
FPS = 2


def captured(service: Service, camera: str) -> int:
    return int(service.camera(camera)["framesCaptured"])


def test_frames_arrive_at_the_configured_rate(machine: Machine, service: Service, pattern: PatternCamera) -> None:
    eventually("the pattern camera delivers", lambda: captured(service, "pattern") > 0, 120)

    def reading() -> tuple[float, int]:
        uptime, _, document = machine.shell(
            "cut -d ' ' -f 1 /proc/uptime; curl -sS -m 20 http://127.0.0.1:8080/health"
        ).partition("\n")
        cameras = json.loads(document)["cameras"]
        return float(uptime), next(one["framesCaptured"] for one in cameras if one["camera"] == "pattern")

    # By the board's clock, over many frames, and slow enough for emulation: what arrives, not how long a frame takes.
    begin, before = reading()
    eventually("thirty frames more", lambda: captured(service, "pattern") >= before + 30, 120)
    end, after = reading()
    rate = (after - before) / (end - begin)
    assert 0.8 * FPS <= rate <= 1.1 * FPS, f"{rate:.2f} frames/s instead of {FPS}"


def test_unplugged_camera_is_reported_and_the_other_goes_on(service: Service, pattern: PatternCamera) -> None:
    pid = service.pid()
    pattern.unplug()
    lost = eventually(
        "the loss is reported",
        lambda: (camera := service.camera("pattern"))["lastError"] and camera,
        120,
    )
    assert lost["state"] == "retrying"
    assert "/dev/video8" in lost["lastError"]
    assert service.get("/health")["status"] == "degraded"
    frames = captured(service, "camera")
    eventually("the other camera goes on", lambda: captured(service, "camera") > frames, 60)
    assert service.pid() == pid


def test_replugged_camera_recovers_without_restart(service: Service, pattern: PatternCamera) -> None:
    pid = service.pid()
    frames = captured(service, "pattern")
    pattern.plug_in()
    eventually("frames arrive again", lambda: captured(service, "pattern") > frames + 5, 180)
    assert service.camera("pattern")["lastError"] is None
    assert service.pid() == pid


def test_format_changed_underneath_recovers(service: Service, clip: ClipCamera) -> None:
    pid = service.pid()
    clip.stop()
    clip.start(height=240)
    said = eventually(
        "the other format is reported", lambda: "320x240" in (service.camera("camera")["lastError"] or ""), 180
    )
    assert said
    clip.stop()
    clip.start()
    frames = captured(service, "camera")
    eventually("frames arrive again", lambda: captured(service, "camera") > frames + 5, 240)
    eventually("in the size configured", lambda: service.seen("camera")["frame"] == {"width": 640, "height": 480}, 120)
    assert service.camera("camera")["lastError"] is None
    assert service.pid() == pid

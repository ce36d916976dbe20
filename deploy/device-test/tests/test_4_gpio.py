"""4. GPIO: chip by label and line by name, a busy line, a chip that goes and comes."""

from __future__ import annotations

from board.devices import ClipCamera, GpioChip
from board.service import CONFIG_FOR_TESTS, Service
from board.waiting import eventually

# The offset of a line without a name.
SPARE = 5


def line(service: Service) -> dict[str, object]:
    return next(one for one in service.get("/gpio")["lines"] if one["line"] == "DOOR")


def problem(service: Service) -> str | None:
    return next(one["lastError"] for one in service.get("/health")["lines"] if one["line"] == "DOOR")


def test_line_is_found_by_chip_label_and_line_name(service: Service, chip: GpioChip) -> None:
    found = line(service)
    assert found["provider"] == "chardev"
    assert found["offset"] == chip.offset
    assert chip.label in str(found["chip"])


def test_line_follows_who_is_in_sight(service: Service, chip: GpioChip) -> None:
    eventually("the line is high", lambda: chip.level() == 1, 120)


def test_busy_line_is_reported_with_its_holder(service: Service, chip: GpioChip) -> None:
    pid = service.pid()
    with chip.held(SPARE, "other-program"):
        service.reconfigure(CONFIG_FOR_TESTS.replace("line: DOOR }", f"line: {SPARE} }}"))
        said = eventually("the busy line is reported", lambda: problem(service), 60)
        assert "other-program" in said, said
        assert service.get("/health")["status"] == "degraded"
        assert service.property("ActiveState") == "active"
    eventually("the line is taken when it is free", lambda: problem(service) is None, 120)
    assert line(service)["offset"] == SPARE
    service.reconfigure(CONFIG_FOR_TESTS)
    eventually("the first line is high again", lambda: chip.level() == 1, 120)
    assert service.pid() == pid


def test_unplugged_chip_degrades_and_detection_goes_on(service: Service, chip: GpioChip) -> None:
    pid = service.pid()
    chip.unplug()
    said = eventually("the loss is reported", lambda: problem(service), 120)
    assert chip.label in said or "chip" in said, said
    health = service.get("/health")
    assert health["status"] == "degraded"
    assert health["ready"] is True
    frames = service.camera("camera")["framesDetected"]
    eventually("detection goes on", lambda: service.camera("camera")["framesDetected"] > frames, 60)
    assert service.pid() == pid


def test_replugged_chip_is_driven_again(service: Service, chip: GpioChip, clip: ClipCamera) -> None:
    pid = service.pid()
    chip.plug_in()
    eventually("the line is there again", lambda: problem(service) is None, 120)
    eventually("the line is high", lambda: chip.level() == 1, 120)
    clip.stop()
    eventually("the line is low when the camera is lost", lambda: chip.level() == 0, 120)
    clip.start()
    eventually("the line is high when it is back", lambda: chip.level() == 1, 240)
    assert service.get("/health")["status"] == "ok", service.get("/health")["reasons"]
    assert service.pid() == pid

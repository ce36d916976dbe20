"""4. GPIO: chip by label and line by name, an override, an input, a busy line, a chip that goes and comes."""

from __future__ import annotations

from functools import partial

from board.devices import ClipCamera, GpioChip
from board.service import CONFIG_FOR_TESTS, Service
from board.waiting import eventually

# The offset of a line without a name.
SPARE = 5
CONFIG_WITH_INPUT = CONFIG_FOR_TESTS.replace(
    "rules:\n",
    f"  inputs:\n    BELL: {{ chip: edge-board, line: {SPARE}, debounce: 50ms, on-active: toggle }}\nrules:\n",
)


def line(service: Service, name: str = "DOOR") -> dict[str, object]:
    return next(one for one in service.get("/gpio")["lines"] if one["line"] == name)


def is_armed(service: Service, expected: bool) -> bool:
    return bool(service.get("/armed")["armed"] is expected)


def problem(service: Service) -> str | None:
    return next(one["lastError"] for one in service.get("/health")["lines"] if one["line"] == "DOOR")


def test_line_is_found_by_chip_label_and_line_name(service: Service, chip: GpioChip) -> None:
    found = line(service)
    assert found["provider"] == "chardev"
    assert found["offset"] == chip.offset
    assert chip.label in str(found["chip"])


def test_line_follows_who_is_in_sight(service: Service, chip: GpioChip) -> None:
    eventually("the line is high", lambda: chip.level() == 1, 120)


def test_override_holds_the_line_against_the_rule_and_gives_it_back(service: Service, chip: GpioChip) -> None:
    held = service.put("/gpio/DOOR", {"value": 0, "timeoutMs": 3_600_000})
    assert held["override"]["by"] == "http"
    assert chip.level() == 0
    released = service.put("/gpio/DOOR", {"override": None})
    assert released["override"] is None
    eventually("the rule has the line again", lambda: chip.level() == 1, 120)
    assert line(service)["rule"] == "visitor"


def test_press_of_a_button_arms_and_the_next_one_disarms(service: Service, chip: GpioChip) -> None:
    chip.pull(SPARE, 0)
    service.reconfigure(CONFIG_WITH_INPUT)
    eventually("the button is not pressed", lambda: line(service, "BELL")["value"] == 0, 60)
    assert line(service, "BELL")["direction"] == "input"
    armed = service.get("/armed")["armed"]
    for expected in (not armed, armed):
        chip.pull(SPARE, 1)
        eventually("the button is pressed", lambda: line(service, "BELL")["value"] == 1, 60)
        eventually(f"armed is {expected}", partial(is_armed, service, expected), 60)
        assert service.get("/armed")["by"] == "input BELL"
        chip.pull(SPARE, 0)
        eventually("the button is released", lambda: line(service, "BELL")["value"] == 0, 60)
        assert service.get("/armed")["armed"] is expected
    service.reconfigure(CONFIG_FOR_TESTS)
    eventually("the line is high again", lambda: chip.level() == 1, 120)


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

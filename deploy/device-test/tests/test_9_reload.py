"""9. Reload: a good configuration is taken over, a broken one refused."""

from __future__ import annotations

from board.service import CONFIG_FOR_TESTS, REFUSED, Service
from board.waiting import eventually


def test_good_configuration_is_applied_in_the_same_process(service: Service) -> None:
    pid = service.pid()
    service.reconfigure(CONFIG_FOR_TESTS.replace("visitor:", "guest:"))
    assert [rule["rule"] for rule in service.get("/health")["rules"]] == ["guest"]
    assert service.pid() == pid
    assert service.property("ActiveState") == "active"
    eventually("frames arrive", lambda: service.camera("camera")["framesDetected"] > 0, 120)


def test_broken_configuration_is_refused_and_the_old_one_stays(service: Service) -> None:
    pid = service.pid()
    mark = service.mark()
    service.configure(CONFIG_FOR_TESTS.replace("min-score: 0.5", "min-score: 1.5").replace("hold: 2s", "hold: 2"))
    service.systemctl("reload")

    def all_problems() -> str | None:
        text = service.journal(mark)
        return text if text.count(REFUSED) >= 2 else None

    said = eventually("the refusal is in the journal, with each problem", all_problems, 60)
    assert "50-test.yaml" in said
    assert "rules.visitor.gpio.hold" in said
    assert "rules.visitor.when.min-score" in said
    assert service.pid() == pid
    assert [rule["rule"] for rule in service.get("/health")["rules"]] == ["guest"]
    assert service.property("ActiveState") == "active"
    assert "refused" in service.property("StatusText")
    frames = service.camera("camera")["framesDetected"]
    eventually("frames go on", lambda: service.camera("camera")["framesDetected"] > frames, 60)
    service.reconfigure(CONFIG_FOR_TESTS)
    assert [rule["rule"] for rule in service.get("/health")["rules"]] == ["visitor"]


def test_start_with_a_broken_configuration_fails_once_and_says_why(service: Service) -> None:
    mark = service.mark()
    service.configure(CONFIG_FOR_TESTS.replace("cameras:", "camras:"))
    service.systemctl("stop")
    outcome = service.try_start()
    assert outcome.status != 0
    assert service.property("ActiveState") == "failed"
    said = service.journal(mark)
    assert "camras" in said
    assert "cameras" in said
    assert service.property("NRestarts") == "0"
    service.configure(CONFIG_FOR_TESTS)
    service.systemctl("start")

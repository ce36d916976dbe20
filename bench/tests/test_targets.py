import pytest

from edge_bench import contestants, targets
from edge_bench.results import Result
from edge_bench.targets import TARGETS, Verdict


def _result(runtime: str, precision: str, fps: list[float], network: str = "yolox-nano", threads: int = 1) -> Result:
    return Result(f"{network}: {runtime}, {precision}", threads, fps=fps, periods_ms=[1.0])


def _of(results: list[Result], what: str) -> Verdict:
    return next(verdict for verdict in targets.judge(results) if what in verdict.target.what)


_YOLOX = "fastest of ONNX Runtime, OpenVINO and ncnn"


def test_every_target_names_contestants_that_there_are() -> None:
    names = {contestant.name for contestant in contestants.CONTESTANTS}
    for target in TARGETS:
        assert f"{target.network}: {contestants.EDGE_INFER}, {target.own}" in names
        assert {f"{target.network}: {runtime}, {precision}" for runtime, precision in target.peers} <= names


def test_the_fastest_peer_counts_and_ratios_are_taken_round_by_round() -> None:
    results = [
        _result(contestants.EDGE_INFER, "mixed", [200.0, 100.0, 210.0]),
        _result(contestants.ORT, "fp32", [90.0, 45.0, 90.0]),
        _result(contestants.OPENVINO, "fp32", [100.0, 50.0, 100.0]),
        _result(contestants.NCNN, "fp32", [80.0, 80.0, 80.0]),
    ]
    verdict = _of(results, _YOLOX)
    assert verdict.ratio is not None
    assert verdict.ratio.median == pytest.approx(2.0)
    assert verdict.ratio.most == pytest.approx(2.1)
    assert verdict.against == f"{contestants.OPENVINO}, fp32"
    assert verdict.met is True


def test_a_ratio_below_the_factor_is_missed() -> None:
    results = [_result(contestants.EDGE_INFER, "mixed", [299.0]), _result(contestants.OPENCV, "fp32", [100.0])]
    assert _of(results, "YOLOX-nano against OpenCV DNN").met is False


def test_without_a_peer_that_might_be_the_fastest_it_cannot_be_told() -> None:
    results = [_result(contestants.EDGE_INFER, "mixed", [200.0]), _result(contestants.ORT, "fp32", [90.0])]
    verdict = _of(results, _YOLOX)
    assert verdict.met is None
    assert len(verdict.missing) == 2


def test_a_peer_that_failed_is_missing() -> None:
    failed = _result(contestants.OPENCV, "fp32", [100.0])
    failed.problem = "it ended"
    verdict = _of([_result(contestants.EDGE_INFER, "mixed", [400.0]), failed], "YOLOX-nano against OpenCV DNN")
    assert (verdict.ratio, verdict.met) == (None, None)


def test_results_of_two_threads_do_not_count() -> None:
    results = [
        _result(contestants.EDGE_INFER, "mixed", [400.0], threads=2),
        _result(contestants.OPENCV, "fp32", [100.0], threads=2),
    ]
    assert _of(results, "YOLOX-nano against OpenCV DNN").ratio is None


def test_a_network_that_was_not_raced_has_no_verdict() -> None:
    verdicts = targets.judge([_result(contestants.EDGE_INFER, "mixed", [400.0])])
    assert {verdict.target.network for verdict in verdicts} == {"yolox-nano"}

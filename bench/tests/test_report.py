import json

from edge_bench import contestants, report, targets
from edge_bench.report import Run
from edge_bench.results import Result
from edge_bench.stage import Effort


def _run(*results: Result) -> Run:
    return Run(
        date="2026-01-02 03:04 UTC",
        machine="a machine",
        flags="avx2 fma",
        revision="abc",
        clip="demo.mp4",
        load=(0.1, 0.2),
        efforts={1: Effort(3, 1, 4)},
        results=results,
        verdicts=tuple(targets.judge(results)),
    )


def _result(runtime: str, precision: str, fps: float) -> Result:
    name = f"nanodet-g: {runtime}, {precision}"
    return Result(name, 1, {"fake": "1.0"}, [fps] * 3, [1e3 / fps] * 12, 0.3, 30, 100_000_000, 1.5)


_OWN = _result(contestants.EDGE_INFER, "int8", 120.0)


def test_the_page_shows_rate_and_verdict() -> None:
    page = report.markdown(_run(_OWN, _result(contestants.OPENCV, "fp32", 20.0)))
    assert "| default model against OpenCV DNN | ≥ 3 × | 6.00 (6.00–6.00) | OpenCV DNN, Python, fp32 | met |" in page
    assert "| edge-infer | int8 | 120.0 (120.0–120.0) | 8.33 | 8.33 | 8.33 | 10.0 | 100 | 1.500 |" in page
    assert "fake 1.0" in page


def test_a_peer_that_failed_stands_in_the_page_and_fails_the_run() -> None:
    failed = Result(f"nanodet-g: {contestants.OPENCV}, fp32", 1, problem="No module named cv2")
    run = _run(_OWN, failed)
    page = report.markdown(run)
    assert "OpenCV DNN, Python | fp32 | not run" in page
    assert "- OpenCV DNN, Python, fp32, One thread: No module named cv2" in page
    assert "| cannot be told |" in page
    assert run.failed


def test_one_left_out_for_want_of_data_does_not_fail_the_run() -> None:
    skipped = Result(f"nanodet-g: {contestants.OPENCV}, fp32", 1, problem="no images", skipped=True)
    assert not _run(_OWN, skipped).failed


def test_one_that_sees_something_else_fails_the_run() -> None:
    other = _result(contestants.OPENCV, "fp32", 20.0)
    other.disagreements.append("photo.jpg: nothing there")
    run = _run(_OWN, other)
    assert run.failed
    assert "photo.jpg: nothing there" in report.markdown(run)


def test_the_json_has_base_units_and_the_rounds() -> None:
    told = json.loads(json.dumps(report.document(_run(_OWN))))
    (result,) = told["results"]
    assert result["framesPerSecondOfRounds"] == [120.0] * 3
    assert result["peakBytes"] == 100_000_000
    assert told["processorFlags"] == ["avx2", "fma"]
    assert told["targets"][0]["met"] is None

import pytest

from edge_bench.protocol import Settings, Turn, turn_answer
from edge_bench.results import Result, Spread


def test_the_rate_is_frames_by_the_sum_of_their_periods() -> None:
    assert Turn((5.0, 15.0), (0, 1)).fps == pytest.approx(100.0)


def test_settings_survive_the_way_to_a_peer() -> None:
    given = Settings("bundle", "model.pte", "fast", 2, 0.4, 0.6, "class-wise", 100)
    assert '"maxDetections": 100' in given.line()
    assert Settings.read(given.line()) == given


def test_an_answer_becomes_a_turn() -> None:
    assert turn_answer({"periodsMs": [1.5], "detections": [3]}) == Turn((1.5,), (3,))


def test_spread_is_median_least_and_most() -> None:
    assert Spread.of([3.0, 1.0, 10.0]) == Spread(3.0, 1.0, 10.0)


def test_rounds_add_up() -> None:
    result = Result("nanodet-g: edge-infer, int8", 1)
    result.add(Turn((10.0, 10.0), (1, 2)), 0.06, 3)
    result.add(Turn((20.0, 40.0), (1, 2)), 0.12, 3)
    assert result.rate.median == pytest.approx((100 + 1000 / 30) / 2)
    assert result.percentile_ms(50) == 20.0
    assert result.percentile_ms(99) == 40.0
    assert result.processor_ms == pytest.approx(30.0)
    assert result.boxes == 1.5


def test_a_result_survives_its_file() -> None:
    result = Result("nanodet-g: edge-infer, int8", 1, fps=[1.0], periods_ms=[1.0], problem="gone")
    assert Result.read(result.document()) == result
    assert not result.ran

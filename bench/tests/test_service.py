from collections.abc import Iterator, Sequence

import pytest

pytest.importorskip("cv2")

from edge_bench.peers import service
from edge_bench.protocol import Found


def _results(taken: list[int]) -> Iterator[Sequence[Found]]:
    while True:
        taken.append(1)
        yield [Found(0, 0.9, 0, 0, 1, 1)] * len(taken)


def test_frames_of_the_warm_up_do_not_count() -> None:
    taken: list[int] = []
    told = service.turn(_results(taken), {"warmUp": 2, "frames": 3, "longestS": 1e9})
    assert told["detections"] == [3, 4, 5]
    assert len(told["periodsMs"]) == 3
    assert len(taken) == 5


def test_who_is_too_slow_stops_with_one_frame() -> None:
    taken: list[int] = []
    told = service.turn(_results(taken), {"warmUp": 2, "frames": 100, "longestS": 0})
    assert told["detections"] == [3]

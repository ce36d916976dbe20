from dataclasses import replace

from edge_bench.agreement import differences
from edge_bench.protocol import Found

_PERSON = Found(0, 0.72, 10, 20, 100, 200)
_CAT = Found(15, 0.61, 200, 30, 80, 90)


def test_the_same_boxes_in_any_order_agree() -> None:
    assert differences([_PERSON, _CAT], [_CAT, replace(_PERSON, left=10.2, score=0.723)], 0.4) == []


def test_a_missing_box_is_told_with_where_it_is() -> None:
    (told,) = differences([_PERSON, _CAT], [_CAT], 0.4)
    assert told == "class 0 0.720 at 10,20 of 100×200 is not there"


def test_a_box_of_another_class_is_missing_and_besides() -> None:
    assert len(differences([_PERSON], [replace(_PERSON, label=1)], 0.4)) == 2


def test_a_moved_box_is_told_with_the_nearest() -> None:
    told = differences([_PERSON], [replace(_PERSON, left=20)], 0.4)
    assert "nearest class 0 0.720 at 20,20" in told[0]


def test_a_score_that_is_apart_is_told() -> None:
    assert differences([_PERSON], [replace(_PERSON, score=0.70)], 0.4)


def test_a_box_at_the_threshold_may_be_missing_on_either_side() -> None:
    weak = replace(_CAT, score=0.405)
    assert differences([_PERSON, weak], [_PERSON], 0.4) == []
    assert differences([_PERSON], [_PERSON, weak], 0.4) == []


def test_one_box_cannot_stand_for_two() -> None:
    assert differences([_PERSON, _PERSON], [_PERSON], 0.4)

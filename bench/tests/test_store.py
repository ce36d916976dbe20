from pathlib import Path

from edge_bench.contestants import CONTESTANTS
from edge_bench.prepare import artifacts
from edge_bench.prepare.store import Store


def _store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", tmp_path / "clip.mp4", None)


def test_all_that_contestants_need_can_be_made() -> None:
    names = {artifact.name for artifact in artifacts.ARTIFACTS}
    assert {name for it in CONTESTANTS for name in it.artifacts} <= names


def test_what_is_needed_comes_first() -> None:
    order = [artifact.name for artifact in artifacts.with_needs({"yolox-nano-int8.onnx"})]
    assert order == [
        "frames",
        "yolox-nano.onnx",
        "yolox-nano-rewritten.onnx",
        "yolox-nano-fp32",
        "yolox-nano-int8.onnx",
    ]


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    store = _store(tmp_path)
    store.path("frames").mkdir(parents=True)
    assert store.make(artifacts.named("frames"), lambda _: None) is None


def test_one_that_needs_data_says_how_to_name_it(tmp_path: Path) -> None:
    reason = _store(tmp_path).make(artifacts.named("yolox-nano-mixed"), lambda _: None)
    assert reason is not None
    assert "EDGE_INFER_DATA" in reason


def test_one_whose_source_is_missing_says_which(tmp_path: Path) -> None:
    reason = _store(tmp_path).make(artifacts.named("nanodet-g-ncnn"), lambda _: None)
    assert reason == "nanodet-g.onnx could not be made"


def test_a_maker_that_fails_gives_its_error_as_the_reason(tmp_path: Path) -> None:
    store = _store(tmp_path)
    reason = store.make(artifacts.named("frames"), lambda _: None)  # of a clip that is not there
    assert reason is not None
    assert reason.startswith("cannot be made: ")
    assert not store.path("frames").exists()

"""The recipes on a small random data set: that they run, shrink and repeat, not what they learn."""

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torchvision
from torchvision.models.mobilenetv3 import InvertedResidualConfig

from edge_model import manifest
from edge_model.cli import main
from edge_model.commands import recipe
from edge_model.errors import EdgeModelError
from edge_model.training import classifiers, fashion_mnist, fitting, networks, pruning, recipes, workers
from edge_model.training.classifiers import DISTILLED, MOBILENET, NARROW, PRUNED, TEACHER, Classifiers
from edge_model.training.fashion_mnist import Split

from ..test_fashion_mnist import write


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGE_INFER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def weights(network: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def test_the_command_knows_the_names_of_all_recipes() -> None:
    assert tuple(recipe.NAMES) == tuple(recipes.RECIPES)


def tiny(_: None) -> torch.nn.Module:
    """Three blocks, with everything that the passes look for: it is lowered in a tenth of the time."""
    blocks = [
        InvertedResidualConfig(16, 3, 16, 16, True, "RE", 2, 1, 1.0),
        InvertedResidualConfig(16, 3, 72, 24, False, "RE", 2, 1, 1.0),
        InvertedResidualConfig(24, 5, 96, 40, True, "HS", 2, 1, 1.0),
    ]
    network: torch.nn.Module = torchvision.models.MobileNetV3(blocks, last_channel=64, num_classes=10)
    networks.trim(network, networks.SIDE)
    return network


def test_a_recipe_writes_measured_bundles_and_a_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plans = dict(classifiers.PLANS)
    plans[MOBILENET] = dataclasses.replace(plans[MOBILENET], make=tiny)
    monkeypatch.setattr(classifiers, "PLANS", plans)
    monkeypatch.setattr(recipes, "CALIBRATION_PICTURES", 10)
    data, out, names = write(tmp_path / "data", 128, 20), tmp_path / "out", ["qat"]
    here = Classifiers(fashion_mnist.read(data), epochs=1)
    for variant in recipes.variants(names):
        here.trained(variant.name)  # in this process, where the networks are tiny
    arguments = ["recipe", *names, "--data", str(data), "--out", str(out), "--epochs", "1", "--runs", "3", "--json"]
    assert main(arguments) == 0
    printed = json.loads(capsys.readouterr().out)
    rows = {row["bundle"]: row for row in printed["measured"]}
    assert tuple(rows) == tuple(variant.folder for variant in recipes.variants(names))
    for name, row in rows.items():
        described = manifest.read(out / name)
        manifest.verify_program(out / name, described)
        assert described.accuracy is not None
        assert described.accuracy.top1 == pytest.approx(row["top1"], abs=1e-4)
        assert row["images"] == 20
    before, plain, aware = (row["sizeBytes"] for row in rows.values())
    assert plain < before
    assert aware == pytest.approx(plain, rel=0.01)
    (standing,) = printed["verdict"]
    gain = rows["mobilenet-v3-small-qat-int8"]["top1"] - rows["mobilenet-v3-small-int8"]["top1"]
    assert standing["rival"] == "mobilenet-v3-small-int8"
    assert (standing["gain"], standing["kept"]) == (pytest.approx(gain), gain >= 0)


def test_workers_train_what_is_not_kept_and_only_that(tmp_path: Path, cache: Path) -> None:
    trained = Classifiers(fashion_mnist.read(write(tmp_path, 128, 10)), epochs=1)
    workers.train([MOBILENET], trained, 2)
    (kept,) = (cache / "training").iterdir()
    assert kept == trained.key(MOBILENET).path
    before = kept.stat().st_mtime_ns
    workers.train([MOBILENET], trained, 2)
    assert kept.stat().st_mtime_ns == before


def test_what_is_made_smaller_is_as_small_as_its_rival(tmp_path: Path) -> None:
    made = Classifiers(fashion_mnist.read(write(tmp_path, 128, 10)), epochs=1)
    whole, narrow, pruned, distilled = (weights(made.trained(name)) for name in (MOBILENET, NARROW, PRUNED, DISTILLED))
    assert distilled == narrow
    assert 0.9 * pruned < narrow <= pruned < 0.45 * whole


def test_recipes_asked_for_together_share_their_variants() -> None:
    names = [variant.folder for variant in recipes.variants(["qat", "pruned", "distilled"])]
    assert len(names) == len(set(names)) == 6
    assert names[:2] == ["mobilenet-v3-small-fp32", "mobilenet-v3-small-int8"]
    assert recipes.PLAIN_INT8 & set(names) == {"mobilenet-v3-small-int8", "mobilenet-v3-small-narrow-int8"}


def test_too_few_pictures_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(tmp_path / "data", 20, 10)
    assert main(["recipe", "mobilenet", "--data", str(data), "--out", str(tmp_path / "out")]) == 1
    assert "20 training pictures do not fill one batch of 128" in capsys.readouterr().err


def test_training_twice_gives_the_same_weights_and_the_second_time_none_is_done(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = fashion_mnist.read(write(tmp_path, 128, 10))
    first, kept, again, other = (
        Classifiers(data, seed, epochs=1, retrain=retrain).trained(MOBILENET).state_dict()
        for seed, retrain in ((0, False), (0, False), (0, True), (1, False))
    )
    assert capsys.readouterr().err.count("trained before") == 1
    for name, weight in first.items():
        assert torch.equal(weight, kept[name])
        assert torch.equal(weight, again[name])
    assert not torch.equal(first["classifier.3.weight"], other["classifier.3.weight"])


def test_other_weights_of_a_teacher_are_another_student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = fashion_mnist.read(write(tmp_path, 128, 10))
    keys = []
    for rate in (2e-3, 3e-3):
        plans = dict(classifiers.PLANS)
        plans[TEACHER] = dataclasses.replace(plans[TEACHER], schedule=fitting.Schedule(epochs=1, rate=rate))
        monkeypatch.setattr(classifiers, "PLANS", plans)
        taught = Classifiers(data, epochs=1)
        keys.append(taught.key(DISTILLED).path)
    assert keys[0] != keys[1]


def test_parents_are_trained_before_their_children() -> None:
    assert workers.order([DISTILLED, PRUNED, DISTILLED]) == [NARROW, TEACHER, DISTILLED, MOBILENET, PRUNED]


def test_damaged_weights_are_refused(tmp_path: Path, cache: Path) -> None:
    data = fashion_mnist.read(write(tmp_path, 128, 10))
    Classifiers(data, epochs=1).trained(MOBILENET)
    (kept,) = (cache / "training").iterdir()
    kept.write_bytes(kept.read_bytes()[:1000])
    with pytest.raises(EdgeModelError, match="--retrain"):
        Classifiers(data, epochs=1).trained(MOBILENET)
    Classifiers(data, epochs=1, retrain=True).trained(MOBILENET)


def test_what_small_pictures_leave_idle_is_dropped_and_nothing_else() -> None:
    torch.manual_seed(2)
    whole: Any = torchvision.models.mobilenet_v3_small(num_classes=10).eval()
    trimmed: Any = copy.deepcopy(whole)
    networks.trim(trimmed, 32)
    image = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        torch.testing.assert_close(trimmed(image), whole(image), atol=1e-5, rtol=1e-5)
    kernels = [block.block[1][0].kernel_size for block in trimmed.features[4:12]]
    assert kernels == [(5, 5), (3, 3), (3, 3), (3, 3), (3, 3), (2, 2), (1, 1), (1, 1)]
    assert isinstance(trimmed.avgpool, torch.nn.Identity)
    networks.trim(whole, 224)
    assert whole.features[11].block[1][0].kernel_size == (5, 5)


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "side"),
    [
        (kernel, stride, padding, side)
        for kernel, stride, padding in [(5, 1, 2), (5, 2, 2), (3, 2, 1), (7, 3, 3), (4, 2, 1)]
        for side in (1, 2, 3, 4, 7)
        if side + 2 * padding >= kernel
    ],
)
def test_a_trimmed_convolution_is_equal(kernel: int, stride: int, padding: int, side: int) -> None:
    torch.manual_seed(1)
    whole = torch.nn.Sequential(torch.nn.Conv2d(3, 4, kernel, stride, padding)).eval()
    trimmed = copy.deepcopy(whole)
    networks.trim(trimmed, side)
    image = torch.randn(1, 3, side, side)
    with torch.no_grad():
        torch.testing.assert_close(trimmed(image), whole(image), atol=1e-5, rtol=1e-5)


def test_folding_batch_norms_changes_nothing() -> None:
    torch.manual_seed(3)
    network = networks.mobilenet_v3_small().eval()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.uniform_(-1, 1)
            module.running_var.uniform_(0.5, 2)
    folded = networks.deployable(network)
    image = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        torch.testing.assert_close(folded(image), network(image), atol=1e-4, rtol=1e-4)
    assert not any(isinstance(module, torch.nn.BatchNorm2d | torch.nn.Dropout) for module in folded.modules())


def test_channels_that_do_nothing_are_pruned_first_and_without_loss() -> None:
    torch.manual_seed(4)
    network: Any = networks.mobilenet_v3_small().eval()
    with torch.no_grad():
        network.classifier[3].weight[:, ::2] = 0
        inner = network.classifier[0].weight.clone()
    pruned: Any = pruning.prune(network, 0.5)
    assert torch.equal(pruned.classifier[3].weight, network.classifier[3].weight[:, 1::2])
    assert pruned.classifier[0].weight.shape == (512, 288)
    assert torch.equal(network.classifier[0].weight, inner), "the original stays as it was"
    assert pruned(torch.zeros(1, 3, 32, 32)).shape == (1, 10)
    assert weights(pruned) < 0.5 * weights(network)
    with pytest.raises(TypeError, match="ResNet"):
        pruning.prune(networks.resnet18(), 0.5)


def test_a_teacher_pulls_the_student_towards_its_answers() -> None:
    torch.manual_seed(5)
    images = np.random.default_rng(6).integers(0, 256, (256, 8, 8), np.uint8)
    split = Split(images, np.zeros(256, np.int64))
    logits = torch.zeros(256, 10)
    logits[:, 3] = 20.0
    student = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(192, 10))
    schedule = fitting.Schedule(epochs=4, rate=3e-2)
    fitting.train(student, split, schedule, "student", fitting.Teaching(share=1.0), logits)
    assert fitting.logits_of(student, split, "asking").argmax(1).eq(3).float().mean() > 0.9

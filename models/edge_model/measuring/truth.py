"""What is really in the images: YOLO label files, a COCO annotation file, or one folder for each class."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import EdgeModelError

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True)
class Size:
    width: int
    height: int


@dataclass(frozen=True)
class TrueBox:
    """A labelled object in pixels of its image; `crowd` marks a region of many, which is neither hit nor missed."""

    image: str
    label: int
    left: float
    top: float
    width: float
    height: float
    area: float
    crowd: bool = False


@dataclass(frozen=True)
class Truth:
    """The labelled boxes of the images in `sizes` (file name → size); an image may have none."""

    sizes: dict[str, Size]
    boxes: tuple[TrueBox, ...]


@dataclass(frozen=True)
class Example:
    """An image and the id of its class."""

    path: Path
    label: int


def read(paths: Sequence[Path], labels: Path, names: Sequence[str], size_of: Callable[[Path], Size]) -> Truth:
    """`labels` is a folder of YOLO files or a COCO `.json`; `names` are the classes of the model, in its order."""
    if labels.is_dir():
        return _read_yolo(paths, labels, len(names), size_of)
    if labels.is_file():
        return _read_coco(paths, labels, names)
    raise EdgeModelError(f'"{labels}" does not exist: name a folder of YOLO .txt files or a COCO annotation .json')


def read_class_folders(directory: Path, names: Sequence[str]) -> list[Example]:
    """The images below `directory/CLASS/`, where CLASS is one of `names`; any other folder is an error."""
    folders = sorted(path for path in directory.glob("*") if path.is_dir())
    if not folders:
        raise EdgeModelError(f'"{directory}" has no folders: a classifier is evaluated on one folder for each class')
    unknown = [folder.name for folder in folders if folder.name not in names]
    if unknown:
        raise EdgeModelError(
            f'"{directory}" has the folder "{unknown[0]}", which is no class of the model: rename it to one of '
            f"{', '.join(names)}"
        )
    examples = [
        Example(path, names.index(folder.name))
        for folder in folders
        for path in sorted(folder.glob("*"))
        if path.suffix.lower() in IMAGE_SUFFIXES
    ]
    if not examples:
        raise EdgeModelError(f'"{directory}" has no .jpg or .png image in its class folders')
    return examples


def _read_yolo(paths: Sequence[Path], labels: Path, classes: int, size_of: Callable[[Path], Size]) -> Truth:
    if not any((labels / f"{path.stem}.txt").is_file() for path in paths):
        raise EdgeModelError(
            f'"{labels}" has no .txt file for any of the {len(paths)} images: a label file is named as its image'
        )
    sizes = {path.name: size_of(path) for path in paths}
    boxes: list[TrueBox] = []
    for path in paths:
        file = labels / f"{path.stem}.txt"
        if not file.is_file():
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                boxes.append(_yolo_box(f'"{file}" line {number}', line, path.name, sizes[path.name], classes))
    return Truth(sizes, tuple(boxes))


def _yolo_box(where: str, line: str, image: str, size: Size, classes: int) -> TrueBox:
    """`class cx cy w h`, the last four relative to the image."""
    try:
        label, cx, cy, width, height = (float(value) for value in line.split()[:5])
    except ValueError as error:
        raise EdgeModelError(f'{where} is not `class cx cy w h`: "{line.strip()}"') from error
    if not (label.is_integer() and 0 <= label < classes):
        raise EdgeModelError(f"{where}: the class must lie in 0..{classes - 1}, is {label:g}")
    if not all(0 <= value <= 1 for value in (cx, cy, width, height)):
        raise EdgeModelError(f'{where}: the box must be relative to the image, each value in 0..1: "{line.strip()}"')
    width, height = width * size.width, height * size.height
    left, top = cx * size.width - width / 2, cy * size.height - height / 2
    return TrueBox(image, int(label), left, top, width, height, width * height)


def _read_coco(paths: Sequence[Path], file: Path, names: Sequence[str]) -> Truth:
    """Categories are matched by name: the ids of COCO have holes, those of a model have none."""
    try:
        document: Any = json.loads(file.read_text(encoding="utf-8"))
        entries = {entry["id"]: entry for entry in document["images"]}
        categories = {category["id"]: category["name"] for category in document["categories"]}
        annotations = list(document["annotations"])
        wanted = {path.name for path in paths}
        named = {key: Path(entry["file_name"]).name for key, entry in entries.items()}
        sizes = {
            named[key]: Size(int(entry["width"]), int(entry["height"]))
            for key, entry in entries.items()
            if named[key] in wanted
        }
        boxes = tuple(
            _coco_box(item, named[item["image_id"]], names.index(categories[item["category_id"]]))
            for item in annotations
            if named[item["image_id"]] in wanted and categories[item["category_id"]] in names
        )
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise EdgeModelError(
            f'"{file}" is not a COCO annotation file ({type(error).__name__}: {error}): it needs "images", '
            '"annotations" with "bbox", and "categories"'
        ) from error
    missing = sorted(wanted - sizes.keys())
    if missing:
        raise EdgeModelError(
            f'"{file}" does not list {len(missing)} of the images, first "{missing[0]}": '
            "take the annotations that belong to them"
        )
    if not set(names) & set(categories.values()):
        raise EdgeModelError(f'"{file}" has no category with the name of a class of the model, such as "{names[0]}"')
    return Truth(sizes, boxes)


def _coco_box(item: Any, image: str, label: int) -> TrueBox:
    left, top, width, height = (float(value) for value in item["bbox"])
    area = float(item.get("area", width * height))
    return TrueBox(image, label, left, top, width, height, area, bool(item.get("iscrowd", 0)))

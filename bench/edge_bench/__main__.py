"""`python -m edge_bench`: makes the networks, races the contestants, writes JSON, Markdown and plots.

Started by `bench/run.sh`, which has built what is passed here.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from edge_model.results import machine

from . import contestants, networks, report, stage, targets
from .contestants import Contestant
from .prepare import artifacts, store
from .prepare.store import Store
from .progress import Progress
from .report import Run
from .results import Result
from .stage import Course, Effort
from .starting import Place

_ROOT = Path(__file__).parents[2]
_FULL = {1: Effort(rounds=5, warm_up=10, frames=150), 2: Effort(rounds=3, warm_up=10, frames=90)}
_QUICK = {1: Effort(rounds=3, warm_up=10, frames=60)}
_CHECK = {1: Effort(rounds=0, warm_up=0, frames=1)}


def main() -> int:
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an end that also ends the contestants
    progress = Progress(0)
    kept = store.default(store.cache_directory(), arguments.clip, arguments.data)
    chosen = [it for it in contestants.CONTESTANTS if it.network in arguments.networks]
    reasons = _prepare(kept, chosen, progress)
    if arguments.prepare_only:
        return 1 if any(not skipped for _, skipped in reasons.values()) else 0
    place = Place(
        store=kept.directory,
        dist=arguments.dist.resolve(),
        java=arguments.java,
        classes=arguments.classes.resolve(),
        java_peer=arguments.java_peer,
        loop=arguments.loop,
        loop_libraries=arguments.loop_libraries,
        logs=arguments.out.resolve() / "logs",
    )
    pictures = tuple(_ROOT / "daemon/src/test/resources/images" / name for name in report.PICTURES)
    course = Course(arguments.clip.resolve(), pictures)
    efforts = _CHECK if arguments.check else _QUICK if arguments.quick else _FULL
    efforts = {threads: effort for threads, effort in efforts.items() if threads in arguments.threads}
    if not efforts:
        progress.tell("--quick and --check know one thread only")
        return 2
    load = os.getloadavg()[1]
    progress = Progress(len(chosen) * sum(effort.turns for effort in efforts.values()))
    results = []
    for threads, effort in efforts.items():
        for network in arguments.networks:
            own = [it for it in chosen if it.network == network]
            file = arguments.out / "stages" / f"{network}-{threads}.json"
            key = _key(place, effort)
            done = _earlier(file, key) if arguments.resume and not arguments.check else None
            if done is None:
                refused = {
                    it.name: Result(it.name, threads, problem=reasons[it.name][0], skipped=reasons[it.name][1])
                    for it in own
                    if it.name in reasons
                }
                done = stage.run(own, threads, place, course, effort, refused, progress)
                _keep(file, key, done)
            else:
                progress.skip(len(own) * effort.turns)
            results += done
    if arguments.check:
        return _checked(results, progress)
    return _finish(arguments, efforts, results, (load, os.getloadavg()[1]), progress)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="edge_bench", description="edge-infer beside its peers")
    parser.add_argument("--out", type=Path, required=True, help="directory of the results")
    parser.add_argument("--dist", type=Path, required=True, help="the runnable tree of edge-infer")
    parser.add_argument("--java", type=Path, required=True)
    parser.add_argument("--classes", type=Path, required=True, help="the compiled Java contestants")
    parser.add_argument("--java-peer", type=Path, required=True, help="the jars of ONNX Runtime and JavaCV")
    parser.add_argument("--loop", type=Path, required=True, help="the C++ loop")
    parser.add_argument("--loop-libraries", type=Path, required=True)
    parser.add_argument("--clip", type=Path, default=_ROOT / "daemon/demo/demo.mp4")
    parser.add_argument("--data", type=Path, help="labelled images, as `edge-model results --data`")
    parser.add_argument("--quick", action="store_true", help="short turns, one thread only")
    parser.add_argument("--check", action="store_true", help="compare what they see, race nobody")
    parser.add_argument("--resume", action="store_true", help="keep the networks that an interrupted run has finished")
    parser.add_argument("--prepare-only", action="store_true", help="make the networks, race nobody")
    parser.add_argument("--strict", action="store_true", help="a missed target makes the exit code 1 too")
    parser.add_argument("--threads", nargs="+", type=int, choices=[1, 2], default=[1, 2])
    names = [network.name for network in networks.NETWORKS]
    parser.add_argument("--networks", nargs="+", choices=names, default=names)
    return parser.parse_args()


def _prepare(kept: Store, chosen: Sequence[Contestant], progress: Progress) -> dict[str, tuple[str, bool]]:
    """Why a contestant cannot run, by its name, and whether that is for want of data alone."""
    reasons: dict[str, tuple[str, bool]] = {}
    needed = {name for it in chosen for name in it.artifacts}
    needed |= {scores.split("/")[0] for it in chosen if (scores := networks.named(it.network).scores)}
    failed: dict[str, tuple[str, bool]] = {}
    for artifact in artifacts.with_needs(needed):
        reason = kept.make(artifact, progress.tell)
        if reason is not None:
            failed[artifact.name] = (f"{artifact.name}: {reason}", artifact.data and kept.data is None)
            progress.tell(f"{artifact.name}: {reason}")
    for it in chosen:
        for name in sorted(it.artifacts & failed.keys()):
            reasons.setdefault(it.name, failed[name])
    return reasons


def _key(place: Place, effort: Effort) -> str:
    """Results with another key are of something else."""
    jars = max((file.stat().st_mtime_ns for file in (place.dist / "lib").glob("*.jar")), default=0)
    return f"{place.store.name} {jars} {effort}"


def _keep(file: Path, key: str, results: Sequence[Result]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = {"key": key, "results": [result.document() for result in results]}
    file.write_text(json.dumps(kept), encoding="utf-8")


def _earlier(file: Path, key: str) -> list[Result] | None:
    if not file.is_file():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))
    return [Result.read(each) for each in kept["results"]] if kept["key"] == key else None


def _finish(
    arguments: argparse.Namespace,
    efforts: Mapping[int, Effort],
    results: Sequence[Result],
    load: tuple[float, float],
    progress: Progress,
) -> int:
    from . import plots

    run = Run(
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        machine=str(machine.here()),
        flags=_flags(),
        revision=_revision(),
        clip=arguments.clip.name,
        load=load,
        efforts=efforts,
        results=tuple(results),
        verdicts=tuple(targets.judge(results)),
    )
    out: Path = arguments.out
    (out / "peers.json").write_text(json.dumps(report.document(run), indent=2) + "\n", encoding="utf-8")
    (out / "peers.md").write_text(report.markdown(run), encoding="utf-8")
    for network in networks.NETWORKS:
        for threads in sorted({result.threads for result in results}):
            mine = [it for it in results if it.threads == threads and it.contestant.startswith(f"{network.name}: ")]
            plots.bars(network, mine, out / report.plot_name(network.name, threads))
    print(report.text(run))
    progress.tell(f"the whole table stands in {out / 'peers.md'}, all numbers in {out / 'peers.json'}")
    if run.failed:
        progress.tell("a peer failed or sees something else: see peers.md")
        return 1
    return 1 if arguments.strict and any(verdict.met is not True for verdict in run.verdicts) else 0


def _checked(results: Sequence[Result], progress: Progress) -> int:
    bad = [result for result in results if (result.problem is not None and not result.skipped) or result.disagreements]
    seen = len(results) - len(bad) - sum(result.skipped for result in results)
    progress.tell(f"{seen} of {len(results)} contestants run and see what they should in the pictures")
    return 1 if bad else 0


def _flags() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(("flags", "Features"))), "")


def _revision() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())

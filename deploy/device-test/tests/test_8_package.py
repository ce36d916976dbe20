"""8. The package: what it refuses, an upgrade by the playbook keeps the edits, a purge leaves nothing of ours."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from board.machine import Machine
from board.service import CONFIG, DROP_IN, START_SECONDS, Service
from board.waiting import SCALE

EDIT = "# Edited by the administrator."
# What the package may leave outside its own files: its user's entries, and logs.
OURS = (
    "/etc/edge-infer /etc/systemd/system /usr/lib/edge-infer /var/lib/edge-infer /var/cache/edge-infer"
    " /usr/share/doc /usr/share/man /usr/lib/systemd /usr/lib/udev /usr/lib/sysusers.d /usr/lib/tmpfiles.d"
)


@pytest.fixture(scope="module")
def newer(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package under test as a later version that ships another configuration, and makes no cache."""
    tree = tmp_path_factory.mktemp("newer") / "tree"
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
    control = tree / "DEBIAN" / "control"
    text = control.read_text()
    version = next(line for line in text.splitlines() if line.startswith("Version: "))
    control.write_text(text.replace(version, version + "+later"))
    shipped = tree / CONFIG.lstrip("/")
    shipped.write_text(shipped.read_text() + "\n# A later version knows more.\n")
    # The cache of classes takes minutes under emulation, and the first installation has made one. Here it fails.
    (tree / "usr/lib/edge-infer/bin/make-aot-cache").write_text(
        "#!/bin/sh\necho this board makes no cache >&2\nexit 1\n"
    )
    later = tree.parent / "later.deb"
    # Quick to pack, quick to unpack.
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, later], check=True)
    shutil.rmtree(tree)
    return later


def test_refused_on_a_system_that_is_too_old(package: Path, tmp_path: Path) -> None:
    # What apt would do on Debian 11, by this machine's apt and a list of what is installed there.
    status = tmp_path / "status"
    status.write_text(
        "".join(
            f"Package: {name}\nStatus: install ok installed\nMaintainer: Debian <debian@example.org>\n"
            f"Architecture: arm64\nMulti-Arch: same\nVersion: {version}\nDescription: none\n\n"
            for name, version in {
                "libc6": "2.31-13+deb11u11",
                "libdrm2": "2.4.104-1",
                "libgcc-s1": "10.2.1-6",
                "libstdc++6": "12.2.0-14",
                "libva2": "2.10.0-1",
                "libva-drm2": "2.10.0-1",
                "init-system-helpers": "1.60",
                "systemd": "247.3-7",
            }.items()
        )
    )
    (tmp_path / "lists/partial").mkdir(parents=True)
    options = {
        "APT::Architecture": "arm64",
        "APT::Architectures": "arm64",
        "Dir::State": tmp_path,
        "Dir::State::status": status,
        "Dir::State::lists": tmp_path / "lists",
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Cache": tmp_path / "cache",
        "Debug::NoLocking": "true",
    }
    command = ["apt-get", *(word for item in options.items() for word in ("-o", "=".join(map(str, item))))]
    done = subprocess.run(
        [*command, "--simulate", "install", package], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    assert done.returncode != 0, done.stdout
    said = done.stdout + done.stderr
    assert re.search(r"edge-infer : PreDepends: libc6 \(>= 2\.\d+\) but 2\.31-13\S* is to be installed", said), said
    # It is the only thing that is wrong there.
    assert said.count("Depends:") == 1, said


def test_refused_on_another_architecture(package: Path) -> None:
    here = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
    if here == "arm64":
        pytest.skip("this machine has the architecture of the package")
    done = subprocess.run(
        ["dpkg", "--force-not-root", "--no-act", "--install", package],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    assert done.returncode != 0
    assert f"package architecture (arm64) does not match system ({here})" in done.stderr, done.stderr


class Playbook:
    """deploy/ansible/install.yaml with an inventory of this one board.

    Args:
        machine: the board
        folder: for the inventory
    """

    def __init__(self, machine: Machine, folder: Path) -> None:
        self._folder = folder
        self._inventory = folder / "inventory.yaml"
        board = {
            "ansible_host": "127.0.0.1",
            "ansible_port": machine.port,
            "ansible_user": "root",
            "ansible_ssh_private_key_file": str(machine.key),
            "ansible_ssh_common_args": "-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
            "ansible_python_interpreter": "/usr/bin/python3",
            "edge_infer_patience": START_SECONDS,
            "edge_infer_board_config": {"model": {"min-score": 0.4}},
        }
        # JSON is YAML, too.
        self._inventory.write_text(json.dumps({"boards": {"hosts": {"board": board}}}))

    def run(self, package: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Runs the playbook to its end, whatever that is."""
        playbook = Path(__file__).parents[2] / "ansible" / "install.yaml"
        environment = {
            **os.environ,
            "ANSIBLE_PIPELINING": "1",
            "ANSIBLE_TIMEOUT": "60",
            "ANSIBLE_LOCAL_TEMP": str(self._folder / "ansible"),
            "ANSIBLE_NOCOLOR": "1",
            "LC_ALL": "C.UTF-8",
        }
        return subprocess.run(
            ["ansible-playbook", "-i", self._inventory, playbook, "-e", f"package={package}", *options],
            env=environment,
            capture_output=True,
            text=True,
            timeout=1200 * SCALE,
        )

    @staticmethod
    def changed(done: subprocess.CompletedProcess[str]) -> int:
        """How many tasks changed something, by the recap of a run that succeeded."""
        assert done.returncode == 0, done.stdout + done.stderr
        recap = re.search(r"changed=(\d+)", done.stdout)
        assert recap, done.stdout
        return int(recap[1])


@pytest.fixture(scope="module")
def playbook(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Playbook:
    return Playbook(machine, tmp_path_factory.mktemp("playbook"))


def test_playbook_upgrades_and_keeps_the_edited_configuration(
    machine: Machine, service: Service, newer: Path, playbook: Playbook
) -> None:
    machine.shell(f"echo '{EDIT}' >>{CONFIG}")
    before = machine.shell(f"cat {CONFIG} {DROP_IN}")
    pid = service.pid()
    assert playbook.changed(playbook.run(newer)) > 0
    assert machine.shell(f"cat {CONFIG} {DROP_IN}") == before
    assert machine.shell("dpkg-query -W -f '${Version}' edge-infer").endswith("+later")
    assert service.pid() != pid, "the service still runs the old version"
    assert "min-score: 0.4" in machine.shell("cat /etc/edge-infer/edge-infer.d/60-board.yaml")
    assert service.get("/health")["ready"] is True


def test_upgrade_shows_what_is_new_beside_it(machine: Machine) -> None:
    assert "A later version knows more" in machine.shell(f"cat {CONFIG}.dpkg-dist")
    assert machine.shell("systemctl is-enabled edge-infer").strip() == "enabled"


def test_playbook_changes_nothing_the_second_time(service: Service, newer: Path, playbook: Playbook) -> None:
    pid = service.pid()
    assert playbook.changed(playbook.run(newer)) == 0
    assert service.pid() == pid


def test_remove_keeps_the_configuration_and_stops(machine: Machine, service: Service) -> None:
    machine.shell("DEBIAN_FRONTEND=noninteractive apt-get -q -y remove edge-infer", 300)
    assert EDIT in machine.shell(f"cat {CONFIG}")
    assert machine.attempt("pgrep -u edge-infer").status != 0
    assert machine.attempt("ls -d /usr/lib/edge-infer /var/cache/edge-infer").text.count("No such file") == 2


def test_purge_leaves_only_what_is_the_users(machine: Machine) -> None:
    machine.shell("DEBIAN_FRONTEND=noninteractive apt-get -q -y purge edge-infer", 300)
    left = machine.shell(f"find {OURS} -path '*edge-infer*' 2>/dev/null || true").split()
    # Files beside the package's own in its configuration folder are the administrator's.
    assert set(left) <= {
        "/etc/edge-infer",
        "/etc/edge-infer/edge-infer.d",
        DROP_IN,
        "/etc/edge-infer/edge-infer.d/60-board.yaml",
        "/etc/systemd/system/edge-infer.service.d",
        "/etc/systemd/system/edge-infer.service.d/patience.conf",
    }, left
    assert DROP_IN in left

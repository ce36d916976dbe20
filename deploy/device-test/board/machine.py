"""An emulated aarch64 machine and the shell on it."""

from __future__ import annotations

import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from board.waiting import SCALE, eventually

SSH_OPTIONS = {
    "StrictHostKeyChecking": "no",
    "UserKnownHostsFile": "/dev/null",
    "LogLevel": "ERROR",
    "ConnectTimeout": "20",
    "ServerAliveInterval": "20",
    "ServerAliveCountMax": "6",
    "ControlMaster": "auto",
    "ControlPersist": "yes",
}


class CommandError(AssertionError):
    """A command on the board that should have succeeded did not."""


@dataclass(frozen=True)
class Outcome:
    """What a command on the board did.

    Attributes:
        status: exit code
        text: what it wrote to stdout and stderr, in this order
    """

    status: int
    text: str


class Machine:
    """QEMU with a disk of its own. Nothing of it reaches the network, and only this machine reaches its ssh port.

    Args:
        image: what image/build.sh made
        run: folder for the disk, the serial log and the socket of this run
    """

    def __init__(self, image: Path, run: Path) -> None:
        self._image = image
        self._run = run
        self._disk = run / "disk.img"
        self._serial = run / "serial.log"
        self._qemu_log = run / "qemu.log"
        self._qemu: subprocess.Popen[bytes] | None = None
        self._port = 0
        # A socket's path may have 107 characters, fewer than some checkouts.
        self._sockets = Path(tempfile.mkdtemp(prefix="edge-infer-ssh-"))
        subprocess.run(["cp", "--reflink=auto", "--sparse=always", image / "disk.img", self._disk], check=True)

    @property
    def serial_log(self) -> Path:
        """What the kernel and systemd said on the console, over all boots."""
        return self._serial

    @property
    def port(self) -> int:
        """The port of this machine that leads to the board's ssh; another one after each boot."""
        return self._port

    @property
    def key(self) -> Path:
        """The private key that root on the board trusts."""
        return self._image / "id"

    def boot(self) -> None:
        """Starts the machine and waits until its shell answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        command = [
            *("nice", "-n", "10", "qemu-system-aarch64", "-M", "virt,gic-version=3", "-cpu", "cortex-a76"),
            *("-smp", "2", "-m", "2048", "-accel", "tcg,thread=multi"),
            *("-kernel", str(self._image / "vmlinuz"), "-initrd", str(self._image / "initrd.gz")),
            *("-append", "console=ttyAMA0 loglevel=4 panic=-1 net.ifnames=0 systemd.show_status=0"),
            *("-drive", f"if=none,id=disk,file={self._disk},format=raw", "-device", "virtio-blk-pci,drive=disk"),
            *("-netdev", f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{self._port}-:22"),
            *("-device", "virtio-net-pci,netdev=net,romfile="),
            *("-display", "none", "-monitor", "none", "-no-reboot"),
            *("-chardev", f"file,id=serial,path={self._serial},append=on", "-serial", "chardev:serial"),
        ]
        with self._qemu_log.open("ab") as log:
            self._qemu = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        eventually("the board's shell answers", self._answers, 240)

    def _answers(self) -> bool:
        assert self._qemu is not None
        if self._qemu.poll() is not None:
            said = self._qemu_log.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"qemu ended with {self._qemu.returncode}: {said}")
        return self.attempt("true", seconds=30).status == 0

    def shell(self, script: str, seconds: float = 120, stdin: bytes | None = None) -> str:
        """What a shell script on the board wrote; it has to succeed.

        Raises:
            CommandError: it did not, with what it wrote
        """
        outcome = self.attempt(script, seconds, stdin)
        if outcome.status != 0:
            raise CommandError(f"{script!r} on the board: exit code {outcome.status}\n{outcome.text}")
        return outcome.text

    def attempt(self, script: str, seconds: float = 120, stdin: bytes | None = None) -> Outcome:
        """Runs a shell script on the board that may fail."""
        command = [*self._ssh(), "root@127.0.0.1", script]
        try:
            done = subprocess.run(command, input=stdin or b"", capture_output=True, timeout=seconds * SCALE)
        except subprocess.TimeoutExpired as late:
            raise CommandError(f"{script!r} on the board: not done within {late.timeout:.0f} s") from late
        return Outcome(done.returncode, (done.stdout + done.stderr).decode(errors="replace"))

    def put(self, local: Path, remote: str) -> None:
        """Copies a file onto the board, with its mode."""
        mode = local.stat().st_mode & 0o777
        target = shlex.quote(remote)
        self.shell(f"cat >{target} && chmod {mode:o} {target}", 300, local.read_bytes())

    def write(self, remote: str, text: str) -> None:
        """Writes a file on the board, and the folder that it is in."""
        target = shlex.quote(remote)
        self.shell(f'mkdir -p "$(dirname {target})" && cat >{target}', stdin=text.encode())

    def pull_the_plug(self) -> None:
        """A power cut: the machine is gone at once, with what it had not written yet."""
        if self._qemu is not None:
            self._leave()
            self._qemu.send_signal(signal.SIGKILL)
            self._qemu.wait()
            self._qemu = None

    def shut_down(self) -> None:
        """Ends the run, in good order if it is in the mood, and frees the disk."""
        if self._qemu is not None:
            if self._qemu.poll() is None:
                try:
                    self.attempt("sync; systemctl poweroff --force --force", 15)
                    self._qemu.wait(15)
                except (AssertionError, subprocess.TimeoutExpired):
                    pass
            self.pull_the_plug()
        self._disk.unlink(missing_ok=True)
        shutil.rmtree(self._sockets, ignore_errors=True)

    def _leave(self) -> None:
        """Ends the shared ssh connection."""
        subprocess.run([*self._ssh(), "-O", "exit", "root@127.0.0.1"], capture_output=True, check=False)

    def _ssh(self) -> list[str]:
        options = {**SSH_OPTIONS, "ControlPath": str(self._sockets / "control")}
        return [
            *("ssh", "-F", "none", "-i", str(self._image / "id"), "-p", str(self._port)),
            *(word for name, value in options.items() for word in ("-o", f"{name}={value}")),
        ]

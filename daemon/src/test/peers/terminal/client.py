"""Runs a command at a terminal of its own, as somebody who types: client.py ANSWERS COMMAND...

ANSWERS is a JSON list of [prompt, keys]: each time the terminal shows the prompt the keys are struck. Prints a JSON
object: what the terminal showed, how the command ended, and whether the terminal echoed at the prompts and echoes again
afterwards.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from functools import partial

PATIENCE = 120


def echoes(terminal: int) -> bool:
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


def main() -> None:
    answers, command = json.loads(sys.argv[1]), sys.argv[2:]
    # Whoever runs the tests in the background has the signal ignored, which a child would inherit.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    shown = ""
    at_prompts: list[bool] = []

    def look() -> None:
        nonlocal shown
        while select.select([keyboard], [], [], 0)[0]:
            shown += os.read(keyboard, 4096).decode()

    def shows(prompt: str, since: int) -> bool:
        look()
        return prompt in shown[since:] or process.poll() is not None

    for prompt, keys in answers:
        since = len(shown)
        wait(partial(shows, prompt, since))
        # The echo is turned off before or after the prompt is written.
        wait(lambda: not echoes(terminal) or process.poll() is not None)
        at_prompts.append(echoes(terminal))
        os.write(keyboard, keys.encode())
    process.wait(PATIENCE)
    look()
    end = {"shown": shown, "exitCode": process.returncode, "echoAtPrompts": at_prompts, "echoAfter": echoes(terminal)}
    print(json.dumps(end))


main()

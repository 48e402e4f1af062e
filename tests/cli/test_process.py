"""The command as a process: Ctrl-C, a closed pipe, a terminal."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from paneltakes.persona import PersonaShelf
from paneltakes.take import Panel
from samples import TEXT, full_reply

COLOUR = r"\x1b\[(?:\d+;)*(?:3[0-8]|9[0-7])(?:;\d+)*m"
COMMAND = [sys.executable, "-m", "paneltakes"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return the sample article as a file."""
    path = tmp_path / "averley.txt"
    path.write_text(f"Averley bets on the tide\n\n{TEXT}\n", encoding="utf-8")
    return path


class Server:
    """A server of chat completions that answers the founder at once and lets the others wait."""

    def __init__(self) -> None:
        founder = json.dumps(full_reply(PersonaShelf().get("founder")))
        self.asked = threading.Semaphore(0)
        self.over = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                outer.asked.release()
                if "The Founder" not in body:
                    outer.over.wait(30)
                    return
                reply = {
                    "id": "c1",
                    "object": "chat.completion",
                    "created": 1,
                    "model": "m",
                    "choices": [
                        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": founder}}
                    ],
                    "usage": {"prompt_tokens": 900, "completion_tokens": 200, "total_tokens": 1100},
                }
                payload = json.dumps(reply).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Let everybody go."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


def test_ctrl_c_stops_at_once_and_says_what_was_kept(source: Path, tmp_path: Path) -> None:
    """The take that had arrived is in the output, in the cache, and named; the process ends with 130."""
    out = tmp_path / "panel.json"
    server = Server()
    arguments = [str(source), "-m", "compatible:m", "--base-url", server.url, "--no-brief", "-o", str(out)]
    env = {**os.environ, "PANELTAKES_CACHE_DIR": str(tmp_path / "cache")}
    process = subprocess.Popen(
        [*COMMAND, *arguments], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(4):
            assert server.asked.acquire(timeout=60)
        time.sleep(1.0)  # the founder's answer is on its way
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
        assert time.monotonic() - started < 3
    finally:
        process.kill()
        process.communicate()
        server.close()
    assert process.returncode == 130
    assert "Arrived: The Founder" in stderr
    assert "Traceback" not in stderr
    panel = Panel.model_validate_json(out.read_text(encoding="utf-8"))
    assert [take.speaker.name for take in panel.takes] == ["The Founder"]
    assert panel.partial
    info = subprocess.run([*COMMAND, "cache", "info"], env=env, capture_output=True, text=True, check=True)
    assert "1 reply" in info.stdout


def test_a_closed_pipe_is_no_error_and_loses_no_file(source: Path, tmp_path: Path) -> None:
    """``| head -1`` ends quietly, and the file that was asked for is whole."""
    out = tmp_path / "panel.json"
    command = f"{' '.join(COMMAND)} '{source}' -m extractive -o '{out}' | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert Panel.model_validate_json(out.read_text(encoding="utf-8")).takes


def _in_terminal(arguments: list[str], env: dict[str, str]) -> tuple[int, str]:
    """Run the command in a pseudo-terminal; return its exit code and all that it wrote."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(COMMAND[0], [*COMMAND, *arguments], env)
    written = b""
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        written += chunk
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), written.decode()


@pytest.mark.filterwarnings("ignore:.*use of forkpty.*:DeprecationWarning")
def test_a_terminal_gets_colour_unless_it_does_not_want_it(source: Path) -> None:
    """On a terminal the takes are coloured and wrapped to its width; NO_COLOR is honoured."""
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "44", "LINES": "40"}
    code, coloured = _in_terminal([str(source), "-m", "extractive"], env)
    assert code == 0
    assert "The Skeptic" in coloured
    assert "\x1b[" in coloured
    code, plain = _in_terminal([str(source), "-m", "extractive"], {**env, "NO_COLOR": "1"})
    assert code == 0
    assert re.search(COLOUR, coloured)
    assert not re.search(COLOUR, plain)

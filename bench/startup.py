"""What starting the command costs, in CPU seconds: python bench/startup.py [ROUNDS].

Each figure is the least of some rounds in fresh processes, user and system time together; the ratio is to what typer,
pydantic and jinja2 cost by themselves in the same run.
"""

from __future__ import annotations

import resource
import subprocess
import sys

BASE = [sys.executable, "-c", "import typer, pydantic, jinja2"]
CASES = {
    "import paneltakes": [sys.executable, "-c", "import paneltakes"],
    "paneltakes --help": [sys.executable, "-m", "paneltakes", "--help"],
    "paneltakes --version": [sys.executable, "-m", "paneltakes", "--version"],
    "paneltakes personas": [sys.executable, "-m", "paneltakes", "personas"],
}


def cpu_seconds(command: list[str], rounds: int) -> float:
    """Return the least CPU time that the command took."""
    least = float("inf")
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return least


def main(rounds: int) -> None:
    """Print a line for each case."""
    base = cpu_seconds(BASE, rounds)
    print(f"{base:6.3f} s  1.00  typer + pydantic + jinja2")
    for name, command in CASES.items():
        seconds = cpu_seconds(command, rounds)
        print(f"{seconds:6.3f} s  {seconds / base:4.2f}  {name}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

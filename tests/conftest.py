"""What the tests share: one real release, built once, and one real server on it.

Nothing is mocked. The release is built from `sources/` through the command line; the server is
a process of its own on a free loopback port, ended by its process id. The texts of the sources
are not part of this repository: a test that needs one is skipped, and says so, where the text
does not lie in `../shared/sources/<id>/source.txt`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.release import Release, current

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "iom-serbia-2008"
SOURCE_TEXT = ROOT.parent / "shared" / "sources" / SOURCE / "source.txt"
BUILD_SECONDS = 240
START_SECONDS = 60
STOP_SECONDS = 20


def environment(**settings: str) -> dict[str, str]:
    """The environment without the settings of the person who runs the tests, plus `settings`."""
    inherited = {name: value for name, value in os.environ.items() if "MIGRALEX" not in name}
    return inherited | settings


@pytest.fixture(scope="session")
def source_text() -> Path:
    """The text of the first source, where the operator has it."""
    if not SOURCE_TEXT.is_file():
        pytest.skip(f"the text of {SOURCE} is not beside this repository")
    return SOURCE_TEXT


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one release, built by the command line from the sources of this repository."""
    output = tmp_path_factory.mktemp("var")
    built = subprocess.run(
        [sys.executable, "-m", "migralex", "build", "--sources", "sources", "--output", output],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return output


@pytest.fixture(scope="session")
def release(var: Path) -> Release:
    """The release of `sources/`, with the base IRI of the quick start."""
    return current(var)

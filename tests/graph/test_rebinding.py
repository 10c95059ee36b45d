"""What a name meant when it was judged is what is called, whatever it means a moment later.

Each test has a network of its own, with a name server that changes its mind (DNS rebinding).
"""

import json
import subprocess
import sys
from dataclasses import asdict

import pytest

from graph.release import Release
from tests.conftest import ROOT
from tests.graph.names import PRIVATE, PUBLIC, Asked, Told

OWN_NETWORK = ("unshare", "--user", "--map-root-user", "--net", "--mount")
SECONDS = 60


@pytest.fixture(scope="module", autouse=True)
def own_network() -> None:
    """Where the kernel lets nobody have one, there is nothing to test with."""
    tried = subprocess.run(
        [*OWN_NETWORK, "true"], capture_output=True, timeout=SECONDS, check=False
    )
    if tried.returncode != 0:
        pytest.skip("the kernel lets no test have a network of its own")


def call(release: Release, asked: Asked) -> Told:
    """What comes of calling a name in a network of its own."""
    ran = subprocess.run(
        [*OWN_NETWORK, sys.executable, "-m", "tests.graph.names", release.path],
        input=json.dumps(asdict(asked)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return Told(**json.loads(ran.stdout))


def test_a_name_that_becomes_private_after_it_was_judged_is_called_where_it_was(
    testland: Release,
) -> None:
    told = call(testland, Asked("turning.example", 3, [[PUBLIC], [PRIVATE]]))
    assert told.outcomes == [PUBLIC, "ServiceRefused", "ServiceRefused"]
    assert told.reached == [PUBLIC]


@pytest.mark.parametrize("addresses", [[PUBLIC, PRIVATE], [PRIVATE, PUBLIC]])
def test_a_name_with_a_private_address_among_others_is_not_called_at_all(
    testland: Release, addresses: list[str]
) -> None:
    told = call(testland, Asked("both.example", 2, [addresses]))
    assert told == Told(["ServiceRefused", "ServiceRefused"], [])


def test_a_private_address_is_called_where_the_operator_says_so(testland: Release) -> None:
    told = call(testland, Asked("within.example", 1, [[PRIVATE]], private=True))
    assert told == Told([PRIVATE], [PRIVATE])

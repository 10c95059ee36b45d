"""Whatever is sent to any path, the answer is one that `/openapi.json` declares.

Schemathesis makes requests from the description, some that keep to it and some that do not, in
bounds of time and always the same ones: statuses, media types, headers and the shapes of JSON are
as declared, nothing of the inside leaks, and of the answers that blame the server there are only
those that are meant to be.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import Served
from tests.harm.harm import harm
from tests.serving import Reply

BOUNDED = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
CHECKS: list[Any] = [
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
ACCEPTS = (None, "text/html", "application/ld+json, application/json;q=0.9")


@pytest.fixture(scope="module")
def interface(server: Served) -> Any:
    """The description as it is served."""
    return schemathesis.openapi.from_url(f"{server.url}openapi.json")


def operations(interface: Any) -> Iterator[Any]:
    for result in interface.get_all_operations():
        yield result.ok()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_any_request_gets_an_answer_that_is_declared(interface: Any, mode: GenerationMode) -> None:
    wrong = []
    for operation in operations(interface):
        if mode == GenerationMode.NEGATIVE and not (operation.query or operation.body):
            continue  # it takes no argument that could be wrong
        try:
            fuzz(operation, mode)
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - all are told at once
            wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n\n".join(wrong)


def fuzz(operation: Any, mode: GenerationMode) -> None:
    """Send some requests of one operation, each as clients of another kind would."""
    count = 0

    cases = operation.as_strategy(generation_mode=mode)
    if mode == GenerationMode.POSITIVE:
        cases = one_of(*operation.get_strategies_from_examples(), cases)

    @BOUNDED
    @given(cases)
    def send(case: Any) -> None:
        nonlocal count
        count += 1
        accept = ACCEPTS[count % len(ACCEPTS)]
        response = case.call_and_validate(
            checks=CHECKS, headers={"Accept": accept} if accept else None, allow_redirects=False
        )
        headers = {name.lower(): value for name, (value, *_) in response.headers.items()}
        assert not harm(Reply(response.status_code, headers, response.content))

    send()

"""The API as its own schema promises it: hundreds of made-up requests, none of which may break it."""

from __future__ import annotations

import pytest
import schemathesis
from brief_vales import fill, vales
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tightrope.ledger import Ledger
from tightrope.web import create_app

#: To each path.
REQUESTS = 40
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance, status_code_conformance]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> BaseSchema:
    folder = tmp_path_factory.mktemp("api")
    with Ledger.open(folder / "a.ledger") as ledger:
        fill(ledger)
        app = create_app(ledger.path, vales(folder), names=["*"])
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


def test_no_request_breaks_the_api_and_every_answer_is_as_the_schema_says(api: BaseSchema) -> None:
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) > 7
    for operation in operations:

        @settings(
            max_examples=REQUESTS,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        ask()

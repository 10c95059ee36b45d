"""Asking the service that reconciles, as a client does."""

import json
from typing import Any

from flask.testing import FlaskClient

MINISTRY = "institution/ministry-of-interior"
COMMISSARIAT = "institution/commissariat-for-refugees"


def reconcile(client: FlaskClient, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    batch = {name: {"query": q} if isinstance(q, str) else q for name, q in queries.items()}
    answer = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert answer.status_code == 200, answer.text
    return {name: found["result"] for name, found in answer.get_json().items()}


def first(client: FlaskClient, query: Any) -> dict[str, Any]:
    return reconcile(client, q=query)["q"][0]

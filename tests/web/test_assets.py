"""What pages load comes from us, may be kept for long, and changes its address when it changes."""

import re

from flask.testing import FlaskClient

LASTING = "public, max-age=31536000, immutable"


def test_an_asset_asked_for_with_its_digest_may_be_kept_for_a_year(client: FlaskClient) -> None:
    loaded = re.findall(r'(?:href|src)="(/assets/[^"]+)"', client.get("/").text)
    assert {path.partition("?")[0] for path in loaded} >= {"/assets/site.css", "/assets/mark.svg"}
    for path in loaded:
        with client.get(path) as answer:
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, LASTING)


def test_an_asset_asked_for_without_its_digest_may_not(client: FlaskClient) -> None:
    for path in ("/assets/site.css", "/assets/site.css?v=000000000000"):
        with client.get(path) as answer:
            assert "immutable" not in answer.headers["Cache-Control"]


def test_what_is_not_bundled_is_not_there(client: FlaskClient) -> None:
    assert client.get("/assets/vendor/no-such-library.js").status_code == 404
    assert client.get("/assets/vendor/../../app.py").status_code == 404

"""What pages load comes from us, may be kept for long, and changes its address when it changes."""

import re

import pytest
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


@pytest.mark.parametrize(("path", "faces"), [("/", 2), ("/sr/", 4)])
def test_a_page_is_set_in_faces_that_come_from_us_and_may_be_kept(
    client: FlaskClient, path: str, faces: int
) -> None:
    page = client.get(path).text
    loaded = re.findall(r'<link rel="preload" as="font"[^>]* href="(/assets/[^"]+)"', page)
    assert len(loaded) == faces
    with client.get("/assets/fonts.css") as answer:
        rules = answer.get_data(as_text=True)
    assert {path.removeprefix("/assets/") for path in loaded} <= set(
        re.findall(r'url\("([^"]+)"\)', rules)
    )
    for face in loaded:
        with client.get(face) as answer:
            assert (answer.status_code, answer.content_type) == (200, "font/woff2")
            assert answer.headers["Cache-Control"] == LASTING
    assert rules.count("font-display: optional") == rules.count("@font-face")

"""A published identifier that goes is said to have moved or to be withdrawn, and answers so.

It is read strictly: what leads nowhere, is in use, or says nothing is told with its line.
"""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.changes import changes
from graph.engines.memory import Memory
from graph.iris import DCTERMS, MLX
from graph.limits import Limits
from graph.publications import publications
from graph.store import Store
from graph.terms import RdfFormat, parse
from tests.loader.testland import RECORDS, Testland
from web.app import create_app
from web.settings import Settings

FILE = "sources/identifiers.yaml"
GOOD = """
moved:
  - {id: law/entry-act, to: law/entry, date: 2026-11-20, reason: Named without its kind.}
withdrawn:
  - {id: institution/ghost, date: 2026-11-21, reason: Recorded in error.}
"""


def write(testland: Testland, text: str) -> None:
    (testland.folder / FILE).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def retired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The server of a Testland with one identifier that moved and one that was withdrawn."""
    testland = Testland(tmp_path_factory.mktemp("retired"))
    testland.write(RECORDS)
    assert testland.locate().status == 0
    write(testland, GOOD)
    assert testland.build().status == 0
    release = testland.release()
    store = Store(release, Memory(release), Limits())
    yield create_app(Settings(var=testland.folder / "var"), store).test_client()
    store.close()


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/law/entry-act", "/id/law/entry"),
        ("/page/law/entry-act?asOf=2002-01-01", "/page/law/entry?asOf=2002-01-01"),
        ("/data/law/entry-act", "/data/law/entry"),
        ("/data/law/entry-act.ttl?_profile=eli", "/data/law/entry.ttl?_profile=eli"),
    ],
)
def test_what_moved_is_308_to_the_same_representation_of_what_took_its_place(
    retired: FlaskClient, path: str, location: str
) -> None:
    answer = retired.get(path)
    assert answer.status_code == 308
    assert answer.headers["Location"] == location
    assert retired.get(location).status_code in (200, 303)


@pytest.mark.parametrize("place", ["id", "page", "data"])
def test_what_was_withdrawn_is_410_with_day_and_reason_in_every_type(
    retired: FlaskClient, place: str
) -> None:
    path = f"/{place}/institution/ghost"
    page = retired.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 410
    assert page.mimetype == "text/html"
    assert "Recorded in error." in page.text
    told = retired.get(path, headers={"Accept": "application/json"})
    assert told.status_code == 410
    problem = told.get_json(force=True)
    assert (problem["retired"], problem["reason"]) == ("2026-11-21", "Recorded in error.")
    for media_type, format_ in (
        ("text/turtle", RdfFormat.TURTLE),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ):
        tombstone = retired.get(path, headers={"Accept": media_type})
        assert tombstone.status_code == 410
        assert tombstone.mimetype == media_type
        assert "Accept" in tombstone.headers["Vary"]
        said = [quad.triple for quad in parse(tombstone.data, format=format_)]
        assert any(one.object == MLX.RetiredIdentifier for one in said)
        assert any(one.predicate == MLX.retired for one in said)


@pytest.mark.parametrize(
    ("suffix", "media_type"), [("ttl", "text/turtle"), ("nq", "application/n-quads")]
)
def test_at_the_address_of_a_format_the_tombstone_is_in_it_for_who_takes_anything(
    retired: FlaskClient, suffix: str, media_type: str
) -> None:
    path = f"/data/institution/ghost.{suffix}"
    for headers in ({}, {"Accept": "*/*"}):
        answer = retired.get(path, headers=headers)
        assert (answer.status_code, answer.mimetype) == (410, media_type)
    page = retired.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.mimetype) == (410, "text/html")
    told = retired.get(path, headers={"Accept": "application/problem+json, application/json"})
    assert (told.status_code, told.mimetype) == (410, "application/problem+json")


def test_a_retired_identifier_is_in_no_list_of_pages_and_says_in_the_graph_where_it_went(
    retired: FlaskClient,
) -> None:
    listed = retired.get("/sitemap.xml").text
    assert "entry-act" not in listed
    assert "ghost" not in listed
    text = retired.get("/dumps/migralex.nq", buffered=True).data
    said = [quad.triple for quad in parse(text, format=RdfFormat.N_QUADS)]
    (moved,) = [one for one in said if one.predicate == DCTERMS.isReplacedBy]
    assert str(moved.subject).endswith("law/entry-act>")
    assert str(moved.object).endswith("law/entry>")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (GOOD.replace("to: law/entry,", "to: law/nowhere,"), 3, "no record declares"),
        (GOOD.replace("institution/ghost", "law/border"), 5, "is in use"),
        (GOOD.replace("institution/ghost", "law/entry-act"), 5, "retired twice"),
        (GOOD.replace("2026-11-21", "yesterday"), 5, "is no day"),
        (GOOD.replace(", reason: Recorded in error.", ""), 5, "no reason"),
        (GOOD.replace("to: law/entry, ", ""), 3, "no to"),
        (GOOD.replace("institution/ghost", "ghost"), 5, "is no identifier"),
        (GOOD.replace("withdrawn:", "withdrew:"), 4, "unknown key"),
        (GOOD.replace("reason: Rec", "because: Rec"), 5, "unknown key"),
        ("moved: [law/entry-act]", 1, "not an entry"),
    ],
)
def test_an_entry_that_cannot_stand_is_told_with_its_line(
    testland: Testland, text: str, line: int, message: str
) -> None:
    testland.write(RECORDS)
    write(testland, text)
    ran = testland.build()
    assert ran.status == 1
    blamed = [one for one in ran.err.splitlines() if message in one]
    assert blamed
    assert f"{FILE}:{line}:" in blamed[0]


def test_a_description_says_in_which_publication_it_last_changed(testland: Testland) -> None:
    testland.make()
    testland.make(RECORDS.replace("label: Border Act", "label: Old Border Act"))
    var = testland.folder / "var"
    first, second = publications(var)
    release = testland.release()
    assert second.digest == release.digest
    found = changes(var, release)
    assert found is not None
    border = release.iris.entity("law", "border").value
    entry = release.iris.entity("law", "entry").value
    agency = release.iris.entity("institution", "border-agency").value
    assert found.last(found.of({border}, {border}, set())).digest == second.digest
    assert found.last(found.of({entry}, {entry}, {border})).digest == second.digest
    assert found.last(found.of({agency}, {agency}, set())).digest == first.digest


def test_a_publication_that_leaves_an_entity_alone_leaves_its_entity_tag_alone(
    testland: Testland,
) -> None:
    answers = []
    for label in ("Border Act", "Old Border Act"):
        testland.make(RECORDS.replace("label: Border Act", f"label: {label}"))
        release = testland.release()
        store = Store(release, Memory(release), Limits())
        client = create_app(Settings(var=testland.folder / "var"), store).test_client()
        answers.append(
            [
                client.get(f"/data/{path}.ttl").headers
                for path in ("institution/border-agency", "law/border")
            ]
        )
        store.close()
    (agency, law), (agency_later, law_later) = answers
    assert agency["ETag"] == agency_later["ETag"]
    assert agency["Last-Modified"] == agency_later["Last-Modified"]
    assert law["ETag"] != law_later["ETag"]

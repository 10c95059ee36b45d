"""A name in a table of somebody's is matched, offered as likely or hinted at, and never more."""

import pytest
from flask.testing import FlaskClient

from tests.web.reconciling import COMMISSARIAT, MINISTRY, first, reconcile


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("MoI", MINISTRY),
        ("m.o.i.", MINISTRY),
        ("the MINISTRY of the Interior", MINISTRY),
        ("Comissariat for Refugees", COMMISSARIAT),
        ("Kancelarija za evropske integracije", "institution/european-integration-office"),
        ("Канцеларија за европске интеграције", "institution/european-integration-office"),
        ("Група 484", "institution/grupa-484"),
        ("University of Neuchatel", "institution/university-of-neuchatel"),
        ("Law on Asylum", "law/asylum-2007"),
    ],
)
def test_abbreviations_other_names_alphabets_and_misspellings_are_matched_without_asking(
    client: FlaskClient, text: str, id_: str
) -> None:
    found = first(client, text)
    assert (found["id"], found["match"]) == (id_, True)


@pytest.mark.parametrize("text", ["Refugees Commissariat", "Refugee Comisariat",
                                  "Univ. of Neuchâtel"])  # fmt: skip
def test_what_is_only_likely_is_offered_but_not_matched(client: FlaskClient, text: str) -> None:
    found = first(client, text)
    assert found["id"] in (COMMISSARIAT, "institution/university-of-neuchatel")
    assert not found["match"]


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("MUP", MINISTRY),
        ("МУП", MINISTRY),
        ("Ministarstvo unutrašnjih poslova", MINISTRY),
        ("Министарство унутрашњих послова", MINISTRY),
        ("ministarstvo unutrasnjih poslova", MINISTRY),
        ("Komesarijat za izbeglice", COMMISSARIAT),
        ("Ministarstvo za dijasporu", "institution/ministry-for-diaspora"),
        ("Ministarstvo spoljnih poslova", "institution/ministry-of-foreign-affairs"),
        ("Nacionalna služba za zapošljavanje", "institution/national-employment-service"),
        ("Zakon o azilu", "law/asylum-2007"),
    ],
)
def test_a_serbian_name_that_no_source_gives_is_a_hint_by_its_words(
    client: FlaskClient, text: str, id_: str
) -> None:
    found = first(client, text)
    assert found["id"] == id_
    assert not found["match"]
    assert 50 < found["score"] <= 80


def test_words_of_a_glossary_alone_name_nothing(client: FlaskClient) -> None:
    assert reconcile(client, q="XYZ")["q"] == []
    assert all(not one["match"] for one in reconcile(client, q="ministarstvo")["q"])


def test_initials_are_a_hint_and_no_name(client: FlaskClient) -> None:
    found = first(client, "NRT")
    assert (found["id"], found["score"]) == ("institution/national-readmission-team", 70)
    assert not found["match"]


def test_a_name_that_two_bodies_bore_is_left_to_the_person_who_asks(client: FlaskClient) -> None:
    one, other, *_ = reconcile(client, q="MHMR")["q"]
    assert one["score"] == other["score"] == 98
    assert not one["match"]
    assert not other["match"]


def test_scores_mean_the_same_for_every_query(client: FlaskClient) -> None:
    scores = [
        first(client, text)["score"]
        for text in ("Ministry of Interior", "MoI", "Ministri of Interior", "Interior Ministry")
    ]
    assert scores[:2] == [100, 98]
    assert 90 < scores[2] <= 95
    assert scores == sorted(scores, reverse=True)

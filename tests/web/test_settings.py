"""Settings come from `MIGRALEX_*` in a mapping; what cannot be used is refused by name."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from web.settings import Settings, SettingsError, variable


def test_a_setting_is_read_by_its_name_in_capitals() -> None:
    settings = Settings.from_mapping(
        {
            "MIGRALEX_PORT": "9000",
            "MIGRALEX_QUERY_SECONDS": "2.5",
            "MIGRALEX_TEXTS": "one=a/one.txt, two=/two.txt",
            "HOME": "elsewhere",
        }
    )
    assert settings.port == 9000
    assert settings.query_seconds == 2.5
    assert settings.texts == {"one": Path("a/one.txt"), "two": Path("/two.txt")}


def test_an_override_wins_over_the_mapping_unless_it_is_none() -> None:
    mapping = {"MIGRALEX_PORT": "9000", "MIGRALEX_HOST": "::1"}
    settings = Settings.from_mapping(mapping, port=1, host=None)
    assert (settings.port, settings.host) == (1, "::1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MIGRALEX_PORT", "many"),
        ("MIGRALEX_WORKERS", "-1"),
        ("MIGRALEX_QUERY_SECONDS", "0"),
        ("MIGRALEX_TEXTS", "no-file"),
        ("MIGRALEX_COLOUR", "red"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_mapping({name: value})


def test_settings_do_not_change_and_all_have_a_help_text() -> None:
    settings = Settings()
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]
    assert all(
        one.metadata["help"] and variable(one).startswith("MIGRALEX_") for one in fields(settings)
    )

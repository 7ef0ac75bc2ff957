"""Countries as people write them."""

import pytest

from portal.rooms.contacts.countries import country_code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("DE", "DE"),
        (" de ", "DE"),
        ("DEU", "DE"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("Německo", "DE"),
        ("UK", "GB"),
        ("England", "GB"),
        ("USA", "US"),
        ("Holland", "NL"),
        ("Côte d’Ivoire", "CI"),
        ("", None),
        ("EU", None),
        ("Atlantis", None),
    ],
)
def test_a_country_is_found_by_code_and_by_name_in_many_languages(cell: str, code: str | None) -> None:
    assert country_code(cell) == code

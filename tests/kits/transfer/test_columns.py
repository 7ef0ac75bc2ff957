"""Which column holds what: in ten languages, in any order, and by content where headings say nothing."""

from pathlib import Path

import pytest
from flask import Flask

from portal.core.errors import Refused
from portal.kits.transfer.imports import importers
from portal.kits.transfer.imports.columns import correct_columns, match_columns, missing_fields, require_columns
from portal.kits.transfer.reading import Profile, stage_table
from tests.kits.transfer.tables import as_table, kept

HEADINGS = {
    "en": ("First Name", "Last Name", "E-mail", "Country", "Company", "Job Title"),
    "de": ("Vorname", "Nachname", "E-Mail-Adresse", "Land", "Firma", "Position"),
    "fr": ("Prénom", "Nom de famille", "Courriel", "Pays", "Société", "Poste"),
    "es": ("Nombres", "Apellidos", "Correo electrónico", "País", "Empresa", "Puesto"),
    "it": ("Nome", "Cognome", "Posta elettronica", "Paese", "Azienda", "Ruolo"),
    "nl": ("Voornaam", "Achternaam", "E-mailadres", "Land", "Bedrijf", "Functie"),
    "pt": ("Primeiro nome", "Sobrenome", "Correio eletrónico", "País", "Empresa", "Cargo"),
    "pl": ("Imię", "Nazwisko", "Adres e-mail", "Kraj", "Przedsiębiorstwo", "Stanowisko"),
    "sv": ("Förnamn", "Efternamn", "E-post", "Land", "Företag", "Befattning"),
    "da": ("Fornavn", "Efternavn", "E-mailadresse", "Land", "Virksomhed", "Stilling"),
}
FIELDS = ("given_name", "family_name", "email", "country", "company", "job_title")
ROW = ("Mei", "Tanaka", "mei@example.org", "JP", "Orbit Health", "Head of Nursing")
SURVEYS = {
    "en": ("Email", "How likely are you to recommend us? (0-10)", "Why?", "Answered at"),
    "de": ("E-Mail", "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?", "Warum?", "Beantwortet am"),
    "fr": ("Courriel", "Note", "Pourquoi ?", "Répondu le"),
    "es": ("Correo", "Puntuación", "¿Por qué?", "Fecha de respuesta"),
    "it": ("Indirizzo e-mail", "Punteggio", "Perché?", "Risposto il"),
    "nl": ("E-mailadres", "Cijfer", "Waarom?", "Ingevuld op"),
    "pt": ("Endereço de email", "Pontuação", "Porquê?", "Data da resposta"),
    "pl": ("Adres e-mail", "Ocena", "Dlaczego?", "Data odpowiedzi"),
    "sv": ("E-postadress", "Betyg", "Varför?", "Svarsdatum"),
    "da": ("Mailadresse", "Karakter", "Hvorfor?", "Svardato"),
}


def profile_of(folder: Path, *rows: tuple[str, ...]) -> Profile:
    return stage_table(kept(folder, as_table(rows)), folder / "rows")


@pytest.mark.parametrize("language", HEADINGS)
def test_headings_of_contacts_are_known_in_every_language_and_order(app: Flask, tmp_path: Path, language: str) -> None:
    backwards = (HEADINGS[language][::-1], ROW[::-1])
    matching = match_columns(importers()["contacts"], profile_of(tmp_path, *backwards))
    assert matching.columns == {name: 5 - place for place, name in enumerate(FIELDS)}
    assert matching.language == language


@pytest.mark.parametrize("language", SURVEYS)
def test_headings_of_surveys_are_known_in_every_language(app: Flask, tmp_path: Path, language: str) -> None:
    row = ("mei@example.org", "9", "It saves us an afternoon every single week", "31/10/2026")
    matching = match_columns(importers()["survey"], profile_of(tmp_path, SURVEYS[language], row))
    assert matching.columns == {"email": 0, "score": 1, "words": 2, "answered_at": 3}


def test_columns_without_headings_are_known_by_what_they_hold(app: Flask, tmp_path: Path) -> None:
    row = ("31/10/2026 10:00", "9", "It saves us an afternoon every single week", "mei@example.org")
    matching = match_columns(importers()["survey"], profile_of(tmp_path, row, row))
    assert matching.columns == {"answered_at": 0, "score": 1, "words": 2, "email": 3}
    assert matching.language is None


def test_a_heading_that_only_sounds_right_loses_to_what_a_column_holds(app: Flask, tmp_path: Path) -> None:
    rows = (("Email opt-in", "Reach me at"), ("yes", "mei@example.org"), ("no", "bo@example.org"))
    assert match_columns(importers()["contacts"], profile_of(tmp_path, *rows)).columns == {"email": 1}


def test_beside_given_names_a_column_called_name_holds_family_names(app: Flask, tmp_path: Path) -> None:
    rows = (("Name", "Vorname", "E-Mail"), ("Tanaka", "Mei", "mei@example.org"))
    matching = match_columns(importers()["contacts"], profile_of(tmp_path, *rows))
    assert matching.columns == {"family_name": 0, "given_name": 1, "email": 2}


@pytest.mark.parametrize(
    ("corrections", "wanted"),
    [
        (["email=Kontakt"], {"email": 1}),
        (["E-Mail=2"], {"email": 1}),
        (["job title=kontakt"], {"email": 0, "job_title": 1}),
        (["email=Kontakt", "company=E-Mail"], {"email": 1, "company": 0}),
        (["email="], {}),
    ],
)
def test_a_column_can_be_corrected_by_name_or_number(
    app: Flask, tmp_path: Path, corrections: list[str], wanted: dict[str, int]
) -> None:
    importer = importers()["contacts"]
    profile = profile_of(tmp_path, ("E-Mail", "Kontakt"), ("mei@example.org", "bo@example.org"))
    assert correct_columns(importer, profile, {"email": 0}, corrections) == wanted


@pytest.mark.parametrize("correction", ["mail address of the person=1", "email=Telephone", "email=7", "email"])
def test_a_correction_of_nothing_lists_what_there_is(app: Flask, tmp_path: Path, correction: str) -> None:
    profile = profile_of(tmp_path, ("E-Mail", "Kontakt"), ("mei@example.org", "bo@example.org"))
    with pytest.raises(Refused, match=r"Fields: email, given_name.* Columns: 1 E-Mail, 2 Kontakt"):
        correct_columns(importers()["contacts"], profile, {}, [correction])


def test_what_is_needed_and_not_found_is_named(app: Flask, tmp_path: Path) -> None:
    importer = importers()["survey"]
    profile = profile_of(tmp_path, ("E-Mail", "Firma"), ("mei@example.org", "Orbit"))
    columns = match_columns(importer, profile).columns
    assert [field.name for field in missing_fields(importer, columns)] == ["score", "answered_at"]
    with pytest.raises(Refused, match="score, answered_at"):
        require_columns(importer, profile, columns)

"""How the columns of reviews and other feedback are called, whatever tool and language they come from."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l

from portal.kits.transfer.imports import Field
from portal.kits.transfer.imports.addresses import EMAIL

TITLE = Field(
    "title",
    _l("Title"),
    {
        "en": "headline|subject|summary|review title|heading",
        "de": "titel|überschrift|betreff|zusammenfassung",
        "fr": "titre|objet|sujet|résumé",
        "es": "título|asunto|titular|resumen",
        "it": "titolo|oggetto|riassunto",
        "nl": "titel|onderwerp|kop|samenvatting",
        "pt": "título|assunto|resumo",
        "pl": "tytuł|temat|nagłówek",
        "sv": "titel|rubrik|ämne",
        "da": "titel|overskrift|emne",
        "fi": "otsikko|aihe",
        "cs": "název|nadpis|předmět",
    },
)
TEXT = Field(
    "words",
    _l("What they said"),
    {
        "en": "review text|review|text|comment|comments|feedback|body|verbatim|message|quote|description|review body"
        "|what they said",
        "de": "rezension|bewertungstext|kommentar|rückmeldung|nachricht|beschreibung|freitext|wortlaut|meinung",
        "fr": "avis|commentaire|texte|message|témoignage|description",
        "es": "reseña|comentario|texto|opinión|mensaje|descripción",
        "it": "recensione|commento|testo|opinione|messaggio|descrizione",
        "nl": "recensie|tekst|opmerking|reactie|bericht|toelichting|beschrijving",
        "pt": "avaliação escrita|comentário|texto|opinião|mensagem|resenha|descrição",
        "pl": "recenzja|tekst|komentarz|opinia|treść|wiadomość|opis",
        "sv": "recension|text|kommentar|omdöme|meddelande|beskrivning",
        "da": "anmeldelse|tekst|kommentar|besked|udtalelse|beskrivelse",
        "fi": "arvostelu|teksti|kommentti|palaute",
        "cs": "recenze|text|komentář|názor|zpráva|popis",
    },
    look="text",
    required=True,
)
RATING = Field(
    "rating",
    _l("Rating, 1 to 5"),
    {
        "en": "stars|star rating|score|grade",
        "de": "bewertung|sterne|note|wertung",
        "fr": "note|étoiles|évaluation",
        "es": "puntuación|estrellas|valoración|calificación",
        "it": "valutazione|stelle|voto|punteggio",
        "nl": "beoordeling|sterren|waardering",
        "pt": "classificação|estrelas|avaliação|nota",
        "pl": "ocena|gwiazdki",
        "sv": "betyg|stjärnor",
        "da": "bedømmelse|stjerner|karakter",
        "fi": "arvosana|tähdet",
        "cs": "hodnocení|hvězdičky",
    },
    look="rating",
)
SAID_AT = Field(
    "said_at",
    _l("When they said it"),
    {
        "en": "date|said at|said on|created at|created|submitted at|review date|posted|posted at|timestamp|time",
        "de": "datum|gesagt am|erstellt am|zeitpunkt|eingegangen am|zeitstempel",
        "fr": "date|date de l avis|reçu le|horodatage",
        "es": "fecha|fecha de la reseña|recibido el",
        "it": "data|data della recensione|ricevuto il",
        "nl": "datum|ontvangen op|tijdstip",
        "pt": "data|data da avaliação|recebido em",
        "pl": "data|data opinii",
        "sv": "datum|inkommen",
        "da": "dato|modtaget",
        "fi": "päivämäärä|pvm",
        "cs": "datum",
    },
    look="moment",
)
PRODUCT_AREA = Field(
    "product_area",
    _l("Product area"),
    {
        "en": "department|product|area|module|category|product line|division name|department name",
        "de": "abteilung|produkt|bereich|modul|kategorie|produktbereich",
        "fr": "département|produit|domaine|module|catégorie|rayon",
        "es": "departamento|producto|área|módulo|categoría",
        "it": "reparto|prodotto|area|modulo|categoria",
        "nl": "afdeling|product|gebied|module|categorie",
        "pt": "departamento|produto|área|módulo|categoria",
        "pl": "dział|produkt|obszar|moduł|kategoria",
        "sv": "avdelning|produkt|område|modul|kategori",
        "da": "afdeling|produkt|område|modul|kategori",
        "fi": "osasto|tuote|alue|kategoria",
        "cs": "oddělení|produkt|oblast|modul|kategorie",
    },
)
FREE = Field(
    "free",
    _l("Tag"),
    {
        "en": "class|class name|tags|topic|theme|label|keyword|subcategory",
        "de": "klasse|schlagwort|thema|etikett|stichwort|unterkategorie",
        "fr": "classe|étiquette|thème|mot clé|sous catégorie",
        "es": "clase|etiqueta|tema|palabra clave|subcategoría",
        "it": "classe|etichetta|tema|parola chiave|sottocategoria",
        "nl": "klasse|label|thema|trefwoord|subcategorie",
        "pt": "classe|etiqueta|tema|palavra chave|subcategoria",
        "pl": "klasa|etykieta|słowo kluczowe|podkategoria",
        "sv": "klass|etikett|tema|nyckelord",
        "da": "klasse|etiket|emneord|nøgleord",
        "fi": "luokka|tunniste|teema",
        "cs": "třída|štítek|téma",
    },
)
AUTHOR = replace(EMAIL, label=_l("Who said it (email address)"), required=False)
FIELDS = (TITLE, TEXT, RATING, SAID_AT, PRODUCT_AREA, FREE, AUTHOR)
FACETS = (PRODUCT_AREA.name, FREE.name)
"""The fields that become tags, each in the facet of its name."""

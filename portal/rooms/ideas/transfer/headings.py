"""How the columns of ideas and votes are called, in our own files and in those of other tools."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l

from portal.kits.transfer.imports import Field
from portal.kits.transfer.imports.addresses import EMAIL

BOARD = Field("board", _l("Board"), {"en": "board name|forum|portal", "de": "brett|tafel"}, required=True)
TITLE = Field(
    "title",
    _l("Title"),
    {
        "en": "idea|post title|request|feature|feature request|subject|name|headline",
        "de": "titel|idee|wunsch|betreff|überschrift",
        "fr": "titre|idée|demande|sujet",
        "es": "título|idea|petición|asunto",
        "it": "titolo|idea|richiesta",
        "nl": "titel|idee|verzoek",
        "pt": "título|ideia|pedido",
    },
    required=True,
)
BODY = Field(
    "body",
    _l("Description"),
    {
        "en": "details|text|content|post details|idea text|idea body",
        "de": "beschreibung|text|einzelheiten",
        "fr": "détails|texte",
        "es": "descripción|texto",
        "it": "descrizione|testo",
        "nl": "beschrijving|tekst",
        "pt": "descrição|texto",
    },
)
STATUS = Field("status", _l("Status"), {"en": "state|post status|stage", "de": "stand|zustand", "fr": "statut|état"})
QUARTER = Field("quarter", _l("Quarter"), {"en": "planned for|eta|roadmap", "de": "quartal|geplant für"})
SUGGESTED_BY = replace(
    EMAIL,
    name="suggested_by",
    label=_l("Suggested by (email address)"),
    headings={
        "en": "author|author email|creator email|creator",
        "de": "vorgeschlagen von|verfasser",
    },
    required=False,
)
SUGGESTED_AT = Field(
    "suggested_at",
    _l("Suggested at"),
    {"en": "created at|created|date|post date|created on", "de": "vorgeschlagen am|erstellt am|datum"},
    look="moment",
)
SHIPPED_AT = Field("shipped_at", _l("Shipped at"), {"en": "completed at|released at|done at"})
BECAUSE = Field("declined_because", _l("Declined because"), {"en": "reason for declining", "de": "abgelehnt weil"})
REOPENS = Field("reopens_when", _l("Reopens when"), {"en": "reopen condition", "de": "wieder offen wenn"})
TAGS = Field("tags", _l("Product areas"), {"en": "tag|category|categories|product area|labels", "de": "bereiche|tags"})
VOTER = replace(
    EMAIL,
    name="voter",
    label=_l("Voter (email address)"),
    headings={
        "en": "voter email|voted by|supporter|supporter email|upvoter",
        "de": "abgestimmt von|stimme von",
    },
    required=False,
)
VOTED_AT = Field("voted_at", _l("Voted at"), {"en": "vote date|vote created at", "de": "abgestimmt am"})
CONFIRMED_AT = Field("confirmed_at", _l("Vote confirmed at"), {"en": "vote confirmed at"})
REASON = Field("reason", _l("Why it matters"), {"en": "why|comment of voter|vote reason|note", "de": "warum|grund"})
SOURCE = Field("source", _l("Heard"), {"en": "vote source|channel", "de": "quelle"})
STATUS_AT = Field("status_at", _l("In this status since"), {"en": "status changed at"})
ANSWERED_AT = Field("answered_at", _l("First answered at"), {})
EDITED_AT = Field("edited_at", _l("Edited at"), {})
ROW = Field("row", _l("What the row adds"), {"en": "row kind"})
"""vote (or nothing), follower, comment, note, move, link or merge: what the other columns below are about."""
ROW_PERSON = Field("row_person", _l("By (email address)"), {})
ROW_AT = Field("row_at", _l("At"), {})
ROW_TEXT = Field("row_words", _l("Text of the row"), {})
ROW_CHANGED_AT = Field("row_changed_at", _l("Text edited at"), {})
ROW_MESSAGE = Field("row_message", _l("Message to everybody"), {})
ROW_CONDITION = Field("row_condition", _l("Condition to reopen"), {})
ROW_STEP = Field("row_step", _l("Step, or kind of link"), {})
ROW_WAS = Field("row_was", _l("Status before"), {})
ROW_BECOMES = Field("row_becomes", _l("Status after"), {})
OTHER_BOARD = Field("other_board", _l("Board of the other idea"), {})
OTHER_TITLE = Field("other_title", _l("Title of the other idea"), {})
OTHER_AT = Field("other_at", _l("The other idea was suggested at"), {})
FIELDS = (
    *(BOARD, TITLE, BODY, STATUS, QUARTER, SUGGESTED_BY, SUGGESTED_AT, SHIPPED_AT, BECAUSE, REOPENS, TAGS),
    *(VOTER, VOTED_AT, CONFIRMED_AT, REASON, SOURCE, STATUS_AT, ANSWERED_AT, EDITED_AT),
    *(ROW, ROW_PERSON, ROW_AT, ROW_TEXT, ROW_CHANGED_AT, ROW_MESSAGE, ROW_CONDITION, ROW_STEP, ROW_WAS, ROW_BECOMES),
    *(OTHER_BOARD, OTHER_TITLE, OTHER_AT),
)

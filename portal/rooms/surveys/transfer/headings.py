"""How the columns of survey exports are called, whatever tool and language they come from."""

from flask_babel import lazy_gettext as _l

from portal.kits.transfer.imports import Field
from portal.kits.transfer.imports.addresses import EMAIL

SCORE = Field(
    "score",
    _l("Score, 0 to 10"),
    {
        "en": "nps|nps score|rating|recommend|how likely|likelihood to recommend|likelihood|answer|response"
        "|net promoter score|points",
        "de": "bewertung|punkte|punktzahl|wert|nps wert|weiterempfehlung|wie wahrscheinlich|weiterempfehlen|antwort",
        "fr": "note|score nps|notation|recommandation|recommander|quelle probabilité|réponse",
        "es": "puntuación|puntaje|nota|calificación|valoración|recomendación|recomendar|qué probabilidad|respuesta",
        "it": "punteggio|voto|valutazione|raccomandazione|consigliare|quanto è probabile|risposta",
        "nl": "cijfer|beoordeling|waardering|aanbevelen|aanbeveling|hoe waarschijnlijk|antwoord",
        "pt": "pontuação|classificação|nota|avaliação|recomendação|recomendar|qual a probabilidade|resposta",
        "pl": "ocena|wynik|punkty|polecenie|polecić|jak prawdopodobne|odpowiedź",
        "sv": "betyg|poäng|rekommendera|hur sannolikt|svar",
        "da": "karakter|bedømmelse|point|anbefale|hvor sandsynligt|svar",
        "nb": "vurdering|poeng|hvor sannsynlig",
        "fi": "arvosana|pisteet|suositella|kuinka todennäköisesti",
        "cs": "hodnocení|skóre|doporučit|jak pravděpodobné",
    },
    look="score",
    required=True,
)
TEXT = Field(
    "words",
    _l("What they said"),
    {
        "en": "why|reason|comment|comments|feedback|verbatim|text|remark|remarks|open answer|explanation|what is the"
        " reason|what is the main reason",
        "de": "warum|grund|begründung|kommentar|anmerkung|anmerkungen|freitext|rückmeldung|bemerkung",
        "fr": "pourquoi|raison|commentaire|commentaires|remarque|remarques|avis|verbatim",
        "es": "por qué|motivo|razón|comentario|comentarios|observaciones|opinión",
        "it": "perché|motivo|commento|commenti|osservazioni|opinione",
        "nl": "waarom|reden|toelichting|opmerking|opmerkingen|commentaar",
        "pt": "por quê|porquê|motivo|razão|comentário|comentários|observações",
        "pl": "dlaczego|powód|komentarz|uwagi|uzasadnienie|opinia",
        "sv": "varför|anledning|kommentar|kommentarer|motivering",
        "da": "hvorfor|begrundelse|kommentar|kommentarer|bemærkning",
        "nb": "begrunnelse",
        "fi": "miksi|kommentti|perustelu",
        "cs": "proč|důvod|komentář|zdůvodnění",
    },
    look="text",
)
ANSWERED_AT = Field(
    "answered_at",
    _l("When they answered"),
    {
        "en": "answered|answered on|date|response date|submitted at|submitted|submit date|completed at|completed"
        "|timestamp|time|created at|recorded date|end date|date of answer",
        "de": "beantwortet am|beantwortet|datum|antwortdatum|zeitstempel|abgeschickt am|eingegangen am|erstellt am"
        "|abgegeben am|zeitpunkt",
        "fr": "répondu le|date|date de réponse|horodatage|soumis le|date d envoi|reçu le",
        "es": "respondido el|fecha|fecha de respuesta|marca temporal|enviado el|contestado el",
        "it": "risposto il|data|data risposta|data della risposta|inviato il|informazioni cronologiche",
        "nl": "beantwoord op|datum|antwoorddatum|tijdstip|tijdstempel|ingevuld op|verzonden op",
        "pt": "respondido em|data|data da resposta|carimbo de data hora|enviado em",
        "pl": "data odpowiedzi|data|odpowiedziano|sygnatura czasowa|wysłano",
        "sv": "besvarad|besvarat|datum|svarsdatum|tidsstämpel|inskickad",
        "da": "besvaret|besvaret den|dato|svardato|tidsstempel|indsendt",
        "nb": "svart|tidsstempel",
        "fi": "vastattu|päivämäärä|aikaleima|pvm",
        "cs": "odpovězeno|datum odpovědi|časové razítko",
    },
    look="moment",
    required=True,
)
FIELDS = (EMAIL, SCORE, TEXT, ANSWERED_AT)

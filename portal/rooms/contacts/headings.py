"""What a file of contacts can say of a person, and how its headings are called where people keep such files."""

from flask_babel import lazy_gettext as _l

from portal.kits.transfer.imports import Field
from portal.kits.transfer.imports.addresses import EMAIL

GIVEN_NAME = Field(
    "given_name",
    _l("Given name"),
    {
        "en": "first name|firstname|given name|givenname|forename|christian name|fname|first",
        "de": "vorname|rufname",
        "fr": "prénom|prenoms",
        "es": "nombre de pila|primer nombre|nombres",
        "it": "nome|nome di battesimo",
        "nl": "voornaam|roepnaam",
        "pt": "primeiro nome|nome próprio|nome dado",
        "pl": "imię|imiona",
        "sv": "förnamn|tilltalsnamn",
        "da": "fornavn",
        "fi": "etunimi",
        "cs": "jméno|křestní jméno",
    },
)
FAMILY_NAME = Field(
    "family_name",
    _l("Family name"),
    {
        "en": "last name|lastname|surname|family name|familyname|second name|lname|last",
        "de": "nachname|familienname|zuname",
        "fr": "nom de famille|patronyme",
        "es": "apellido|apellidos|primer apellido",
        "it": "cognome",
        "nl": "achternaam|familienaam",
        "pt": "apelido|sobrenome|último nome|nome de família",
        "pl": "nazwisko",
        "sv": "efternamn",
        "da": "efternavn",
        "nb": "etternavn",
        "fi": "sukunimi",
        "cs": "příjmení",
    },
)
FULL_NAME = Field(
    "name",
    _l("Full name"),
    {
        "en": "full name|fullname|contact name|contact|person|customer name|display name",
        "de": "vollständiger name|ansprechpartner|ansprechpartnerin|kontakt|kontaktperson|vor und nachname",
        "fr": "nom|nom complet|nom et prénom|prénom et nom|contact principal|interlocuteur",
        "es": "nombre|nombre completo|nombre y apellidos|contacto|persona de contacto",
        "it": "nominativo|nome completo|nome e cognome|contatto|referente",
        "nl": "naam|volledige naam|contactpersoon",
        "pt": "nome completo|contacto|contato|pessoa de contacto",
        "pl": "imię i nazwisko|osoba kontaktowa|kontakt",
        "sv": "namn|fullständigt namn|kontaktperson",
        "da": "navn|fulde navn|kontaktperson",
        "nb": "fullt navn",
        "fi": "nimi|koko nimi|yhteyshenkilö",
        "cs": "celé jméno|jméno a příjmení",
    },
)
COMPANY = Field(
    "company",
    _l("Company"),
    {
        "en": "company name|organisation|organization|organisation name|organization name|employer|account"
        "|account name|customer|client|business|firm",
        "de": "firma|firmenname|unternehmen|organisation|arbeitgeber|kunde|gesellschaft",
        "fr": "société|entreprise|nom de la société|employeur|raison sociale|client",
        "es": "empresa|compañía|organización|nombre de la empresa|cliente|razón social",
        "it": "azienda|società|ditta|organizzazione|ragione sociale|cliente",
        "nl": "bedrijf|bedrijfsnaam|organisatie|werkgever|klant|onderneming",
        "pt": "empresa|companhia|organização|nome da empresa|cliente|entidade",
        "pl": "firma|przedsiębiorstwo|organizacja|nazwa firmy|pracodawca|klient",
        "sv": "företag|företagsnamn|bolag|organisation|arbetsgivare|kund",
        "da": "virksomhed|firma|firmanavn|organisation|arbejdsgiver|kunde",
        "nb": "bedrift|selskap|arbeidsgiver",
        "fi": "yritys|organisaatio|työnantaja",
        "cs": "společnost|firma|zaměstnavatel",
    },
)
JOB_TITLE = Field(
    "job_title",
    _l("Job title"),
    {
        "en": "title|position|role|job|job position|job role|function|occupation|designation",
        "de": "position|funktion|berufsbezeichnung|stelle|stellenbezeichnung|beruf|tätigkeit|rolle",
        "fr": "poste|fonction|intitulé du poste|titre|emploi|métier",
        "es": "puesto|cargo|título|función|posición|puesto de trabajo",
        "it": "posizione|ruolo|qualifica|mansione|titolo|funzione",
        "nl": "functie|functietitel|positie|rol|beroep",
        "pt": "cargo|função|posição|título|profissão",
        "pl": "stanowisko|funkcja|tytuł|rola",
        "sv": "befattning|titel|roll|yrke|arbetstitel",
        "da": "stilling|titel|jobtitel|rolle|stillingsbetegnelse",
        "nb": "stilling|tittel|stillingstittel",
        "fi": "tehtävä|titteli|asema|tehtävänimike",
        "cs": "pozice|funkce|pracovní pozice",
    },
)
COUNTRY = Field(
    "country",
    _l("Country"),
    {
        "en": "country code|country region|nation|land code|mailing country|business country",
        "de": "land|staat|ländercode|länderkennung|länderkürzel|land region",
        "fr": "pays|code pays",
        "es": "país|código de país",
        "it": "paese|nazione|stato|codice paese",
        "nl": "land|landcode",
        "pt": "país|código do país",
        "pl": "kraj|państwo|kod kraju",
        "sv": "land|landskod",
        "da": "land|landekode",
        "fi": "maa|maakoodi",
        "cs": "země|stát|kód země",
    },
    look="country",
)
FIELDS = (EMAIL, GIVEN_NAME, FAMILY_NAME, FULL_NAME, COMPANY, JOB_TITLE, COUNTRY)

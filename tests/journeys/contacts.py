"""A file of contacts as somebody at a company keeps it: their own headings, their own order."""

MEI = "mei.tanaka@orbit.example"
JONAS = "jonas.brandt@halden.example"
HEADINGS = ("Badge no.", "Where they work", "Who", "E-Mail", "What they do there", "Land")
FIRST = ("Ada", "Bruno", "Carla", "Dario", "Elif", "Farid", "Greta", "Hugo", "Iris", "Jakub", "Kaisa", "Luca", "Mira")
LAST = ("Aalto", "Bianchi")
COMPANIES = (("Orbit Health", "orbit.example", "DE"), ("Halden Freight", "halden.example", "NO"))


def contacts_file() -> bytes:
    """Twenty-eight people of two companies, one row without an address, with semicolons between the cells."""
    rows = [("1", "Orbit Health", "Mei Tanaka", MEI, "Head of legal operations", "DE")]
    rows += [("2", "Halden Freight", "Jonas Brandt", JONAS, "Operations manager", "NO")]
    for number, (given, (company, domain, country)) in enumerate(_crowd(), start=3):
        name = f"{given} {LAST[number % 2]}"
        rows.append((str(number), company, name, f"{name.lower().replace(' ', '.')}@{domain}", "Analyst", country))
    rows.append(("99", "Orbit Health", "Nobody Reachable", "", "", ""))
    return "\r\n".join(";".join(row) for row in (HEADINGS, *rows)).encode("utf-8-sig")


def _crowd() -> list[tuple[str, tuple[str, str, str]]]:
    return [(given, company) for company in COMPANIES for given in FIRST]

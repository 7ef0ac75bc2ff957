"""Who plays: the colleagues at Northwind, twelve companies, and a hundred and twenty people with their path."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.core.text import fold

COMMUNITY = Path(__file__).parent / "community"
HOME = "northwind.example"
ZONES = {
    "AT": "Europe/Vienna",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "ES": "Europe/Madrid",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PT": "Europe/Lisbon",
    "SE": "Europe/Stockholm",
}


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at the vendor. `part` is what the play calls them by."""

    part: str
    name: str
    roles: tuple[str, ...]

    @property
    def email(self) -> str:
        return address_of(self.name, HOME)


@dataclass(frozen=True)
class Customer:
    """A company that buys from us or sells with us. Revenue and potential are whole euros a year."""

    name: str
    industry: str
    region: str
    plan: str
    revenue: int
    potential: int
    renews_in: int
    owner: str | None = "success"
    kind: str = "customer"
    takes_gifts: bool = True

    @property
    def domain(self) -> str:
        return f"{fold(self.name).replace(' ', '-')}.example"


@dataclass(frozen=True)
class Person:
    """A contact at a company, and the path that they take over the nurture map."""

    company: str
    given: str
    family: str
    title: str
    country: str
    path: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def email(self) -> str:
        return address_of(self.name, customer(self.company).domain)


COLLEAGUES = (
    Colleague("success", "Priya Raman", ("success",)),
    Colleague("marketing", "Lena Hoffmann", ("marketing",)),
    Colleague("product", "Arjun Mehta", ("product",)),
    Colleague("moderator", "Ruth Okafor", ("moderator",)),
    Colleague("executive", "Helen Marsh", ("executive",)),
    Colleague("success_owner", "Inés Carvalho", ("owner", "success")),
    Colleague("marketing_owner", "Daniel Osei", ("owner", "marketing")),
    Colleague("admin", "Tomasz Zieliński", ("admin",)),
)

CUSTOMERS = (
    Customer("Fjord Bank", "Banking", "Nordics", "Enterprise", 420_000, 180_000, 212),
    Customer("Orbit Health", "Health care", "Central Europe", "Enterprise", 365_000, 220_000, 131),
    Customer("Meridian Insurance", "Insurance", "British Isles", "Enterprise", 310_000, 90_000, 277),
    Customer("Casa Verde", "Retail", "Iberia", "Business", 148_000, 120_000, 96, "success_owner"),
    Customer("Ashdown Legal", "Legal services", "British Isles", "Business", 96_000, 40_000, 188, "success_owner"),
    Customer("Lindqvist Pharma", "Pharmaceuticals", "Nordics", "Business", 172_000, 150_000, 240, None),
    Customer("Helio Energy", "Energy", "Nordics", "Enterprise", 260_000, 140_000, 40),
    Customer("Railworks", "Transport", "British Isles", "Business", 134_000, 60_000, 159, "success_owner"),
    Customer("Quayside Logistics", "Logistics", "Benelux", "Team", 38_000, 95_000, 305),
    Customer("Tessel Manufacturing", "Manufacturing", "Benelux", "Team", 44_000, 30_000, -58, "success_owner"),
    Customer("Kestrel Council", "Public sector", "British Isles", "Team", 29_000, 15_000, 119, takes_gifts=False),
    Customer("Halden", "Consulting", "Nordics", "Partner", 0, 80_000, 340, "success_owner", kind="partner"),
)


@cache
def people() -> tuple[Person, ...]:
    """Everybody who is not a colleague, company by company."""
    with (COMMUNITY / "people.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Person(**row) for row in csv.DictReader(file, delimiter="|"))


@cache
def customer(name: str) -> Customer:
    """The company of this name."""
    return next(each for each in CUSTOMERS if each.name == name)


@cache
def colleague(part: str) -> Colleague:
    """Whoever plays this part at the vendor."""
    return next(each for each in COLLEAGUES if each.part == part)


def address_of(name: str, domain: str) -> str:
    """The mail address of a name at a domain that cannot exist."""
    return f"{fold(name).replace(' ', '.')}@{domain}"

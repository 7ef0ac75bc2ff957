"""What the demo has none of, done on top of it: a picture, an edit, imports, a link to a new password."""

import struct
import zlib
from io import BytesIO

from portal.kits.jobs.runner import work_on_jobs

from .forms import Form
from .product import Demo
from .reading import Page, Reader
from .tokens import Tokens

MODERATOR, OWNER = "ruth.okafor@northwind.example", "ines.carvalho@northwind.example"
ADMIN, COLLEAGUES = "tomasz.zielinski@northwind.example", "/admin/users/new"
PEOPLE = "E-mail,Given name,Family name,Company,Country\nada.berg@fjord-bank.example,Ada,Berg,Fjord Bank,NO\nno,Bo,,,\n"
POST, WORDS = "/community/posts/1/edit", "We have forty of them a day, and this is how they look:"


def add_to(demo: Demo) -> None:
    """Do it as people would, at the demo's moment, and keep the demo so."""
    _edit(Reader(demo, Tokens(), MODERATOR))
    _bring_in(demo, Reader(demo, Tokens(), OWNER))
    reader = Reader(demo, Tokens(), ADMIN)
    form = _form(reader.open(COLLEAGUES), "email")
    _well(reader.send(form, COLLEAGUES, email="new.colleague@northwind.example", name="Nia Cole", roles="product"))
    demo.keep()


def _edit(reader: Reader) -> None:
    """Put a picture into the first post; its earlier words are kept. The form comes back with the picture in it."""
    form = _form(reader.open(POST), "body")
    with_picture = reader.send(form, POST, body=WORDS, picture=(BytesIO(_picture()), "form.png"))
    _well(reader.send(_form(with_picture, "body"), POST))


def _bring_in(demo: Demo, reader: Reader) -> None:
    """Three files of people: one waits for its columns, one for a look, and one is in, but for what was refused."""
    for number in range(2):
        file = (BytesIO(PEOPLE.encode()), f"people-{number}.csv")
        job = reader.send(_form(reader.open("/imports/contacts"), "csrf_token"), "/imports/contacts", file=file)
        _read_files(demo)
        columns = reader.open(job.final)
        if number:
            _well(reader.send(_form(columns, "csrf_token"), columns.final))
    path = demo.folder / "more.csv"
    path.write_text(PEOPLE)
    demo.run("members", "import", str(path))


def _read_files(demo: Demo) -> None:
    """Let the worker read what was sent; an earlier version has read it already."""
    with demo.at_its_moment(), demo.app.app_context():
        while work_on_jobs():
            pass


def _form(page: Page, field: str) -> Form:
    """The form of the page that is sent to the page itself."""
    return next(form for form in page.forms if field in form.fields and form.action in {"", page.final})


def _well(page: Page) -> None:
    if page.status != 200:
        raise RuntimeError(f"{page.final}: {page.status} {page.text}")


def _picture() -> bytes:
    """A PNG of sixteen by sixteen grey dots."""
    rows = b"".join(b"\0" + b"\x99" * 16 for _ in range(16))
    head = struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

"""Documents and queries made by chance, few enough words that they meet."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from search_index import Document, Order, Query

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
WORDS = [
    *("support", "supports", "supported", "quick", "quickly", "customer", "customers", "custom", "news", "new"),
    *("café", "Größe", "Ørsted", "\ufb01ne", "don't", "follow-up", "anna@acme.de", "3.5", "1,000", "the", "a", "x"),
    *("顧客満足", "顧客", "客", "満足"),
]
TOKENS = {"language": ("de", "en", "fr"), "permission": ("press", "press:*", "press:DE"), "tag": ("price", "care")}
PEOPLE = ("everyone", "staff", "company:7")

text = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
moments = st.integers(0, 5).map(lambda hours: START + timedelta(hours=hours))
tokens = st.fixed_dictionaries(
    {}, optional={name: st.sets(st.sampled_from(values)).map(tuple) for name, values in TOKENS.items()}
)
audiences = st.sets(st.sampled_from(PEOPLE))


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    keys = draw(st.sets(st.tuples(st.sampled_from(("idea", "quote")), st.integers(1, 30)), max_size=25))
    return [
        Document(
            kind=kind,
            id=number,
            title=draw(text),
            body=draw(text),
            tags=tuple(draw(st.lists(st.sampled_from(("price", "quick support")), max_size=2))),
            tokens=draw(tokens),
            audience=tuple(draw(audiences)),
            at=draw(moments),
        )
        for kind, number in sorted(keys)
    ]


pieces = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map("-".__add__),
    st.text("abcnsuéø客顧", min_size=1, max_size=4).map(lambda letters: letters + "*"),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda words: f'"{" ".join(words)}"'),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: f'-"{" ".join(words)}"'),
)
filters = st.sampled_from(sorted(TOKENS)).flatmap(
    lambda name: st.tuples(st.just(name), st.frozensets(st.sampled_from((*TOKENS[name], "unheard of"))))
)
queries = st.builds(
    Query,
    text=st.lists(pieces, max_size=3).map(" ".join),
    kinds=st.frozensets(st.sampled_from(("idea", "quote", "nothing"))),
    audience=st.frozensets(st.sampled_from(PEOPLE), min_size=1),
    filters=st.lists(filters, max_size=2).map(tuple),
    exclude=st.frozensets(st.tuples(st.sampled_from(("idea", "quote")), st.integers(1, 30)), max_size=4),
    facets=st.just(("kind", "language", "permission", "tag", "unheard of")),
    limit=st.just(100),
    order=st.sampled_from(Order),
)


def document(number: int = 1, body: str = "", **changed: object) -> Document:
    """One quote that everybody may find."""
    plain = {"kind": "quote", "id": number, "body": body, "audience": ("everyone",), "at": START}
    return Document(**(plain | changed))  # type: ignore[arg-type]


def seen_by_everyone(text: str = "", **changed: object) -> Query:
    return Query(**({"text": text, "audience": frozenset({"everyone"})} | changed))  # type: ignore[arg-type]


def community(random: Random, size: int) -> list[Document]:
    """A fixed number of documents, each unlike the others."""
    return [chance_document(random, number) for number in range(1, size + 1)]


def chance_document(random: Random, number: int) -> Document:
    return Document(
        kind=random.choice(("idea", "quote")) if number % 2 else "quote",
        id=number,
        title=" ".join(random.choices(WORDS, k=3)),
        body=" ".join(random.choices(WORDS, k=12)),
        tags=(random.choice(("price", "care")),),
        tokens={"language": (random.choice(("de", "en")),)},
        audience=tuple(random.sample(PEOPLE, random.randint(0, 3))),
        at=START + timedelta(minutes=random.randint(0, 10_000)),
    )

"""Made quotes: any number, the same every time, with words as unevenly common as in a language."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from search_index import Document

START = datetime(2024, 1, 1, tzinfo=UTC)
WORDS = 8_000
CONSONANTS, VOWELS, ENDINGS = "bcdfglmnprst", "aeiou", ("", "", "", "s", "ed", "ing")
LANGUAGES = ("en", "de", "fr", "es", "ja")
SOURCES = ("survey", "call", "review", "event", "community", "interview")
PERMISSIONS = ("none", "internal", "web", "press", "press:DE", "press:*")
AUDIENCES = ("everyone", "staff", "beta", "council")


def vocabulary(random: Random) -> list[str]:
    """Most common first."""
    words: dict[str, None] = {}
    while len(words) < WORDS:
        syllables = (random.choice(CONSONANTS) + random.choice(VOWELS) for _ in range(random.randint(1, 4)))
        words["".join(syllables) + random.choice(ENDINGS)] = None
    return list(words)


def quotes(count: int) -> Iterator[Document]:
    random = Random(20_260_301)
    words = vocabulary(random)
    weights = [1 / (rank + 8) for rank in range(len(words))]
    tags = words[100:160]
    for number in range(1, count + 1):
        text = random.choices(words, weights, k=random.randint(25, 60))
        yield Document(
            kind="testimonial" if number % 3 else "feedback",
            id=number,
            title=" ".join(text[:4]),
            body=" ".join(text[4:]),
            tags=tuple(random.sample(tags, random.randint(1, 3))),
            tokens={
                "language": (random.choice(LANGUAGES),),
                "source": (random.choice(SOURCES),),
                "permission": tuple(random.sample(PERMISSIONS, 2)),
            },
            audience=tuple(random.sample(AUDIENCES, 2)),
            at=START + timedelta(minutes=random.randint(0, 1_000_000)),
        )

"""How much a mail may hold. Each bound stands before what would have to work on it; over it, a mail is kept aside.

They are many times what a person's mail program writes. Together they keep the worst mail to a fifth of a second of
processor time; the limits of the reader's process are there for what nobody thought of.
"""

MAX_BYTES = 1024 * 1024
"""Of the whole mail, as it is received."""
MAX_ANSWER_BYTES = 25 * 1024 * 1024
"""Of an answer to an email in a colleague's name: it goes to the disk, and no more than MAX_BYTES of it is read."""
MAX_LINES = 20_000
"""Of the whole mail; a picture of a megabyte has 14,000."""
MAX_PARTS = 100
"""Texts, pictures, attached mails, whatever holds others; the blocks of a delivery report count as well."""
MAX_CONTAINERS = 15
"""Parts that hold others, inside one another or side by side: every line is compared with the border of each."""
MAX_HEADERS = 250
"""Of the mail, and of each of its parts."""
MAX_HEADER_CHARS = 16_000
"""Of one header, unfolded."""
MAX_READ_HEADER_CHARS = 4_000
"""Of one header that is taken to pieces: who sent it, and what kind of part this is."""
MAX_PARAMETERS = 40
"""Of one header that says what kind of part this is: semicolons, whatever stands between them."""
MAX_SUBJECT_CHARS = 1_000
"""Of a subject: the rest is not looked at."""
MAX_OTHERS = 20
"""Addresses of other readers; no more are told."""
MAX_RESULTS = 20
"""Headers in which a mail server says what it found out about the sender."""
MAX_TEXT_CHARS = 400_000
"""Of all the plain text; of all the HTML, where there is no plain text."""
MAX_TAGS = 15_000
"""Of all the HTML: signs "<", whether they begin a tag or not."""

MAX_CPU_SECONDS = 1
"""Processor time for one mail, after which its process is ended."""
MAX_DATA_BYTES = 160 * 1024 * 1024
"""Memory for one mail, with everything that its process had before."""
MAX_SECONDS = 20.0
"""How long one mail may take by the clock: beyond it the machine is too busy, and the mail is asked to come again."""

KIND_HEADERS = frozenset({"content-type", "content-disposition"})
READ_HEADERS = KIND_HEADERS | {"authentication-results", "content-transfer-encoding", "from", "message-id"}


class OverBound(Exception):
    """The mail holds more than it may. `code` is a key of kits.notices.aside.REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

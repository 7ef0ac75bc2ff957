"""A browser of a person over HTTP: it keeps its cookies, whichever code serves it."""

from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.unchanged.forms import Form
from tests.unchanged.visible import Visible

from .checkouts import HOST


@dataclass
class Answer:
    """What came back: `path` is where it was found in the end."""

    status: int
    path: str
    page: Visible

    @property
    def words(self) -> str:
        return "\n".join(self.page.lines)

    def form(self, ending: str) -> Form | None:
        """The form of the page whose address ends so."""
        return next((form for form in self.page.forms if form.method == "post" and form.action.endswith(ending)), None)


@dataclass
class Browser:
    """Cookies, and an address to ask."""

    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, server: str, path: str) -> Answer:
        return self._ask(Request(server + path.removeprefix(HOST)))

    def post(self, server: str, path: str, fields: dict[str, str]) -> Answer:
        """Send a form; a redirect is followed, a permanent one with the form."""
        sent = Request(server + path, data=urlencode(fields).encode())
        answer = self._ask(sent)
        if answer.status == 308:
            return self.post(server, answer.path, fields)
        return answer

    def sign_in(self, server: str, email: str, password: str, *, remember: bool) -> Answer:
        form = next(form for form in self.get(server, "/sign-in").page.forms if "password" in form.fields)
        fields = form.fields | {"email": email, "password": password} | ({"remember": "y"} if remember else {})
        return self.post(server, "/sign-in", fields)

    def _ask(self, request: Request) -> Answer:
        try:
            with build_opener(HTTPCookieProcessor(self.jar)).open(request, timeout=120) as answer:
                status, url, text = answer.status, answer.url, answer.read().decode()
        except HTTPError as error:
            status, text = error.code, error.read().decode()
            url = error.headers.get("Location", "") if status == 308 else error.url
        return Answer(status, urlsplit(url).path, Visible(text))

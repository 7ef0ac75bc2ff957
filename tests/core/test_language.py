from collections.abc import Callable

import pytest
from babel.support import NullTranslations
from flask import Flask, render_template_string
from flask_babel import force_locale, get_locale, gettext

from portal.core.language import Catalogues
from portal.extensions import babel

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ _('Saved.') }}", "Saved."),
        ("{{ gettext('Saved.') }}", "Saved."),
        ("{{ _('100%% of them') }}", "100% of them"),
        ("{{ _('Hello %(name)s', name='<b>') }}", "Hello &lt;b&gt;"),
        ("{% autoescape false %}{{ _('Hello %(name)s', name='<b>') }}{% endautoescape %}", "Hello <b>"),
        ("{{ ngettext('%(num)d day', '%(num)d days', 2) }}", "2 days"),
    ],
)
def test_templates_say_their_words_and_escape_what_is_put_in(app: Flask, template: str, said: str) -> None:
    with app.test_request_context():
        assert render_template_string(template) == said


def test_another_language_asks_another_catalogue(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Catalogues, "get_translations", _noting(asked))
    with app.test_request_context():
        gettext("Saved.")
        with force_locale("de"):
            gettext("Saved.")
        render_template_string("{{ _('Saved.') }}")
    assert asked == ["en_GB", "de", "en_GB"]
    assert isinstance(babel.domain_instance, Catalogues)


def _noting(asked: list[str]) -> Callable[[Catalogues], NullTranslations]:
    found = Catalogues.get_translations

    def get_translations(catalogues: Catalogues) -> NullTranslations:
        asked.append(str(get_locale()))
        return found(catalogues)

    return get_translations

"""The browser of tests: every request is as alone as it is in a running site."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core.database import db


class Browser(FlaskClient):
    """A client whose requests share nothing with each other or with the test but cookies and the database.

    Inside the test's own application context Flask would lend it to every request: who is signed in, the
    language and loaded rows would pass from one browser to the next. What the test has loaded is read afresh.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        db.session.rollback()
        db.session.expire_all()
        return response

"""`make screenshots`: the README's pictures, made from the demo community in a folder of its own."""

import json
import tempfile
from pathlib import Path
from threading import Thread

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select
from werkzeug.serving import make_server

from config import load_settings
from portal import create_app
from portal.access.models import User
from portal.core.database import db
from tests.actors import signed_in
from tests.browser.looks import DARK, LIGHT, PHONE, chromium, looking, picture

PICTURES = Path(__file__).parent / "pictures"
SHOTS = (
    ("today-light", "success", "/today", LIGHT),
    ("today-dark", "success", "/today", DARK),
    ("home-phone", "promoter", "/", PHONE),
    ("map-light", "owner", "/nurture", LIGHT),
    ("search-light", "marketing", "/search?q=contract", LIGHT),
    ("community-light", "promoter", "/community", LIGHT),
    ("decision-light", "product", "/ideas/1/decision", LIGHT),
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="fanfare-pictures-") as folder:
        settings = load_settings(instance_path=Path(folder), secret_key="pictures" * 4, company_name="Northwind")
        app = create_app(settings)
        with app.app_context():
            upgrade()
            ready = app.test_cli_runner().invoke(args=["demo", "load", "--only-if-empty"])
            if ready.exit_code:
                raise SystemExit(ready.output)
            _take(app)


def _take(app: Flask) -> None:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    people = _people(app)
    PICTURES.mkdir(exist_ok=True)
    with chromium() as browser:
        for name, role, url, look in SHOTS:
            user = db.session.scalars(select(User).where(User.email == people[role])).one()
            cookie = signed_in(app, user).get_cookie(app.config["SESSION_COOKIE_NAME"])
            kept = {"name": app.config["SESSION_COOKIE_NAME"], "value": cookie.value if cookie else "", "url": address}
            with looking(browser, look, storage_state={"cookies": [kept], "origins": []}) as page:
                picture(page, f"{address}{url}", PICTURES / f"{name}.png", whole=False)
    server.shutdown()


def _people(app: Flask) -> dict[str, str]:
    """The first sign-in of each role."""
    listed = json.loads(app.test_cli_runner().invoke(args=["demo", "people", "--json"]).output)["people"]
    return {person["role"]: person["email"] for person in reversed(listed)}


if __name__ == "__main__":
    main()

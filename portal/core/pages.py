"""What every template can call."""

from dataclasses import dataclass
from typing import NamedTuple

from flask import Flask, current_app, g, request
from flask_babel import get_locale
from flask_login import current_user

from .brand import brand_css
from .clock import now
from .filters import register_looks
from .icons import asset, icon
from .links import leads_here, link_to
from .markdown import markdown
from .menu import Link, links_for
from .paging import Page
from .parts import part
from .slots import panels
from .stencils import stencil
from .urls import lasting_url, same_page, with_query

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Pager:
    """The addresses of the pages on either side."""

    newer: str | None
    older: str | None


def register_pages(app: Flask) -> None:
    """Give templates their globals and filters, and the brand its stylesheet."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset, icon=icon, panels=panels, part=part, stencil=stencil, now=now, pager=pager, csp_nonce=_nonce
    )
    app.jinja_env.globals.update(get_locale=get_locale, link_to=link_to, with_query=with_query)
    app.jinja_env.filters["markdown"] = markdown
    register_looks(app)
    css = brand_css(app.config["COMPANY_COLOR"])

    @app.get("/brand.css")
    def brand_style() -> tuple[str, dict[str, str]]:
        return css, {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=3600"}

    @app.context_processor
    def _page() -> dict[str, object]:
        brand = {"name": current_app.config["COMPANY_NAME"], "color": current_app.config["COMPANY_COLOR"]}
        return {"brand": brand, "frame": Frame(), "may": current_user.may, "theme": theme()}


class Ways(NamedTuple):
    """Where the bar leads; empty where there is no such page, or not for this person."""

    search: str
    sign_out: str
    theme: str


class Frame:
    """What stands around a page. Panels are templates too, but read nothing of it, so it is made when it is read."""

    @property
    def brand_url(self) -> str:
        return lasting_url("brand_style", c=current_app.config["COMPANY_COLOR"].lstrip("#"))

    @property
    def menu(self) -> tuple[Link, ...]:
        return links_for(current_user._get_current_object())

    @property
    def user_links(self) -> tuple[Link, ...]:
        return links_for(current_user._get_current_object(), "user")

    @property
    def to(self) -> Ways:
        """The bar's own addresses."""
        return Ways(
            search=link_to("search") if current_user.may("feedback.read") else "",
            sign_out=link_to("sign_out"),
            theme=link_to("theme"),
        )

    @property
    def query(self) -> str:
        """What was searched for, on the page with the answers."""
        return request.args.get("q", "") if leads_here("search") else ""


def pager(page: Page[object]) -> Pager:
    """The addresses of a list's neighbouring pages, with every other argument kept."""
    return Pager(newer=_page_url(page.before), older=_page_url(page.after))


def theme() -> str | None:
    """The theme that this browser chose, None when it follows the system."""
    chosen = request.cookies.get("theme")
    return chosen if chosen in THEMES else None


def _page_url(cursor: str | None) -> str | None:
    return None if cursor is None else same_page({"page": cursor})


def _nonce() -> str:
    return str(g.get("nonce", ""))

"""The way out that stands in mails which somebody may not want."""

from portal.core.urls import mail_url


def unsubscribing_by(token: str) -> tuple[str, dict[str, str]]:
    """The page that ends such mails, and the headers by which a mail program offers it (RFC 8058)."""
    at_once = mail_url("notices.unsubscribe_one_click", token=token)
    headers = {"List-Unsubscribe": f"<{at_once}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return mail_url("notices.unsubscribe", token=token), headers

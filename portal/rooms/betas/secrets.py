"""Keys at rest: encrypted with what is derived from the portal's own secret, so that a stolen database holds none.

Sealing is Fernet (AES-128-CBC and HMAC-SHA256, https://github.com/fernet/spec), the key comes from SECRET_KEY by
HKDF-SHA256 (RFC 5869). Whoever changes SECRET_KEY loses the sealed keys and loads the pool again.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from flask_babel import gettext as _

from portal.core.errors import Refused


def seal(text: str) -> str:
    """The encrypted form of a key; another one each time."""
    return Fernet(base64.urlsafe_b64encode(_derived("seal"))).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The key again. Raises Refused where it was sealed under another secret or tampered with."""
    try:
        return Fernet(base64.urlsafe_b64encode(_derived("seal"))).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Refused(_("This key cannot be read any more. Ask us for another.")) from None


def fingerprint(text: str) -> str:
    """A keyed hash, the same for the same key: finds a double without telling anything about it."""
    return hmac.new(_derived("fingerprint"), text.encode(), hashlib.sha256).hexdigest()


def _derived(purpose: str) -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"beta keys: {purpose}".encode()).derive(secret)

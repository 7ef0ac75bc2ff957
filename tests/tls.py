"""An authority of our own, and mail servers on loopback with its certificates that write down what they were told."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.mail_sink import Sink, free_port

DAY = timedelta(days=1)


class Authority:
    """Signs certificates; `file` holds its own, in PEM."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = self._signed(self._name, self._key, timedelta(days=9), [(x509.BasicConstraints(True, 0), True)], usage)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def context(self, host: str = "127.0.0.1", *, ends: timedelta = DAY) -> ssl.SSLContext:
        """What a server at this address shows; it `ends` so long from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        name: x509.GeneralName = x509.IPAddress(ip_address(host)) if host[0].isdecimal() else x509.DNSName(host)
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        made = self._signed(x509.Name([]), key, ends, [(x509.SubjectAlternativeName([name]), True)], usage)
        pem = self._folder / f"server-{made.serial_number}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
        return context

    def _signed(
        self, name: x509.Name, key: Any, ends: timedelta, extensions: list[tuple[Any, bool]], usage: x509.KeyUsage
    ) -> x509.Certificate:
        now, issuer = datetime.now(UTC), self._key.public_key()
        builder = x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - 20 * DAY).not_valid_after(now + ends)
        extensions += [
            (usage, True),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), False),
        ]
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self._key, hashes.SHA256())


@dataclass
class Server:
    """A server that took down every line it was told; `sink` has the letters that it took."""

    port: int
    sink: Sink
    passwords: list[tuple[str, bool]] = field(default_factory=list)
    """Each that it was told, and whether that was under TLS."""
    told: list[str] = field(default_factory=list)
    """Each command."""

    def url(self, scheme: str, password: str = "right") -> str:
        return f"{scheme}://mei%40northwind.example:{password}@127.0.0.1:{self.port}"


def _noting(server: Server, name: str, method: Any) -> Any:
    async def noted(argument: Any) -> Any:
        server.told.append(name)
        return await method(argument)

    return noted


@contextmanager
def a_server(**how: Any) -> Iterator[Server]:
    """A server that would take a password over any line: `ssl_context` for TLS at once, `tls_context` for STARTTLS."""
    server = Server(free_port(), Sink())

    def judge(_server: Any, session: Any, _envelope: Any, _mechanism: str, told: Any) -> AuthResult:
        assert isinstance(told, LoginPassword)
        server.passwords.append((told.password.decode(), "ssl_context" in how or session.ssl is not None))
        return AuthResult(success=told.password == b"right", handled=False)

    class Listening(Controller):
        def factory(self) -> SMTP:
            spoken_to = SMTP(self.handler, **self.SMTP_kwargs)
            spoken_to._smtp_methods = {
                name: _noting(server, name, method) for name, method in spoken_to._smtp_methods.items()
            }
            return spoken_to

    signing_in = {"authenticator": judge, "auth_require_tls": False}
    controller = Listening(server.sink, hostname="127.0.0.1", port=server.port, **signing_in, **how)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()

"""How the site is served: `gunicorn` in this folder reads this, and so do `make run`, tests and bench."""

from config import load_settings

_settings = load_settings()

wsgi_app = "wsgi:app"
bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
worker_class = "web_server.worker.Worker"
workers = 1  # limits are counted in its memory; several machines count in Redis (docs/deploy.md)
worker_connections = 2_000  # beyond that, one of the network that holds most of them goes
keepalive = 60  # seconds for the head of a request, from when the connection begins or the last answer ended
timeout = 60  # seconds after which a process that has stopped is replaced
graceful_timeout = 10  # seconds for what is under way when the process is to end
sendfile = False  # files go out in parts, each of which has an end to its wait
limit_request_line = 8_190  # bytes: a whole paragraph that was pasted into a search, with every letter in code
forwarder_headers = ""  # no request says where the site is mounted, nor whether it came by TLS:
secure_scheme_headers = {}  # X-Forwarded-* of proxies that are trusted (TRUSTED_PROXIES) are read by the portal
loglevel = "warning"

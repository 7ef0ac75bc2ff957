"""The worker of the web server with little patience, so that a test need not wait a minute for the end of it."""

from web_server.worker import Worker

SECONDS = 1


class HastyWorker(Worker):
    body_in_seconds = SECONDS

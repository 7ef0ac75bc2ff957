"""Mail as a channel: how long a mail is leased, when it is tried again, and when it is given up."""

from datetime import timedelta

from ... import models
from ...queue import Backoff
from .. import sending
from ..channel import Channel, Transport
from .checks import reason_against
from .filling import filled

LEASE = timedelta(seconds=60)
BACKOFF = Backoff(
    (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)), max_attempts=8
)
MAIL: Channel[models.Mail] = Channel(models.Mail, BACKOFF, LEASE, reason_against, filled)


def send_due(transport: Transport[models.Mail] | None, batch: int = sending.BATCH) -> int:
    """Send up to `batch` due mails; how many were settled. Without a transport they are kept, to be read in admin."""
    return sending.send_due(MAIL, transport, batch)

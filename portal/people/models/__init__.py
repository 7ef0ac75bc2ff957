"""The tables of companies, members and what stands between them and us."""

from .absence import Absence
from .address_change import AddressChange
from .audience import Audience, AudienceTerm
from .company import Company
from .former import FormerName
from .handles import handle_of
from .invitation import Invitation
from .job_change import JobChange
from .member import Employment, Hold, Member, SegmentChange
from .namesakes import Namesakes
from .pause import Pause

__all__ = [
    "Absence",
    "AddressChange",
    "Audience",
    "AudienceTerm",
    "Company",
    "Employment",
    "FormerName",
    "Hold",
    "Invitation",
    "JobChange",
    "Member",
    "Namesakes",
    "Pause",
    "SegmentChange",
    "handle_of",
]

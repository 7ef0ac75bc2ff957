"""Faults in the ledger: deliveries and the outbox."""

from ..fault import Fault

LEDGER = (
    Fault(
        "ledger.later-lines-overtake",
        "When one line of a member fails, their later ones are delivered before it.",
        "activity/deliveries.py",
        "_heads",
        "$earlier.id < Delivery.id",
        "$earlier.id > Delivery.id",
        ("activity/test_deliveries.py",),
    ),
    Fault(
        "ledger.heads-not-locked",
        "Two workers take the same lines at once.",
        "activity/deliveries.py",
        "_take|claim",
        ".with_for_update(skip_locked=True, of=Delivery)",
        "",
        ("activity/test_deliveries.py",),
        (("$due.limit($page).with_for_update(skip_locked=True, of=$entity)", "$due.limit($page)"),),
    ),
    Fault(
        "ledger.doubtful-mail-again",
        "A mail that may have arrived is sent a second time by itself.",
        "activity/outbox.py",
        "_try",
        'return {"state": "uncertain", "settled_at": now(), "error": repr($error)[:500]}',
        "return _later(mail, str($error))",
        ("activity/test_outbox.py",),
        (
            (
                'return _settled($row, "lose", repr($error)[:500])',
                "return self._later($row, str($error)[:500])",
            ),
        ),
    ),
    Fault(
        "ledger.lease-not-released",
        "A mail that the server did not take now stays claimed by a worker that has forgotten it.",
        "activity/outbox.py",
        "_later",
        '"leased_until": None,',
        "",
        ("activity/test_outbox.py",),
    ),
    Fault(
        "ledger.forged-bounce",
        "Anybody can say that a mail did not arrive, and silence its reader.",
        "activity/return_path.py",
        "mail_of",
        "return int($number) if is_signed(_signed(int($number)), $signed, LETTERS) else None",
        "return int($number)",
        ("notices/test_bounces.py", "notices/test_receiver.py"),
    ),
)

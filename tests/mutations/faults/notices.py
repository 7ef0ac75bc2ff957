"""Faults in what reaches people by mail and in their inbox."""

from ..fault import Fault

NOTICES = (
    Fault(
        "notices.told-of-ones-own-act",
        "People are told of what they did themselves.",
        "notices/actions/notifying.py",
        "notify",
        "{*$user_ids} - ({$actor.id} if $actor else set())",
        "{*$user_ids}",
        ("notices/test_notifying.py",),
    ),
    Fault(
        "notices.mail-twice",
        "The same letter is written to the same member each time its cause is heard of.",
        "notices/actions/writing.py",
        "_mail_key",
        'f"{$cause_key}>{$member.id}"',
        "f\"{$cause_key}>{$member.id}:{__import__('time').monotonic_ns()}\"",
        ("notices/test_gate.py",),
        (('f"{$cause_key}>{$member_id}"', "f\"{$cause_key}>{$member_id}:{__import__('time').monotonic_ns()}\""),),
    ),
    Fault(
        "notices.nights-for-days",
        "Mail goes out at night and waits by day.",
        "notices/rules.py",
        "NIGHTS",
        '"21:00-08:00"',
        '"08:00-21:00"',
        ("notices/test_gate.py",),
    ),
    Fault(
        "notices.budget-of-four",
        "People hear from us four times in a week instead of three.",
        "notices/rules.py",
        "over_budget",
        ">= $rate.times",
        "> $rate.times",
        ("notices/test_gate.py",),
    ),
    Fault(
        "notices.answer-from-anybody",
        "Whoever gets hold of a reply address can write in its owner's name.",
        "notices/actions/taking.py",
        "_answer",
        "if $mail.sender != $user.email:",
        "if not $mail.sender:",
        ("notices/test_never_a_stranger.py",),
    ),
    Fault(
        "notices.wrong-plural",
        "“2 attachment was left out”: one and many are exchanged.",
        "notices/actions/taking.py",
        "_text",
        '"An attachment was left out.", "%(num)d attachments were left out."',
        '"%(num)d attachments were left out.", "%(num)d attachment was left out."',
        ("notices/test_replies.py",),
    ),
)

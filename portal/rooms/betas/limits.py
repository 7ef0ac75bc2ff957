"""How often things may be done here: betas."""

from portal.core.limits import DESK, EXPORTS, LETTERS, TAPS, TEXTS, UPLOADS, add_limit

add_limit(
    TAPS,
    "betas.done",
    "betas.give_up",
    "betas.say_no",
    "betas.show_key",
    "betas.sign_it",
    "betas.still_here",
    "betas.take_seat",
)
add_limit(TEXTS, "betas.apply_for", "betas.set_up", "betas.write_report")
add_limit(LETTERS, "betas.close", "betas.decide", "betas.draw", "betas.invite")
add_limit(UPLOADS, "betas.load_keys")
add_limit(
    DESK,
    "betas.edit_plan",
    "betas.link",
    "betas.make",
    "betas.move",
    "betas.new_beta",
    "betas.new_version",
    "betas.settle",
    "betas.tasks_and_keys",
    "betas.unlink",
)
add_limit(EXPORTS, "betas.people_file", "betas.reports_file")

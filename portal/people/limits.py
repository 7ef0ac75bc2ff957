"""How often things may be done here: people."""

from portal.core.limits import ACCOUNT, DESK, EXPORTS, LETTERS, LINKS, add_limit

add_limit(
    ACCOUNT,
    "join.welcome",
    "own_login.close",
    "own_login.withdraw_address",
    "absences.end_own",
    "absences.own",
    "you.allow_mail",
    "you.begin_break",
    "you.come_back",
    "you.details",
    "you.job",
    "you.password",
    "you.stop_mail",
)
add_limit(LINKS, "address_changes.confirm", "address_changes.dispute", "join.invitation")
add_limit(LETTERS, "invitations.invite", "invitations.send_again", "own_login.address")
add_limit(
    DESK,
    "absences.end_of_colleague",
    "absences.of_colleague",
    "address_changes.give_back",
    "address_changes.give_back_colleague",
    "address_changes.keep",
    "address_changes.keep_colleague",
    "address_changes.withdraw",
    "invitations.copy_link",
    "invitations.take_back",
    "people.add_person",
    "people.close_login",
    "people.confirm_job",
    "people.confirm_person",
    "people.decline_job",
    "people.edit_company",
    "people.edit_person",
    "people.end_company_pause",
    "people.end_person_pause",
    "people.merge_person",
    "people.merge_the_company",
    "people.namesakes",
    "people.new_company",
    "people.new_job",
    "people.open_login",
    "people.pause_company",
    "people.pause_person",
)
add_limit(EXPORTS, "people.export_people")

"""Mail addresses, made the same wherever they come from."""


def normal_address(text: str) -> str | None:
    """The address in the one form that is stored and compared: small letters, domain in ASCII; None if it is none.

    Nothing is looked up on the network.
    """
    from email_validator import EmailNotValidError, validate_email  # slow to load, and most commands need none

    try:
        address = validate_email(text.strip()[:254], check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return address.ascii_email.lower() if address.ascii_email else None

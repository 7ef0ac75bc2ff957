"""Where the pages of betas are: notices, calendar, digest and search lead there."""


def beta_url(beta_id: int) -> str:
    """The page of a beta, for members and colleagues alike."""
    return f"/betas/{beta_id}"


def report_url(beta_id: int, report_id: int) -> str:
    """One report."""
    return f"/betas/{beta_id}/reports/{report_id}"

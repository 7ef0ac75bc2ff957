"""Where the pages of betas are: notices, calendar, digest and search lead there."""

from portal.core.urls import path_pattern


def beta_url(beta_id: int) -> str:
    """The page of a beta, for members and colleagues alike."""
    return path_pattern("betas.beta", "beta_id").format(beta_id)


def report_url(beta_id: int, report_id: int) -> str:
    """One report."""
    return path_pattern("betas.one_report", "beta_id", "report_id").format(beta_id, report_id)

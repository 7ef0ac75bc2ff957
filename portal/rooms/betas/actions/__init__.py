"""What can be done with betas. Whatever touches seats holds the beta's row first, so that seats change one by one."""

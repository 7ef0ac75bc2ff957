"""What several features use, and no feature by itself: notices, search, jobs, imports, calendar, writing, admin."""

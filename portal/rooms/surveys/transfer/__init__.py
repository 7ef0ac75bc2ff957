"""Survey answers as files: exports of other tools that are brought in."""

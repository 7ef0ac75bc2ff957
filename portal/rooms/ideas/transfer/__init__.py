"""Ideas as files, with votes and everything else about them: brought in from here or elsewhere, and given out.

- `headings` names the columns; `rows` and `parts` read one row, `existing` and `judging` say what the database has
  of it, `writing` and `writing_parts` keep it; `importer` puts these together for the kit.
- `contents` fetches what goes out, `tables` lays it out as rows, `exports` writes the files.
"""

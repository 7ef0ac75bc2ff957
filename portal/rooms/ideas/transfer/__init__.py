"""Ideas as files, with votes and everything else about them: brought in from here or elsewhere, and given out.

In: `headings` names the columns, `rows` and `parts` read a row, `existing` and `judging` hold it against the database,
`writing` keeps it, and `importer` puts these together for the kit. Out: `contents` fetches ideas with what is about
them (`outgoing_parts`), `tables` lays them out as rows, and `exports` writes the files.
"""

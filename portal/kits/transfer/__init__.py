"""Files in and files out: tables that people bring are read and imported, and what is here is written for them.

- `reading` turns any file that calls itself CSV into staged rows and a profile of their columns.
- `imports` is the frame that features fill in with an `Importer` each; its docstring says how. An import is a job.
- `json_files` writes and reads lists as JSON. Tables are written by `core/cells`, sent by `core/downloads`.
"""

"""Long work with progress: staged, checked, applied in pages, resumed after a kill.

For staff who bring files in and do not want to wait beside them.

- `works.Work` is one kind of long work; `works.add_work(work)` makes it known.
- `actions.start_job`, `runner.run_to_end` (in the foreground) and the worker (runner's step) run it page by page.
- `reading` turns any file that calls itself CSV into staged rows and a profile of their columns.
- `imports` is the frame that contacts, surveys and feedback fill in with an `Importer` each; its docstring says how.
"""

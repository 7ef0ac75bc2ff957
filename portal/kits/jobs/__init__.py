"""Long work with progress: read, staged, checked, applied in pages, resumed after a kill.

For staff who start something and do not want to wait beside it.

- `works.Work` is one kind of long work; `works.add_work(work)` makes it known. Imports are one: see `kits/transfer`.
- `actions.begin_job` (its file is still to be read) or `actions.stage_job` makes a job; `runner.run_to_end` (in the
  foreground) and the worker (runner's step) run it page by page.
"""

"""Long work with progress: staged, checked, applied in pages, resumed after a kill.

For staff who bring files in and do not want to wait beside them.
"""

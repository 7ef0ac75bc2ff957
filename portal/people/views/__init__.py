"""The pages of people, one module for each family of them.

Each module's blueprint is found and registered by portal/features.py; no page is imported here.
"""

from .. import signed_in  # noqa: F401 - Flask-Login asks it who looks at a page

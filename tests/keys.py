"""Changing the secret key of an application that runs, as starting it again with other settings would."""

from flask import Flask

OLD, NEW, NEWEST = "o" * 32, "n" * 32, "m" * 32


def use_keys(app: Flask, newest: str, *older: str) -> None:
    """Sign and seal with the newest, and go on reading the older ones."""
    app.config.update(
        SECRET_KEY=newest, SECRET_KEY_FALLBACKS=list(older), WTF_CSRF_SECRET_KEY=[*reversed(older), newest]
    )

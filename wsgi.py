"""Flask and gunicorn find the application here: `flask …` works with nothing set."""

from portal import create_app

app = create_app()

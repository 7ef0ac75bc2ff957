import subprocess
import sys


def test_deciding_needs_neither_web_nor_database_nor_graphviz() -> None:
    seen = (
        "import sys, workflows.checks, workflows.compiled, workflows.drawing, workflows.lifecycle, workflows.reading;"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True, timeout=60)
    assert {"workflows", "transitions"} <= set(run.stdout.split())
    assert {"flask", "sqlalchemy", "portal", "search_index", "pygraphviz"}.isdisjoint(run.stdout.split())

"""Processes share the tests by file and database, so that what is made for a module is made once."""

import os
import re
import subprocess
import sys

import pytest

from tests.sharing import group_of


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/access/test_roles.py::test_roles", "tests/access/test_roles.py"),
        ("tests/access/test_users.py::test_a_user[sqlite]", "tests/access/test_users.py on sqlite"),
        ("tests/access/test_users.py::test_a_user[postgresql-owner]", "tests/access/test_users.py on postgresql"),
        ("tests/access/test_users.py::test_a_user[owner-postgresql]", "tests/access/test_users.py on postgresql"),
        ("tests/core/test_text.py::test_text[a[0]-postgresqlite]", "tests/core/test_text.py"),
        ("tests/demo/test_community.py::test_them[sqlite]", "tests/demo/"),
    ],
)
def test_a_test_stays_with_those_of_its_file_and_database(nodeid: str, group: str) -> None:
    assert group_of(nodeid) == group


def test_each_file_runs_in_one_process() -> None:
    files = ("tests/workflows/test_pure.py", "tests/workflows/test_scores.py", "tests/workflows/test_quiet_hours.py")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-vv", "-n2", "--dist=loadscope", "--no-loadscope-reorder", *files]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    ran = re.findall(r"\[(gw\d)\].* PASSED (tests/\S+?)::", told)
    assert {file for _process, file in ran} == set(files)
    assert len(set(ran)) == len(files)

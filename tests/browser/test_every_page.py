"""Every page of the table in a real browser: axe, the browser's log, no sideways scroll.

`make test` judges a page in light on a screen, `make looks` in the other looks that differ.
"""

import pytest

from tests.browser.looks import LOOKS, Part, faults_of, unfold
from tests.browser.pages import COLLEAGUES, PROMOTER, SHOWN, PageOf, page_of, reader, scripts, world
from tests.test_pages import address
from tests.world import World

__all__ = ["page_of", "scripts", "world"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("endpoint", SHOWN)
def test_nothing_is_wrong_with_a_page(
    endpoint: str, page_of: PageOf, lasting_site: str, world: World, part: Part
) -> None:
    wrong = faults_of(page_of(reader(endpoint)), lasting_site + address(endpoint, world), first=unfold, part=part)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", [PROMOTER, *COLLEAGUES])
def test_nothing_is_wrong_with_the_home_of_anybody(who: str, page_of: PageOf, lasting_site: str, part: Part) -> None:
    wrong = faults_of(page_of(who), f"{lasting_site}/", LOOKS, unfold, part=part)
    assert not wrong, "\n".join(wrong)

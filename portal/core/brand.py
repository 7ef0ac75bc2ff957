"""The company's colour as a small stylesheet: every use of it is readable in light and in dark.

One hexadecimal colour is a setting; what is derived here keeps 4.5 : 1 for words (WCAG 2.2, 1.4.3).
"""

from colorsys import hls_to_rgb, rgb_to_hls

Colour = tuple[float, float, float]

WHITE: Colour = (1.0, 1.0, 1.0)
INK: Colour = (0.06, 0.06, 0.08)
LIGHT_PAPER: Colour = (0.93, 0.93, 0.945)  # the darkest ground that words of the brand stand on in light
DARK_PAPER: Colour = (0.225, 0.225, 0.225)  # and the lightest one in dark
READABLE = 4.5
HERO_READABLE = 5.0
NEARLY_READABLE = 2.6
STEP = 0.01


def brand_css(primary: str) -> str:
    """A stylesheet for `primary` ("#rrggbb"): Tabler's variables, and ours whose names begin with --brand."""
    fill, ink = fill_and_ink(parse(primary))
    strong = _shift(fill, -0.07 if ink == WHITE else 0.07)
    text_light = darken_until(fill, LIGHT_PAPER, READABLE)
    text_dark = lighten_until(fill, DARK_PAPER, READABLE)
    hero_from, hero_to = hero(fill, ink)
    return (
        ":root{"
        f"--tblr-primary:{to_hex(fill)};"
        f"--tblr-primary-fg:{to_hex(ink)};"
        f"--tblr-primary-darken:{to_hex(strong)};"
        f"--brand-fill-strong:{to_hex(strong)};"
        f"--brand-text:light-dark({to_hex(text_light)},{to_hex(text_dark)});"
        "--tblr-link-color:var(--brand-text);"
        "--tblr-link-hover-color:var(--brand-text);"
        f"--brand-hero-from:{to_hex(hero_from)};"
        f"--brand-hero-to:{to_hex(hero_to)};"
        f"--brand-hero-ink:{to_hex(ink)}"
        "}"
    )


def fill_and_ink(primary: Colour) -> tuple[Colour, Colour]:
    """The colour of a filled button and of the words on it.

    White words on the colour itself; on a colour a little too light for them, on a slightly darker one; on a
    light colour (yellow, mint), dark words.
    """
    if contrast(WHITE, primary) >= NEARLY_READABLE:
        return darken_until(primary, WHITE, READABLE), WHITE
    return lighten_until(primary, INK, READABLE), INK


def hero(fill: Colour, ink: Colour) -> tuple[Colour, Colour]:
    """Both ends of the hero's gradient: the fill and a neighbour on the wheel; `ink` is readable on both."""
    hue, light, vivid = rgb_to_hls(*fill)
    turn, clear = (0.13, darken_until) if ink == WHITE else (-0.05, lighten_until)
    neighbour = hls_to_rgb((hue + turn) % 1, light, vivid * 0.75)
    return clear(fill, ink, HERO_READABLE), clear(neighbour, ink, HERO_READABLE)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def darken_until(colour: Colour, ground: Colour, ratio: float) -> Colour:
    """`colour`, darker by as little as it takes to reach `ratio` against `ground`."""
    while contrast(_as_shown(colour), ground) < ratio and max(colour) > 0:
        colour = _shift(colour, -STEP)
    return colour


def lighten_until(colour: Colour, ground: Colour, ratio: float) -> Colour:
    """`colour`, lighter by as little as it takes to reach `ratio` against `ground`."""
    while contrast(_as_shown(colour), ground) < ratio and min(colour) < 1:
        colour = _shift(colour, STEP)
    return colour


def parse(text: str) -> Colour:
    """The colour of "#rrggbb", each part 0 to 1."""
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def to_hex(colour: Colour) -> str:
    """ "#rrggbb" of a colour."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _shift(colour: Colour, by: float) -> Colour:
    hue, light, vivid = rgb_to_hls(*colour)
    return hls_to_rgb(hue, min(1.0, max(0.0, light + by)), vivid)


def _as_shown(colour: Colour) -> Colour:
    return parse(to_hex(colour))


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

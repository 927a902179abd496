"""One look in two places: the theme of the app and the style sheet of plain pages hold the same colours."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from core.settings import ROOT
from core.tones import Tone
from core.web.colour import NIGHT, NIGHT_CARD, contrast
from core.web.templating import STYLE

THEME: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
STREAMLIT = {Tone.GREEN: "green", Tone.AMBER: "orange", Tone.SLATE: "gray", Tone.BLUE: "blue", Tone.RED: "red"}


def sheet() -> dict[str, dict[str, str]]:
    """Return the colours of the style sheet, by day and by night."""
    text = STYLE.read_text(encoding="utf-8")
    by_day, by_night = re.findall(r":root \{(.*?)\}", text, re.DOTALL)[:2]
    return {
        scheme: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        for scheme, block in (("light", by_day), ("dark", by_night))
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tone", list(Tone))
def test_a_badge_has_the_same_readable_colours_in_the_app_and_outside(scheme: str, tone: Tone) -> None:
    name = STREAMLIT[tone]
    ink, wash = THEME[scheme][f"{name}TextColor"], THEME[scheme][f"{name}BackgroundColor"]
    assert (ink, wash) == (sheet()[scheme][tone], sheet()[scheme][f"{tone}-wash"])
    assert contrast(ink, wash) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_links_and_hints_can_be_read_on_every_ground(scheme: str) -> None:
    colours, theme = sheet()[scheme], THEME[scheme]
    grounds = [theme["backgroundColor"], theme["secondaryBackgroundColor"], theme["sidebar"]["backgroundColor"]]
    for ground in (*grounds, colours["ground"], colours["card"]):
        for ink in (theme["textColor"], theme["linkColor"], colours["text"], colours["muted"]):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(colours["field"], colours["card"]) >= 3  # the border of a field; WCAG 1.4.11


def test_the_ground_by_night_is_the_one_that_accents_are_made_for() -> None:
    assert sheet()["dark"]["ground"] == THEME["dark"]["backgroundColor"] == NIGHT
    assert sheet()["dark"]["card"] == NIGHT_CARD


def test_every_font_that_is_named_is_there_with_its_licence() -> None:
    fonts = {face["url"].removeprefix("app/static/") for face in THEME["fontFaces"]}
    outside = set(re.findall(r'url\("/app/static/([^"]+)"\)', STYLE.read_text(encoding="utf-8")))
    assert fonts == outside
    for font in fonts:
        assert (ROOT / "pages" / "static" / font).read_bytes()[:4] == b"wOF2"
    assert "SIL OPEN FONT LICENSE" in (ROOT / "pages" / "static" / "inter-LICENSE.txt").read_text(encoding="utf-8")


def test_the_server_says_nothing_to_strangers_by_its_settings() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["maxUploadSize"] == 10
    assert settings["server"]["fileWatcherType"] == "none"
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["runner"]["magicEnabled"] is False
    assert "enableAgentApi" not in settings["server"]

"""读给我听: with the phone's own voice, where it has a Chinese one; nowhere else is anything offered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from surveys.services.letter import Letter
from tests.browser.conftest import Site, violations

Phone = Callable[..., Page]
VOICES = """
  const voices = [{lang: 'en-US', localService: true}, LANG].filter(Boolean);
  window.spoken = [];
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => voices, speaking: false, cancel() {},
    speak(words) { window.spoken.push([words.text, words.voice.lang]); }
  }});
"""
CHINESE = "{lang: 'zh-CN', localService: true}"


def test_the_bigger_page_reads_the_question_aloud(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.add_init_script(VOICES.replace("LANG", CHINESE))
    page.goto(f"{site.url}/code?look=big")
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    page.get_by_role("button", name="读给我听").click()
    [[words, language]] = page.evaluate("window.spoken")
    assert language == "zh-CN"
    assert "您和这套房子是什么关系？" in words
    assert "我是房主" in words
    assert "您同意吗" not in words
    assert violations(page) == []


@pytest.mark.parametrize("voice", ["null", "{lang: 'zh-CN', localService: false}"])
def test_a_phone_without_a_voice_of_its_own_offers_nothing(phone: Phone, site: Site, letter: Letter, voice: str) -> None:
    """A voice from the network would send the household's page to somebody else."""
    page = phone()
    page.add_init_script(VOICES.replace("LANG", voice))
    page.goto(f"{site.path(letter)}?look=big")
    expect(page.locator("#reading")).to_have_count(1)
    expect(page.get_by_role("button", name="读给我听")).to_have_count(0)


def test_reading_comes_with_the_bigger_page_only(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.add_init_script(VOICES.replace("LANG", CHINESE))
    page.goto(site.path(letter))
    page.wait_for_load_state("networkidle")
    assert page.locator("#reading").count() == 0
    page.get_by_role("link", name="长辈版").click()
    expect(page.get_by_role("button", name="读给我听")).to_be_visible()

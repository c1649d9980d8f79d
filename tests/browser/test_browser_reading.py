"""Getting about in the dashboard, as somebody does who has a keyboard, another language, or a link."""

from __future__ import annotations

import pytest
from looking import Visitor
from playwright.sync_api import Page


@pytest.fixture
def page(visitor: Visitor) -> Page:
    visitor.page.goto(f"{visitor.address}/en/")
    return visitor.page


def focused(page: Page) -> str:
    """Selector of what the keyboard is at, as far as tests need it."""
    return str(page.evaluate("(e => e.closest('nav') ? 'nav' : e.getAttribute('class'))(document.activeElement)"))


def test_the_first_key_leads_past_the_navigation_and_the_next_ones_through_it(page: Page) -> None:
    page.keyboard.press("Tab")
    assert focused(page) == "skip"
    assert page.locator("a.skip").is_visible()
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(focused(page))
    assert "nav" in seen
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_what_has_the_focus_can_be_seen(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert (width >= 1, style) != (True, "none")
    assert style != "none"


def test_another_language_shows_the_same_page_and_keeps_what_was_asked(visitor: Visitor, page: Page) -> None:
    page.goto(f"{visitor.address}/en/since/?date=2014-03-18")
    page.locator('.languages a[lang="zh-Hant"]').click()
    page.wait_for_url("**/zh-Hant/since/?date=2014-03-18")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"


def test_a_picture_of_the_outlook_is_chosen_and_the_address_holds_the_choice(visitor: Visitor, page: Page) -> None:
    page.goto(f"{visitor.address}/en/state/KAZ/?w=security:2")
    page.locator("#pick-domain").select_option("economy")
    page.locator("#pick-scenario").select_option("war-ends")
    chosen = "figure/outlook.KAZ.economy.war-ends"
    assert f"/{chosen}.png" in str(page.locator(".picked img").get_attribute("src"))
    assert "Economy" in str(page.locator(".picked img").get_attribute("alt"))
    assert all(chosen in str(one.get_attribute("href")) for one in page.locator(".picked .get a").all())
    assert "security:2" in page.url
    page.goto(page.url)
    assert page.locator("#pick-scenario").input_value() == "war-ends"
    page.locator(".picked img").scroll_into_view_if_needed()
    page.locator(".picked img").evaluate("picture => picture.decode()")  # fails unless it is one


def test_the_address_holds_what_was_picked(visitor: Visitor, page: Page) -> None:
    page.locator("#date").fill("2001-09-11")
    page.locator("form.pick button").click()
    page.wait_for_url("**/en/since/?date=2001-09-11*")
    heading = page.locator("#since h2").inner_text()
    page.goto(page.url)
    assert page.locator("#since h2").inner_text() == heading
    assert page.locator("#date").input_value() == "2001-09-11"


def test_a_browser_that_likes_chinese_best_is_led_to_it(visitor: Visitor) -> None:
    page = visitor.browser.new_page(locale="zh-TW")
    page.goto(f"{visitor.address}/")
    assert page.url == f"{visitor.address}/zh-Hant/"
    page.close()


def test_without_scripts_every_page_reads_the_same(visitor: Visitor) -> None:
    plain = visitor.browser.new_page(java_script_enabled=False)
    for path in ("/en/", "/en/claims/", "/en/sources/"):
        plain.goto(visitor.address + path)
        visitor.page.goto(visitor.address + path)
        assert plain.locator("main").inner_text() == visitor.page.locator("main").inner_text()
    plain.close()

"""How the page looks, measured: contrast by light and dark, sizes, and nothing sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
Ask = Callable[[Page, str], None]

# The contrast of each text with what is painted behind it, by the formula of WCAG 2.2.
LOW_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
  const luminance = (colour) => {
    const [r, g, b] = colour.map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    const layers = [];
    for (let one = node; one; one = one.parentElement)
      layers.push(rgba(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    if (node.closest("script, style, .wj-sr, .sr-only")) continue;
    const ground = behind(node);
    const ink = over(rgba(getComputedStyle(node).color), ground);
    const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) low.push(`${walker.currentNode.data.trim().slice(0, 20)} ${contrast}`);
  }
  return low;
}"""

SMALL_TEXT = """() => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    if (node.closest("script, style, .wj-sr, .sr-only")) continue;
    if (parseFloat(getComputedStyle(node).fontSize) < 16) small.push(node.outerHTML.slice(0, 80));
  }
  return small;
}"""

# Text past the window's edge, also where a box around it hides what overflows.
CUT_OFF = """(width) => {
  const cut = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    if (node.closest("script, style, .wj-sr, .sr-only, #wj-panel-title")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const {left, right} = range.getBoundingClientRect();
    if (left < 0 || right > width) cut.push(walker.currentNode.data.trim().slice(0, 20));
  }
  return cut;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_text_is_legible_in_every_state(
    site: object, visit: Visit, ask: Ask, size: str, scheme: str
) -> None:
    page = visit(site, size, scheme=scheme)
    look(page)
    ask(page, "三届石化产业发展大会签约金额是多少？")
    ask(page, "那项目有多少个？")
    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    look(page)
    page.locator(".wj-copy").first.click()
    look(page)
    page.locator(".wj-cite").first.click()
    expect(page.locator("#wj-target")).to_be_visible()
    look(page)
    page.keyboard.press("Escape")
    ask(page, "今天北京的气温是多少度？")
    ask(page, "长" * 1500 + "a" * 300)
    look(page)


def look(page: Page) -> None:
    assert page.evaluate(LOW_CONTRAST) == []
    assert page.evaluate(SMALL_TEXT) == []
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT_OFF, width) == []


def test_dark_follows_the_system(site: object, visit: Visit) -> None:
    background = "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
    light, dark = visit(site), visit(site, scheme="dark")
    assert light.evaluate(background) == "rgb(251, 249, 245)"
    assert dark.evaluate(background) == "rgb(24, 25, 27)"
    light.emulate_media(color_scheme="dark")
    light.wait_for_function(f"{background} === 'rgb(24, 25, 27)'")

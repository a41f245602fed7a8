"""The page while programs ask more than can be answered."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.conftest import Site

Visit = Callable[..., Page]
Ask = Callable[[Page, str], None]

AMOUNT = "三届石化产业发展大会签约金额是多少？"


def test_a_person_is_answered_while_programs_are_asked_to_come_again(
    visit: Visit, ask: Ask, tmp_path: Path
) -> None:
    script = Path(__file__).with_name("serve_crowded.py")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            refused = httpx.post(f"{url}api/ask", json={"question": AMOUNT}, trust_env=False)
            page = visit(Site(url, tmp_path / "attempts"))
            ask(page, AMOUNT)
            expect(page.locator(".wj-lead .wj-sentence")).to_contain_text("178亿元")
        finally:
            process.terminate()
        assert process.wait(20) == 0

    assert refused.status_code == 429

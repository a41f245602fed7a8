"""Takes the README's picture: ``python tests/screenshot.py``, or ``make screenshot``."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parent.parent / "docs"
QUESTION = "三届石化产业发展大会签约金额是多少？"


def main() -> None:
    """Serve the built-in documents, ask, open the source, and take the picture."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui", "serve", "--no-browser", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if server.stdout is None or not server.stdout.readline():
            sys.exit("the server did not start")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("WENJU_CHROMIUM") or shutil.which("chromium"),
                args=["--no-sandbox", "--disable-background-networking"],
            )
            page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
            page.goto(f"http://127.0.0.1:{port}/")
            box = page.get_by_role("textbox").first
            box.fill(QUESTION)
            box.press("Enter")
            page.locator(".wj-cite").first.click()
            page.locator("#wj-target").wait_for()
            page.wait_for_timeout(800)
            DOCS.mkdir(exist_ok=True)
            page.screenshot(path=DOCS / "screenshot.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()

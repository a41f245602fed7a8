"""The page put together: one Gradio Blocks, mounted at ``/`` of the server's application."""

import os
from pathlib import Path

import gradio as gr
from fastapi import FastAPI

from ui.admission import Admission
from ui.holdings import Holdings
from ui.web.chat import chat_tab

FOLDER = Path(__file__).parent
STYLES = ("style.css", "answer.css", "panel.css", "library.css", "dialog.css")
MAX_UPLOAD = "1mb"  # nothing on the page takes a file
CACHE_SECONDS = 3600
MAX_WAITING = 256


def mount_page(app: FastAPI, holdings: Holdings, cache: Path, admission: Admission) -> None:
    """Build the page and mount it.

    Args:
        app: What to mount it on; routes added before stay in front of it.
        holdings: What is answered from.
        cache: A directory of the server's own for Gradio's temporary files.
        admission: Who is answered when.
    """
    os.environ["GRADIO_TEMP_DIR"] = str(cache)
    with gr.Blocks(
        title="问据",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(CACHE_SECONDS, CACHE_SECONDS),
    ) as page:
        chat_tab(holdings, page, admission)
    # Gradio puts its own selector before every rule of ``css_paths``: that beats its own rules,
    # but loses those on the root element, which therefore go into the head.
    root_style = (FOLDER / "root.css").read_text("utf-8")
    page.queue(api_open=False, max_size=MAX_WAITING)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=MAX_UPLOAD,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=_theme(),
        head=f"<style>{root_style}</style>",
        css_paths=[FOLDER / name for name in STYLES],
    )


def _theme() -> gr.themes.Base:
    """Gradio's plainest theme with the system's fonts; a named font would be fetched."""
    return gr.themes.Base(
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )

"""Text in pictures: scanned pages and image files, by the extra ``wenju[ocr]``; offline."""

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from corpus.errors import ReadError
from corpus.readers.building import TextBuilder
from corpus.readers.layout import Line, Sheet, add_sheets
from corpus.types import Document

if TYPE_CHECKING:
    import pypdfium2 as pdfium

HOW = "要识别图片里的文字，请安装可选的 wenju[ocr]"
MAX_PIXELS = 40_000_000
_LONG_SIDE = 2400
_SCALE = 2.5


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:  # noqa: ARG001 (a picture has none)
    """Read a picture as one document.

    Raises:
        ReadError: It is broken, too large, without text, or there is nothing to read it with.
    """
    if _engine() is None:
        raise ReadError(f"{source}：是图片；{HOW}。")
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ReadError(f"{source}：图片太大；请缩小后再添加。")
            lines = recognised(image.convert("RGB"))
            height = float(image.height)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise ReadError(f"{source}：不是完整的图片，或已损坏；请重新保存。") from None
    builder = TextBuilder(source)
    add_sheets(builder, [Sheet(1, height, lines)])
    return [builder.document(data, document_id, "image")]


def page_lines(page: "pdfium.PdfPage") -> list[Line] | None:
    """The lines on a scanned page, or ``None`` without the extra."""
    if _engine() is None:
        return None
    side = max(page.get_width(), page.get_height(), 1.0)
    scale = min(_SCALE, _LONG_SIDE / side)
    image = page.render(scale=scale).to_pil().convert("RGB")
    return [
        Line(
            line.text,
            line.left / scale,
            line.right / scale,
            line.top / scale,
            line.bottom / scale,
            line.size / scale,
        )
        for line in recognised(image)
    ]


def recognised(image: Any) -> list[Line]:
    """The lines of a picture, from top to bottom; lengths in pixels."""
    import numpy as np

    engine = _engine()
    found, _ = engine(np.asarray(image)) if engine is not None else (None, None)
    lines = []
    for box, text, _score in found or []:
        xs, ys = [point[0] for point in box], [point[1] for point in box]
        # A box is found to the pixel; sizes that differ by little are one.
        size = float(round((max(ys) - min(ys)) / 6) * 6) or 6.0
        lines.append(Line(str(text), min(xs), max(xs), min(ys), max(ys), size))
    return sorted(lines, key=lambda line: (round(line.top / 10), line.left))


@cache
def _engine() -> Any:
    try:
        from rapidocr_onnxruntime import RapidOCR
    except ImportError:
        return None
    return RapidOCR()

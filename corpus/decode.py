"""Bytes to text: finds the encoding of a Chinese text file, and names it."""

import codecs
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from charset_normalizer import from_bytes

from corpus.errors import ReadError

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The characters that make up a third of any modern Chinese text, in both scripts: bytes that
# decode in two ways are of the encoding that yields more of them.
_FREQUENT = frozenset(
    "的一是不了在人有我他这個个們们中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子"
    "那得于於着著下自之年过過发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當"
    "没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實日军軍者意无無力它"
    "与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并"
    "物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老"
    "给給世位次度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条"
    "條平系气氣题題活尔爾更别別打女变變四神总總何电電数數安少报報才结結反受目太量再感建务務做接必"
    "场場件计計管期市直德资資命山金指克许許统統区區保至队隊形社便空决決治展马馬科司五基眼书書非则"
    "則听聽白却卻界达達光放强強即像难難且权權思王象完设設式色路记記南品住告类類求据據程北边邊死张"
    "張该該交规規万萬取拉格望觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭运運，。、"
)
# Below this share of frequent characters two readings are too close to call by counting.
_CLEAR_MARGIN = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was read with, as Python names it."""

    text: str
    encoding: str


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Decode a text file's bytes.

    Args:
        data: The whole file.
        name: What to call the file in an error.
        encoding: Overrides the detection.

    Returns:
        The text without its byte-order mark, all else kept, and the encoding.

    Raises:
        ReadError: The bytes are binary, or not valid in the encoding; the offset is named.
    """
    if encoding is not None:
        return _decode_as(data, name, encoding)
    for bom, with_bom in _BOMS:
        if data.startswith(bom):
            return _decode_as(data, name, with_bom)
    if (text := _try(data, "utf-8")) is not None and "\0" not in text:
        return Decoded(text, "utf-8")
    if b"\0" in data or _looks_utf16(data):
        return _decode_utf16(data, name)
    readings = [
        Decoded(text, codec)
        for codec in ("gb18030", "big5hkscs")
        if (text := _try(data, codec)) is not None
    ]
    if not readings:
        _refuse(data, name)
    best = _likeliest(data, readings)
    if _share(best.text, _is_control) > 0.01:
        raise ReadError(f"{name}：看起来是二进制文件，不是文本；请换成 .txt、.md 或 .jsonl 文本文件。")
    return best


def _decode_as(data: bytes, name: str, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding)
    except LookupError:
        raise ReadError(
            f"{name}：不认识编码 {encoding!r}；可用 utf-8、gb18030、big5、utf-16 等。"
        ) from None
    try:
        text = data.decode(codec.name)
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{name}：第 {error.start} 字节处不是有效的 {encoding} 文本；"
            "请用 --encoding 指定正确的编码，或另存为 UTF-8。"
        ) from None
    except (UnicodeError, AttributeError, TypeError, ValueError):
        raise ReadError(f"{name}：不能按 {encoding} 读成文本；请用 --encoding 指定文本编码。") from None
    return Decoded(text.removeprefix("\ufeff"), codec.name)


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _looks_utf16(data: bytes) -> bool:
    """Whether line ends or spaces show as two-byte units: Chinese UTF-16 has few zero bytes."""
    return len(data) % 2 == 0 and (b"\n\0" in data or b"\0\n" in data)


def _decode_utf16(data: bytes, name: str) -> Decoded:
    readings = [
        Decoded(text, codec)
        for codec in ("utf-16-le", "utf-16-be")
        if len(data) % 2 == 0 and (text := _try(data, codec)) is not None
    ]
    best = max(readings, key=lambda reading: _share(reading.text, _is_usual), default=None)
    if best is None or _share(best.text, _is_usual) < 0.8:
        raise ReadError(
            f"{name}：第 {max(data.find(0), 0)} 字节处是零字节，看起来是二进制文件，不是文本；"
            "请换成 .txt、.md 或 .jsonl 文本文件。"
        )
    return best


def _likeliest(data: bytes, readings: list[Decoded]) -> Decoded:
    scored = sorted(
        ((_share(reading.text, _FREQUENT.__contains__), reading) for reading in readings),
        key=lambda pair: -pair[0],
    )
    if len(scored) == 1 or scored[0][0] - scored[1][0] > _CLEAR_MARGIN:
        return scored[0][1]
    guess = from_bytes(data, cp_isolation=["gb18030", "big5hkscs", "big5"]).best()
    for _, reading in scored:
        if guess is not None and guess.encoding.startswith(reading.encoding[:4]):
            return reading
    return scored[0][1]


def _share(text: str, test: Callable[[str], bool]) -> float:
    """The share of characters, of those above ASCII where there are any, that pass ``test``."""
    sample = text[:20_000]
    counted = [character for character in sample if character > "\x7f"] or sample
    return sum(map(test, counted)) / max(len(counted), 1)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cn", "Co"} and character not in "\t\n\r\f"


def _is_usual(character: str) -> bool:
    return (
        "\u4e00" <= character <= "\u9fff"
        or " " <= character <= "~"
        or character in "\t\r\n"
        or "\u3000" <= character <= "\u303f"
        or "\uff00" <= character <= "\uffef"
        or "\u2010" <= character <= "\u2026"
    )


def _refuse(data: bytes, name: str) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{name}：第 {error.start} 字节处无法解码，不是 UTF-8、UTF-16、GB18030 或 Big5 文本；"
            "请另存为 UTF-8，或用 --encoding 指定编码。"
        ) from None

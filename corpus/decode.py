"""Bytes to text: finds the encoding of a Chinese text file, and names it."""

import codecs
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NoReturn

from corpus.errors import ReadError

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The names that people use, and what the files that bear them are written in.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030"}

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
_SAMPLE = 20_000
_MOST_CONTROLS = 0.01
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r")
# A reading of Chinese scores .6 and more, a reading in the wrong encoding less than 0.
_PLAUSIBLE = 0.2


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
        if _control_share(text) > _MOST_CONTROLS:
            _refuse_binary(name, _first_control(data))
        return Decoded(text, "utf-8")
    best = max(_readings(data), key=lambda reading: _likelihood(reading.text), default=None)
    if best is None or _likelihood(best.text) < _PLAUSIBLE:
        if _first_control(data) is not None:
            _refuse_binary(name, _first_control(data))
        _refuse_undecodable(data, name)
    if "\0" in best.text or _control_share(best.text) > _MOST_CONTROLS:
        _refuse_binary(name, _first_control(data))
    return best


def _readings(data: bytes) -> list[Decoded]:
    candidates = ["gb18030", "big5hkscs"] if b"\0" not in data else []
    if len(data) % 2 == 0:
        candidates += ["utf-16-le", "utf-16-be"]
    return [Decoded(text, codec) for codec in candidates if (text := _try(data, codec)) is not None]


def _decode_as(data: bytes, name: str, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding)
        codec = codecs.lookup(_SUPERSETS.get(codec.name, codec.name))
    except (LookupError, ValueError):
        raise ReadError(
            f"{name}：不认识编码 {encoding!r}；可用 utf-8、gb18030、big5、utf-16 等。"
        ) from None
    bom = len(codecs.BOM_UTF8) if codec.name == "utf-8-sig" and data[:3] == codecs.BOM_UTF8 else 0
    try:
        text = data[bom:].decode(codec.name)
        text.encode()  # some codecs give half characters, which nothing can show
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{name}：第 {bom + error.start} 字节处不是有效的 {encoding} 文本；"
            "请用 --encoding 指定正确的编码，或另存为 UTF-8。"
        ) from None
    except (LookupError, ValueError, AttributeError, TypeError, Warning):
        raise ReadError(
            f"{name}：不能按 {encoding} 读成文本；请用 --encoding 指定文本编码。"
        ) from None
    return Decoded(text.removeprefix("\ufeff"), codec.name)


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _likelihood(text: str) -> float:
    """How much a reading looks like Chinese: the mean of its characters' marks, 1 at most."""
    counted = [c for c in text[:_SAMPLE] if c > "\x7f"] or list(text[:_SAMPLE])
    return sum(map(_mark, counted)) / max(len(counted), 1)


def _mark(character: str) -> float:
    if character in _FREQUENT:
        return 1
    if character in _common():
        return 0.5
    if "\u3041" <= character <= "\u30fe":
        return 0  # kana
    return -1 if "\u4e00" <= character <= "\u9fff" else -1.5


@cache
def _common() -> frozenset[str]:
    """The ordinary characters of both scripts: the first levels of GB 2312 and Big5, and ASCII."""
    pairs = [(lead, trail) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF)]
    gb = b"".join(bytes(pair) for pair in [*pairs, *((0xA3, trail) for trail in range(0xA1, 0xFF))])
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    big5 = b"".join(bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
    signs = "\t\r\n\f·—…‘’“”、。〈〉《》「」『』【】〔〕\u3000※①②③④⑤⑥⑦⑧⑨⑩℃‰×÷±°●○■□★☆→"
    ascii_signs = "".join(map(chr, range(0x20, 0x7F)))
    return frozenset(
        gb.decode("gb2312", "ignore") + big5.decode("big5", "ignore") + signs + ascii_signs
    )


def _control_share(text: str) -> float:
    sample = text[:_SAMPLE]
    return sum(map(sample.count, filter(_is_control, set(sample)))) / max(len(sample), 1)


@lru_cache(maxsize=16_384)
def _is_control(character: str) -> bool:
    return (
        unicodedata.category(character) in {"Cc", "Cn", "Co"} and character not in "\t\n\v\f\r\x85"
    )


def _first_control(data: bytes) -> int | None:
    """The offset of the first byte that no text file has."""
    return next((at for at, byte in enumerate(data) if byte in _CONTROLS), None)


def _refuse_binary(name: str, offset: int | None) -> NoReturn:
    place = "" if offset is None else f"（第 {offset} 字节处）"
    raise ReadError(f"{name}：看起来是二进制文件，不是文本{place}；请换成支持的格式。")


def _refuse_undecodable(data: bytes, name: str) -> NoReturn:
    try:
        data.decode("utf-8")
        offset = 0
    except UnicodeDecodeError as error:
        offset = error.start
    raise ReadError(
        f"{name}：第 {offset} 字节处无法解码，不是 UTF-8、UTF-16、GB18030 或 Big5 文本；"
        "请另存为 UTF-8，或用 --encoding 指定编码。"
    )

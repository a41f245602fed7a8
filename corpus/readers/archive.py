"""Zip files that are opened with care: Word, Excel, PowerPoint, EPUB and OFD files are such."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from corpus.errors import ReadError

MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 256 << 20
MAX_TOTAL_BYTES = 1 << 30
MAX_RATIO = 400
"""How much larger than the file its contents may be; office files stay far below."""
_FREE_BYTES = 16 << 20
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Archive:
    """A zip whose members are read within limits; names are looked up and never written."""

    def __init__(self, file: zipfile.ZipFile, source: str) -> None:
        self._file = file
        self._source = source
        self._names = {name.lstrip("/"): name for name in file.namelist()}

    def names(self) -> Iterator[str]:
        """The members' names."""
        return iter(self._names)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return name.lstrip("/") in self._names

    def read(self, name: str) -> bytes:
        """One member.

        Raises:
            ReadError: It is missing, broken or too large.
        """
        key = name.lstrip("/")
        if key not in self._names:
            raise ReadError(f"{self._source}：文件不完整，缺少 {name}；请重新导出。")
        data = bytearray()
        try:
            with self._file.open(self._names[key]) as member:
                while chunk := member.read(_CHUNK):
                    data += chunk
                    if len(data) > MAX_MEMBER_BYTES:
                        raise ReadError(
                            f"{self._source}：{name} 解压后太大，可能是压缩炸弹；不予打开。"
                        )
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
            raise ReadError(f"{self._source}：压缩包已损坏（{name}）；请重新导出。") from None
        return bytes(data)

    def xml(self, name: str) -> etree._Element:
        """One member as XML.

        Raises:
            ReadError: It is missing, broken, or declares a document type.
        """
        return parse_xml(self.read(name), f"{self._source}：{name}")


def open_archive(data: bytes, source: str, *, check_xml: bool = False) -> Archive:
    """Open a zip within limits.

    Args:
        data: The file's bytes.
        source: Its name, for messages.
        check_xml: Look through all XML members for declared document types too, for those who
            hand the bytes on to a library that might expand their entities.

    Raises:
        ReadError: It is no zip, encrypted, broken or a bomb.
    """
    if data.startswith(_OLE):
        raise ReadError(
            f"{source}：是加密的或旧格式的文件；请用 WPS 或 Office 去掉密码，另存为新格式。"
        )
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
        members = file.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError):
        raise ReadError(
            f"{source}：内容与后缀不符，或文件已损坏；请用原来的软件打开后另存。"
        ) from None
    if any(member.flag_bits & 0x1 for member in members):
        raise ReadError(f"{source}：文件有密码；请去掉密码后再添加。")
    total = sum(member.file_size for member in members)
    if (
        len(members) > MAX_MEMBERS
        or total > MAX_TOTAL_BYTES
        or total > max(_FREE_BYTES, len(data) * MAX_RATIO)
    ):
        raise ReadError(f"{source}：解压后太大，可能是压缩炸弹；不予打开。")
    archive = Archive(file, source)
    if check_xml:
        for name in archive.names():
            if name.lower().endswith((".xml", ".rels")) and _DOCTYPE.search(archive.read(name)):
                raise ReadError(f"{source}：{name} 声明了 XML 实体，不安全；不予打开。")
    return archive


def parse_xml(data: bytes, place: str) -> etree._Element:
    """XML without entities, from nowhere but the bytes.

    Raises:
        ReadError: It is broken, or declares entities.
    """
    if b"<!ENTITY" in data.replace(b"\x00", b"").upper():
        raise ReadError(f"{place} 声明了 XML 实体，不安全；不予打开。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise ReadError(f"{place} 不是完整的 XML；请重新导出。") from None

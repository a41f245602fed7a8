"""Text to HTML: what is shown is the text, and marks lie where they were put."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from ui.web.markup import Mark, escape, marked


class Reader(HTMLParser):
    """Reads HTML back: its text, and the classes of every character."""

    # Its methods are HTMLParser's, documented there.

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.classes: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self._open.append(dict(attrs).get("class") or "")

    def handle_endtag(self, _: str) -> None:  # noqa: D102
        self._open.pop()

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.text += data
        self.classes += [" ".join(self._open)] * len(data)


# Half surrogates cannot be in a document, and HTML has no way to write NUL.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=60)


@given(texts)
def test_escaped_text_reads_back_as_itself_in_an_element_and_in_an_attribute(text: str) -> None:
    html = escape(text)
    assert Reader(f"<p>{html}</p>").text == text
    assert not set(html) & set("<>\"'`${}")


@given(texts, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6), st.data())
def test_marks_cover_exactly_their_spans(
    text: str, spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    marks = [Mark(f"m{number}", (min(span), max(span))) for number, span in enumerate(spans)]
    read = Reader(marked(text, (start, end), marks))
    assert read.text == text[start:end]
    assert [set(names.split()) for names in read.classes] == [
        {mark.name for mark in marks if mark.span[0] <= offset < mark.span[1]}
        for offset in range(start, end)
    ]


def test_overlapping_marks_stay_flat_and_the_inner_tag_decides() -> None:
    html = marked("甲乙丙丁", (0, 4), [Mark("a", (0, 3)), Mark("b", (1, 2), "mark")])
    assert html == (
        '<span class="a">甲</span><mark class="a b">乙</mark><span class="a">丙</span>丁'
    )


def test_nul_is_shown_and_not_lost() -> None:
    assert escape("a\0b") == "a\ufffdb"

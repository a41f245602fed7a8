"""tantivy, Rust's Lucene, over words that are cut already."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tantivy import Document, Index, Occur, Query, SchemaBuilder

from eval.peers import TOP

_HEAP = 256 << 20


class Tantivy:
    """A question is its words, each of which may be there."""

    def __init__(self) -> None:
        builder = SchemaBuilder()
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        builder.add_unsigned_field("number", stored=True)
        self._schema = builder.build()

    def build(self, passages: Iterable[Sequence[str]], directory: Path) -> None:
        """See ``Peer.build``."""
        writer = Index(self._schema, path=str(directory)).writer(heap_size=_HEAP)
        for number, words in enumerate(passages):
            writer.add_document(Document(words=" ".join(words), number=number))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, directory: Path) -> None:
        """See ``Peer.open``."""
        self._searcher = Index.open(str(directory)).searcher()

    def search(self, words: Sequence[str]) -> list[int]:
        """See ``Peer.search``."""
        query = Query.boolean_query(
            [(Occur.Should, Query.term_query(self._schema, "words", word)) for word in words]
        )
        hits = self._searcher.search(query, TOP, count=False).hits
        return [int(self._searcher.doc(address)["number"][0]) for _, address in hits]

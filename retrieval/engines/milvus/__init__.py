"""The engine for more than one machine: passages in Milvus, with sparse vectors of BM25.

A passage's vector holds, for each of its terms, the term's share of the score without its idf;
a question's vector holds the idf. So document frequencies stay current with every change, while
the mean length is that of the last reindexing, as it is part of every vector.
"""

from retrieval.engines.milvus.connection import Connection, connect
from retrieval.engines.milvus.listing import (
    Listed,
    milvus_documents,
    milvus_facts,
    missing_documents,
)
from retrieval.engines.milvus.live import LiveMilvus
from retrieval.engines.milvus.reading import milvus_collection
from retrieval.engines.milvus.store import MilvusStore
from retrieval.engines.milvus.words import milvus_words

__all__ = [
    "Connection",
    "Listed",
    "LiveMilvus",
    "MilvusStore",
    "connect",
    "milvus_collection",
    "milvus_documents",
    "milvus_facts",
    "milvus_words",
    "missing_documents",
]

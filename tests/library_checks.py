"""What must hold of a library at any moment; shared by tests and by the kill command."""

import sqlite3
from contextlib import closing

from corpus.library import Library, Stored
from corpus.normalize import normalize
from corpus.passages import cut_passages
from corpus.terms import passage_terms
from retrieval.collection import Collection, stored_collection
from retrieval.retriever import Retriever
from retrieval.weights import load_model

QUESTIONS = ("食堂几点开门？", "石化产业发展大会签约金额是多少？", "试用期多长？", "海豹吃什么？")


def broken(library: Library) -> list[str]:
    """What is wrong with a library: nothing, if every document is wholly there or wholly not."""
    with closing(sqlite3.connect(library.path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
        if connection.execute(
            "SELECT count(*) FROM sources WHERE id NOT IN (SELECT source_id FROM documents)"
        ).fetchone()[0]:
            found.append("a source without a document")
    stored = library.load()
    passages = {
        document.id: [p for p in stored.passages if p.document_id == document.id]
        for document in stored.documents
    }
    found += [
        f"{document.id} is not wholly there"
        for document in stored.documents
        if passages[document.id] != cut_passages(document)
    ]
    found += [
        f"{passage.id} was cut with other words"
        for passage, bag in zip(stored.passages, stored.bags, strict=True)
        if bag != passage_terms(passage.heading, normalize(passage.text), stored.segmenter)
    ]
    return found


Told = list[tuple[str, float, list[tuple[str, float, tuple[int, int]]]]]


def answers(stored: Stored) -> Told:
    """What a library answers."""
    return answers_of(stored_collection(stored, "rank_bm25"))


def answers_of(collection: Collection) -> Told:
    """What a collection answers; scores to the digits that engines have in common."""
    retriever = Retriever.of(collection, load_model())
    told = []
    for question in QUESTIONS:
        answer = retriever.ask(question)
        evidence = [
            (one.hit.passage.id, round(one.hit.score, 6), one.sentence) for one in answer.evidence
        ]
        told.append((answer.status.value, answer.confidence, evidence))
    return told

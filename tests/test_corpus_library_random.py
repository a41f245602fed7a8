"""Whatever is done to a library, it answers like one made anew; and a kill leaves it whole."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from corpus.errors import LibraryError
from corpus.library import Library, add_bytes
from retrieval.stored.follow import merge, open_stored
from tests.kill_library import NAMES, TEXTS, WORDS, kill_once, rebuilt
from tests.library_checks import answers, answers_of, broken


class Changes(RuleBasedStateMachine):
    """Adds, replaces, removes, changes words; compares with a fresh library each time."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp())
        self.library = Library(self.directory / "library", create=True)
        self.texts: dict[str, str] = {}
        self.words: set[str] = set()

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS), times=st.integers(1, 3))
    def put(self, name: str, text: str, times: int) -> None:
        """Add or replace one."""
        with self.library.writing() as writer:
            add_bytes(writer, name, (text * times).encode())
        self.texts[name] = text * times

    @rule(name=st.sampled_from(NAMES))
    def remove(self, name: str) -> None:
        """Remove one, if it is there."""
        try:
            with self.library.writing() as writer:
                writer.remove(name)
            assert name in self.texts
        except LibraryError:
            assert name not in self.texts
        self.texts.pop(name, None)

    @rule(word=st.sampled_from(WORDS))
    def add_word(self, word: str) -> None:
        """Add a word, if it is new."""
        try:
            with self.library.writing() as writer:
                writer.add_word(word)
            assert word not in self.words
        except LibraryError:
            assert word in self.words
        self.words.add(word)

    @rule(word=st.sampled_from(WORDS))
    def remove_word(self, word: str) -> None:
        """Remove a word, if it is there."""
        try:
            with self.library.writing() as writer:
                writer.remove_word(word)
            assert word in self.words
        except LibraryError:
            assert word not in self.words
        self.words.discard(word)

    @rule()
    def build(self) -> None:
        """Build its index anew, as is done in the background."""
        merge(self.library)

    @invariant()
    def answers_from_its_index_and_what_changed_since_as_from_a_new_one(self) -> None:
        """The saved index is of some moment before; nobody could tell."""
        kept = open_stored(self.library).collection()
        whole = self.library.load()
        assert [kept.documents[name] for name in kept.documents] == list(whole.documents)
        assert answers_of(kept) == answers(whole)

    @invariant()
    def is_sound_and_holds_what_was_put(self) -> None:
        """Nothing is lost and nothing half done."""
        assert broken(self.library) == []
        stored = self.library.load()
        assert {document.id: document.text for document in stored.documents} == self.texts
        assert set(self.library.words()) == self.words

    def teardown(self) -> None:
        """At the end it answers like a fresh one."""
        fresh = rebuilt(self.library, self.directory / "fresh")
        assert answers(self.library.load()) == answers(fresh.load())
        shutil.rmtree(self.directory)


TestChanges = Changes.TestCase
TestChanges.settings = settings(
    max_examples=15,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_a_killed_process_leaves_a_library_that_is_whole(tmp_path: Path) -> None:
    changes = [kill_once(tmp_path / "library", seed) for seed in range(8)]

    assert sum(changes) >= 8

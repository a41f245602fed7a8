"""Each peer finds what it was given, also after it was saved and opened."""

from pathlib import Path

import pytest

from eval.peers import IN_MEMORY, PEERS, TOP, create_peer, is_installed

PASSAGES = [["科协", "成立", str(number)] for number in range(300)]
PASSAGES[217] = ["濮阳", '带"引号', "的", "科协"]


@pytest.mark.parametrize("name", PEERS)
def test_the_passage_with_the_rare_word_comes_first(name: str, tmp_path: Path) -> None:
    assert is_installed(name)
    built = create_peer(name)
    built.build(iter(PASSAGES), tmp_path)
    opened = built if name in IN_MEMORY else create_peer(name)
    opened.open(tmp_path)

    found = opened.search(["濮阳", "科协", "没见过的词"])

    assert found[0] == 217
    assert len(found) == len(set(found)) <= TOP
    assert (name in IN_MEMORY) != any(tmp_path.iterdir())
    assert opened.search(["成立"])


@pytest.mark.parametrize("name", set(PEERS) - IN_MEMORY)
def test_words_that_no_passage_has_find_nothing(name: str, tmp_path: Path) -> None:
    peer = create_peer(name)
    peer.build(iter(PASSAGES), tmp_path)
    peer.open(tmp_path)

    assert peer.search(["没见过的词"]) == []
    assert peer.search([]) == []

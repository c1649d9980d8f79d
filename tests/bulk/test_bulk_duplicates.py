"""Equal and nearly equal texts, against a comparison of every text with every other."""

from __future__ import annotations

import io
import json
import resource

import numpy as np
import pytest
from corpus import articles, copy, near_copy

from tightrope.bulk import resolving, sketches
from tightrope.bulk.sketches import Resolution, pack, pairs, place_of, rows_of, shards, unpack
from tightrope.bulk.storage import Folder
from tightrope.bulk.work import block_name
from tightrope.ledger.fold import fold
from tightrope.ledger.near import jaccard, shingles
from tightrope.records import Document, Origin

ORIGIN = Origin(producer="P", title="T")


def identity(text):
    return Document(origin=ORIGIN, published=None, language="en", title="", text=text).id


def dropped(texts, *, slices=((0, 4096),), per_block=7):
    """Row of each dropped text to whether it is the very same as one that is kept."""
    blocks = [range(start, min(start + per_block, len(texts))) for start in range(0, len(texts), per_block)]
    files = [
        io.BytesIO(pack(rows_of((place_of(0, row), identity(texts[row]), texts[row]) for row in block)))
        for block in blocks
    ]
    found = np.concatenate([pairs([unpack(file, *cut) for file in files]) for cut in slices])
    resolution = Resolution()
    said = {}
    for block in blocks:
        own = found[(found["later"] >= block.start) & (found["later"] < block.stop)]
        said |= resolution.of_block(place_of(0, block.start), len(block), own)
    return said


def dropped_by_brute_force(texts):
    """The ledger's rule with every text compared: near one that is kept, exactly, in the order of the texts."""
    kept, repeats = [], set()
    for row, text in enumerate(texts):
        own = shingles(fold(text)) if len(text) >= 200 else set()
        if any(text == other or (own and jaccard(own, of_other) >= 0.8) for other, of_other in kept):
            repeats.add(row)
        else:
            kept.append((text, own))
    return repeats


def corpus(clear):
    rows = articles(120)
    made = []
    for number, row in enumerate(rows):
        made.append(row["text"])
        words = (0, 1, 2, 3) if clear else (0, 1, 4, 7, 8, 9, 10, 14)
        made += [near_copy(row, word, seed=number)["text"] for word in words[: number % (len(words) + 1)]]
    rng = np.random.default_rng(7)
    return [made[place] for place in rng.permutation(len(made))]


def test_clear_cases_are_decided_as_by_comparing_every_text_with_every_other():
    texts = corpus(clear=True)
    assert set(dropped(texts)) == dropped_by_brute_force(texts)


def test_cases_near_the_threshold_are_mostly_decided_as_by_exact_comparison():
    texts = corpus(clear=False)
    mine, exact = set(dropped(texts)), dropped_by_brute_force(texts)
    assert len(exact) > 150
    assert len(mine ^ exact) < 0.08 * len(texts)


def test_it_makes_no_difference_into_how_many_shards_and_blocks_a_corpus_is_cut():
    texts = corpus(clear=False)
    whole = dropped(texts)
    assert dropped(texts, slices=[(0, 1000), (1000, 1001), (1001, 4096)], per_block=50) == whole


def test_the_first_of_equal_texts_is_kept_however_short_they_are():
    said = dropped(["Short.", "Other.", "Short.", "Short."])
    assert said == {2: (identity("Short."), True), 3: (identity("Short."), True)}


def test_a_text_like_one_that_was_dropped_is_not_dropped_for_that():
    found = np.zeros(4, sketches.PAIR)
    found["later"], found["earlier"] = [1, 2, 3, 3], [0, 1, 2, 0]
    said = Resolution().of_block(0, 2, found[:1])
    assert said == {1: ("00" * 10, False)}
    resolution = Resolution()
    resolution.of_block(0, 2, found[:1])
    assert resolution.of_block(place_of(0, 2), 2, found[1:]) == {3: ("00" * 10, False)}


def test_a_thousand_copies_give_a_thousand_pairs():
    text = articles(1)[0]["text"]
    found = pairs([rows_of((place_of(3, row), identity(text), text) for row in range(1000))])
    assert len(found) == 2 * 999  # once as the same, once as near
    assert set(found["earlier"]) == {place_of(3, 0)}


def test_boilerplate_is_compared_with_so_many_leaders_only(monkeypatch):
    monkeypatch.setattr(sketches, "MOST_LEADERS", 2)
    rows = np.zeros(5, sketches.ROW)
    rows["place"] = np.arange(5)
    rows["key"] = np.array([0, 1, 2, 2, 0])[:, None]
    assert [(int(p["later"]), int(p["earlier"])) for p in pairs([rows])] == [(4, 0)]


@pytest.mark.parametrize("texts", [0, 1, 10**6, 10**9])
def test_shards_cover_every_slice_once(texts):
    cuts = shards(texts)
    assert [edge for cut in cuts for edge in range(*cut)] == list(range(sketches.SLICES))


def test_more_shards_than_a_process_may_have_open_files_are_gone_through_piece_by_piece(tmp_path, monkeypatch):
    monkeypatch.setattr(resolving, "_HELD_OF_SHARD", 3)
    monkeypatch.setattr(resolving, "_HELD", 0)
    texts, shards_of_run, block = 3_000, 300, 250
    folder = Folder(str(tmp_path))
    for shard in range(shards_of_run):
        later = np.arange(shard + shards_of_run, texts, shards_of_run)
        rows = np.zeros(len(later), sketches.PAIR)
        rows["later"], rows["earlier"], rows["same"] = later, shard, 1
        folder.write(f"work/compare-{shard:04d}.pairs", rows.tobytes())
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    try:
        names = resolving.resolve(
            folder, [[block] * (texts // block)], [f"compare-{shard:04d}" for shard in range(shards_of_run)]
        )
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    # Every text but the first of each shard repeats that one: the first block and a fifth of the second are kept.
    assert names == {block_name(0, number) for number in range(1, texts // block)}
    left = [len(json.loads(folder.read(f"work/{name}.dropped"))) for name in sorted(names)]
    assert left == [200] + [250] * 10


def test_copies_of_an_article_are_the_same_text():
    row = articles(1)[0]
    assert copy(row)["text"] == row["text"]

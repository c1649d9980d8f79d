"""Where the engine names a language: the list in the documentation is complete, and the coder is not in it."""

from __future__ import annotations

import re
from pathlib import Path

import tightrope.extract
from tightrope.extract.grammars import grammar

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(tightrope.extract.__file__).parent


def test_only_the_modules_that_the_documentation_lists_name_a_language() -> None:
    own = ("_zh.py", "_en.py", "_ru.py")
    naming = {
        path.name
        for path in FOLDER.glob("*.py")
        if not path.name.endswith(own) and re.search(r'"(?:zh|en|ru)"', path.read_text(encoding="utf-8"))
    }
    text = (ROOT / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
    listed = text[text.index("the modules that name languages") :].partition("\n6. ")[0]
    assert naming == set(re.findall(r"`(\w+\.py)`", listed))


def test_each_language_has_a_grammar_of_its_own_that_is_made_once() -> None:
    assert len({grammar(language).read for language in ("zh", "en", "ru")}) == 3
    assert grammar("ru") is grammar("ru")

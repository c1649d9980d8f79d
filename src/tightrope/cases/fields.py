"""The plain parts that the fields of a ``case.yaml`` are made of: words, codes, names, numbers, labels."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StrictStr

RELATION = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def one_of_form(pattern: str, words: str) -> AfterValidator:
    """A check that text has a form, which says in words what it is not."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(f"{text!r} is not {words}")
        return text

    return AfterValidator(check)


Words = Annotated[StrictStr, AfterValidator(_filled)]
CaseName = Annotated[StrictStr, one_of_form(NAME.pattern, "a name (small letters, digits, hyphens, underscores)")]
StateCode = Annotated[StrictStr, one_of_form(r"[A-Z]{3}", "a state's code (ISO 3166 alpha-3, three capital letters)")]
ActorCode = Annotated[StrictStr, one_of_form(r"[A-Z][A-Z0-9]{1,9}", "a code (2 to 10 capital letters or digits)")]
Relation = Annotated[StrictStr, one_of_form(RELATION.pattern, "a relation (small letters and hyphens)")]
ChannelName = Annotated[StrictStr, one_of_form(r"[a-z]+\.[a-z][a-z0-9_]*", "a channel's name (domain.name)")]
Year = Annotated[StrictInt, Field(ge=1900, le=2200)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)]


class Model(BaseModel):
    """Frozen, and no field that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


class Label(Model):
    """What a reader sees instead of a code."""

    en: Words
    zh_hant: Words | None = Field(default=None, alias="zh-Hant")

    def texts(self) -> dict[str, str]:
        """Text by locale, only the locales that are there."""
        return {"en": self.en} if self.zh_hant is None else {"en": self.en, "zh-Hant": self.zh_hant}

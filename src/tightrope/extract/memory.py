"""What a document has said so far: for pronouns, dropped subjects and "the same day"."""

from __future__ import annotations

from dataclasses import dataclass, field

from tightrope.extract.lexicon import Frame
from tightrope.extract.reading import Party, is_organisation
from tightrope.names import Mention
from tightrope.records import Status, When

#: In how many further sentences a vote may be told after the United Nations were named.
BALLOT = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """A meeting or a journey that the text has told.

    Attributes:
        parties: who met or spoke.
        when: the time of it; ``None`` if the text gives none, or has named another since.
        status: whether it has happened.
        traveller: who came for it; nobody, if it is a meeting without a journey.
        apart: how many sentences in a row have named none of the parties.
    """

    parties: frozenset[str] = frozenset()
    when: When | None = None
    status: Status = Status.OCCURRED
    traveller: str = ""
    apart: int = 0


@dataclass(slots=True)
class Memory:
    """The state of reading one document.

    Attributes:
        topic: codes of the last subject.
        pair: the last two parties that stood together, for 雙方, "the two sides", "стороны".
        body: codes of the last organisation.
        when: the last time named.
        unread: where the sentence before stands, if it told nothing and was not read.
        said: who said something last, and when the text says they did.
        last: codes of the party named last, for «президент республики».
        group: codes of the last group of states, for «пять республик».
        listed: codes of the last list of three or more states, for 六國總統.
        named: how often each state was named, in the order of the first mention.
        counted: the line, holder and over of what the last sentence counted, for "it reached $5 billion".
        shared: the state that every figure of the last list was about.
        ballot: in how many more sentences a vote told is one of the United Nations.
        lists: the last list of so many states, for «трех стран».
        people: beginnings of surnames that stood behind the title of a state, with its codes.
        scene: the last meeting or journey that the text told.
        titles: whose president, chancellor and so on the text has named.
    """

    topic: tuple[str, ...] = ()
    pair: tuple[tuple[str, ...], ...] = ()
    body: tuple[str, ...] = ()
    when: When | None = None
    unread: tuple[int, int] | None = None
    said: tuple[tuple[str, ...], When | None] = ((), None)
    last: tuple[str, ...] = ()
    scene: Scene = Scene()
    group: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    named: dict[str, int] = field(default_factory=dict)
    counted: tuple[Frame, str, str] | None = None
    shared: str = ""
    ballot: int = 0
    lists: dict[int, tuple[str, ...]] = field(default_factory=dict)
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: dict[str, list[str]] = field(default_factory=dict)

    def skip(self, sentence: tuple[int, int], mentions: list[Mention]) -> None:
        """Learn from a sentence that tells nothing: where it stands, and which body it speaks of."""
        self.unread = sentence
        self.body = next((one.actors for one in reversed(mentions) if is_organisation(one)), self.body)
        self.ballot = BALLOT if any("UN" in one.actors for one in mentions) else max(0, self.ballot - 1)

    def note(self, parties: list[Party]) -> None:
        """Learn from a sentence that has been coded."""
        singles = [part for party in parties if not party.body and party.head != "media" for part in party.parts]
        for part in singles:
            if len(part) == 1:
                self.named[part[0]] = self.named.get(part[0], 0) + 1
        distinct = list(dict.fromkeys(singles))
        if len(distinct) == 2:
            self.pair = (distinct[0], distinct[1])
        elif len(distinct) > 2:
            # 芬蘭和瑞典 among others: the two that stand together; else nobody knows which two are meant.
            joined = [party for party in parties if len(party.parts) == 2 and not party.body]
            self.pair = (joined[-1].parts[0], joined[-1].parts[1]) if joined else ()
        lists = [party.codes for party in parties if len(party.parts) > 2 and len(party.parts) == len(party.codes)]
        several = (
            tuple(part[0] for part in distinct) if len(distinct) > 2 and all(len(one) == 1 for one in distinct) else ()
        )
        self.listed = lists[-1] if lists else several or self.listed
        for party in parties:
            if party.body:
                self.body = party.parts[-1]
        subjects = [party for party in parties if party.acts and party.slot in ("", "subj") and not party.body]
        if subjects:
            self.topic = subjects[0].parts[0]

"""Which party of a sentence fills which role of a frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tightrope.extract import neighbours, predicates
from tightrope.extract.fitting import Found, fits, hangs, nearest, told
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.memory import Memory
from tightrope.extract.reading import Clause, Party, Reading
from tightrope.extract.timing import INFINITIVE

#: Acts of speaking whose addressee stands before what is said.
_ADDRESSED = frozenset({"REQUEST", "ACCUSE", "THREATEN"})
#: Acts against somebody, so that nobody who suffers what they are about is meant.
_BLAMING = frozenset({"ACCUSE", "REJECT"})
_BARE = frozenset({"", "subj"})
_OTHER = frozenset({"", "subj", "obj", "with", "to", "on", "of"})
#: How far an object may stand from its verb, in Chinese characters; ``near`` and ``adjacent`` frames demand less.
REACH, NEAR, ADJACENT = 24, 8, 2


@dataclass(slots=True)
class Seeker:
    """Finds role fillers in one sentence; ``taken`` remembers which party is the object of which trigger."""

    reading: Reading
    memory: Memory
    taken: dict[int, Hit] = field(default_factory=dict)

    def fill(self, hit: Hit, frame: Frame) -> tuple[Found, Found] | None:
        """Find source and target of a frame; ``None`` if either is missing or both are the same."""
        source = self._first(hit, frame, frame.roles.source, None)
        if source is None:
            return self._inside(hit, frame) if self.reading.home else None
        slots = predicates.facing_slots(self.reading, frame, source)
        target = self._first(hit, frame, slots, source.party)
        if target is None and self.reading.home:
            target = self._at_home(hit, frame, source.party)
        return (source, target) if target is not None else None

    def _at_home(self, hit: Hit, frame: Frame, source: Party) -> Found | None:
        """Inside a state: a party of another state, else others who act for the same one, else the state itself."""
        inside = "home" in frame.flags
        if inside and (party := neighbours.foreigner(self.reading, hit, source, 3 * REACH)) is not None:
            return Found(party, party.start - hit.end)
        for slot in frame.roles.target:
            found = self.find(hit, frame, slot, None)
            if found is not None and found.party.start != source.start and not found.party.pronoun:
                return found
        if not inside or source.body:
            return None
        return Found(neighbours.stands_for(source.codes if len(source.parts) == 1 else self.reading.home), 0)

    def _inside(self, hit: Hit, frame: Frame) -> tuple[Found, Found] | None:
        """A passive or a noun that names no doer: inside a state somebody of that state did it."""
        hidden = self._is_passive(hit) or "noun" in frame.flags or frame.roles.target == ("next",)
        if "home" not in frame.flags or not hidden:
            return None
        target = self._first(hit, frame, frame.roles.target, None)
        return (Found(neighbours.stands_for(self.reading.home), 0), target) if target is not None else None

    def source(self, hit: Hit, frame: Frame) -> Found | None:
        """Find the source alone (for joint acts and for positions)."""
        return self._first(hit, frame, frame.roles.source, None)

    def _first(self, hit: Hit, frame: Frame, slots: tuple[str, ...], other: Party | None) -> Found | None:
        for slot in slots:
            found = self.find(hit, frame, slot, other)
            if found is not None:
                return replace(found, slot=slot)
        return None

    def find(self, hit: Hit, frame: Frame, slot: str, other: Party | None) -> Found | None:
        """Find the party of one slot, other than ``other``."""
        if slot not in ("subj", "sayer") and "content" in frame.flags and neighbours.is_vague(self.reading, hit):
            return None
        if slot == "subj":
            found = self._doer(hit, frame) if self._is_passive(hit) else self.subject(hit, frame)
        elif slot == "obj":
            found = self._patient(hit, frame) if self._is_passive(hit) else self._object(hit, frame)
        elif slot == "topic":
            found = self.carried(self.reading.clause_of(hit.start), frame)
        elif slot == "body":
            found = self._body(hit, frame)
        elif slot == "next":
            found = told(neighbours.governed_subject(self.reading, hit, NEAR * self.reading.scale), hit)
        elif slot == "sayer":
            found = told(neighbours.sayer(self.reading, hit), hit)
        elif slot == "any":
            found = self._any(hit, frame, other)
        else:
            found = self._marked(hit, frame, slot, other)
        if found is None and (left_out := predicates.gap(self.reading, hit, slot)) is not None:
            found = Found(left_out, 0)
        if found is None or not fits(found.party, frame, slot):
            return None
        same = other is not None and not set(found.party.codes) - set(other.codes)
        if same or (slot == "obj" and neighbours.owns_next(self.reading, found.party)):
            return None
        return (
            None
            if frame.code in _BLAMING and slot != "subj" and neighbours.suffers(self.reading, found.party, hit)
            else found
        )

    def subject(self, hit: Hit, frame: Frame) -> Found | None:
        """The subject: in the clause, else carried over from an earlier clause or sentence."""
        clause = self.reading.clause_of(hit.start)
        if self.reading.scale == 1 and neighbours.somebody(self.reading.text, hit.start):
            return None
        before = [party for party in self.reading.parties_in(clause) if party.end <= hit.start]
        if not self.reading.linear and (found := self._inverted(hit, clause, before)) is not None:
            return found
        if self.reading.scale == 1 and before and neighbours.told_of(self.reading, before[-1], hit, clause):
            return Found(before[-1], hit.start - before[-1].end) if fits(before[-1], frame, "subj") else None
        shared = predicates.shares_subject(self.reading, hit)
        for party in before if shared else reversed(before):
            attribute = party.slot == "of" and self.reading.linear
            if attribute and hit.start - party.end <= ADJACENT and fits(party, frame, "subj"):
                return Found(party, hit.start - party.end)
            if party.slot in _BARE and fits(party, frame, "subj") and not self._is_taken(party, hit):
                return Found(party, hit.start - party.end)
        # A subject that cannot act for its state (a firm, a lawmaker) is still the subject.
        unfit = any(party.slot in _BARE and not self._is_taken(party, hit) for party in before)
        if unfit or not neighbours.lightly_led(self.reading, clause, hit, before) or self.reading.nobody(hit):
            return None
        named = neighbours.named_next(self.reading, clause)
        if named is not None and named.slot in _BARE and fits(named, frame, "subj"):
            return Found(named, 0, 1)
        return self.carried(clause, frame)

    def _inverted(self, hit: Hit, clause: Clause, before: list[Party]) -> Found | None:
        """A clear nominative after the verb, where nothing before it is one: Казахстан посетил президент Турции."""
        if any(party.slot == "subj" for party in before):
            return None
        inside = self.reading.parties_in(clause)
        after = [one for one in inside if one.start >= hit.end and one.slot == "subj" and one.acts]
        after = after or predicates.doer_behind(self.reading, hit, clause)
        after = after or predicates.sole_subject(self.reading, hit, clause, before)
        return Found(after[0], after[0].start - hit.end) if after else None

    def _is_taken(self, party: Party, hit: Hit) -> bool:
        if predicates.follows_verb(self.reading, party, hit):
            return True
        owner = self.taken.get(party.start)
        return owner is not None and owner is not hit and "pivot" not in owner.frames[0].flags

    def carried(self, clause: Clause, frame: Frame) -> Found | None:
        """The subject of an earlier clause, or the topic of the document."""
        if clause.relative:
            before = [party for party in self.reading.parties if party.end <= clause.start]
            if not self.reading.linear:
                # Where endings and not places bind words, a clause hangs on what stands right before it.
                before = [party for party in before if party.end >= clause.start - ADJACENT]
                return Found(before[-1], 0, 1) if before and fits(before[-1], frame, "subj") else None
            before = [party for party in before if fits(party, frame, "subj")]
            return Found(before[-1], 0, 1) if before else None
        for earlier in reversed([one for one in self.reading.clauses if one.start < clause.start]):
            if (earlier.relative and self.reading.scale > 1) or neighbours.resumes(self.reading, clause, earlier):
                # What hangs on a noun has a subject of its own.
                continue
            for party in self.reading.parties_in(earlier):
                if party.slot in _BARE and party.head != "place" and not self._is_object(party, earlier):
                    return Found(party, 0, 1) if fits(party, frame, "subj") else None
        if self.memory.topic and not self.reading.title:
            party = Party(0, 0, (self.memory.topic,), ("",), "", "state", True)
            return Found(party, 0, 2)
        if self.reading.home:
            return Found(neighbours.stands_for(self.reading.home), 0, 2)
        return None

    def _is_object(self, party: Party, clause: Clause) -> bool:
        if party.start in self.taken:
            return True
        # 隨後舉行C5+1會議: what stands right behind a verb is its object, even if no frame asked for it.
        return self.reading.scale == 1 and any(
            clause.start <= hit.start
            and 0 <= party.start - hit.end <= (2 * ADJACENT if hit.frames[0].kind == "positions" else ADJACENT)
            and hit.frames[0].kind in ("events", "positions")
            for hit in self.reading.hits
        )

    def _is_passive(self, hit: Hit) -> bool:
        if self.reading.passive(hit):
            return True
        # 俄羅斯被歐盟制裁: in Chinese the doer alone marks the passive.
        return self.reading.linear and any(
            party.slot == "by" and party.end <= hit.start <= party.end + NEAR
            for party in self.reading.parties_in(self.reading.clause_of(hit.start))
            if self.reading.scale == 1
        )

    def _doer(self, hit: Hit, frame: Frame | None = None) -> Found | None:
        found = nearest(self.reading, hit, lambda party: party.slot == "by")
        if found or not frame:
            return found
        if (owner := predicates.own(self.reading, hit, frame)) is not None:
            return Found(owner, hit.start - owner.end)
        if not predicates.unsaid(self.reading, hit, frame):
            return None
        return self.carried(self.reading.clause_of(hit.start), frame)

    def _patient(self, hit: Hit, frame: Frame) -> Found | None:
        if (stranded := predicates.behind(self.reading, hit)) is not None:
            return Found(stranded, stranded.start - hit.end)
        clause = self.reading.clause_of(hit.start)
        bare = [party for party in self.reading.parties_in(clause) if party.slot in _BARE]
        before = [party for party in bare if party.end <= hit.start]
        if self.reading.linear:
            # Russia's invasion of Ukraine was condemned, 因入侵烏克蘭被制裁: not the object of the other act.
            before = [party for party in before if not self._is_taken(party, hit)]
        if before:
            return Found(before[-1], hit.start - before[-1].end)
        if self.reading.scale == 1 and frame.code == "ASSAULT":
            # 哈爾科夫州北部的村莊遭到俄軍砲擊
            inside = self.reading.parties_in(clause)
            struck = [one for one in inside if one.end <= hit.start and (one.slot, one.head) == ("in", "place")]
            if struck:
                return Found(struck[0], hit.start - struck[0].end)
        if bare and not self.reading.linear:
            # Из Молдавии высланы дипломаты России: where word order is free, the patient may follow.
            return Found(bare[0], bare[0].start - hit.end)
        if frame.code == "ASSAULT" and self.reading.scale > 1 and self.reading.linear:
            # A camp for Congolese refugees was attacked: who owns the place is hit.
            inside = self.reading.parties_in(clause)
            owners = [one for one in inside if one.end <= hit.start and one.slot in ("for", "of", "in")]
            if owners:
                return Found(owners[-1], hit.start - owners[-1].end)
        # 以軍在加沙…，多地遭以軍空襲: the place named before, if the doer is the only subject so far.
        doer = self._doer(hit) if self.reading.scale == 1 else None
        places = [one for one in self.reading.parties if one.end <= clause.start and one.slot == "in"]
        subject = self.carried(clause, frame)
        if doer and places and (subject is None or set(subject.party.codes) == set(doer.party.codes)):
            return Found(places[-1], 0, 1)
        return subject

    def _object(self, hit: Hit, frame: Frame) -> Found | None:
        clause = self.reading.clause_of(hit.start)
        reach = self.reading.scale * (0 if "adjacent" in frame.flags else NEAR if "near" in frame.flags else REACH)
        speaks = not self.reading.linear and frame.code in _ADDRESSED
        last = predicates.end_of(self.reading, hit, clause)
        for party in self.reading.parties_in(clause):
            if party.start >= last:
                break
            if speaks and party.start > hit.end and INFINITIVE.search(self.reading.text, hit.end, party.start):
                # Призвал граждан покинуть Иран: behind an infinitive the content has begun.
                return None
            if party.end <= hit.start and (party.slot == "obj" or self._is_fronted(party, hit, clause)):
                return self._take(party, hit, hit.start - party.end)
            # 入侵烏克蘭的前一個月: the object of a verb in an attribute.
            bare = party.slot == "" or (party.slot == "of" and party.start - hit.end <= ADJACENT)
            place = party.head == "place" and party.slot == "in" and party.start - hit.end <= ADJACENT
            stands = party.slot == "obj" or bare or place
            if party.start >= hit.end and stands and fits(party, frame, "obj"):
                distance = party.start - hit.end
                if distance > reach or (
                    neighbours.is_speaking(self.reading, frame) and neighbours.acts_between(self.reading, hit, party)
                ):
                    return None
                return self._take(party, hit, distance)
        named = predicates.antecedent(self.reading, hit, clause)
        if named is not None and fits(named, frame, "obj") and not self._is_taken(named, hit):
            return self._take(named, hit, 0)
        if frame.code != "THREATEN":
            return None
        other = neighbours.warned(self.reading, hit, clause) or predicates.threatened(self.reading, hit)
        return Found(other, other.start - hit.end) if other else None

    def _is_fronted(self, party: Party, hit: Hit, clause: Clause) -> bool:
        if self.reading.linear or party.slot != "":
            return False
        return self._inverted(hit, clause, [party]) is not None

    def _take(self, party: Party, hit: Hit, distance: int) -> Found:
        self.taken.setdefault(party.start, hit)
        return Found(party, distance)

    def _marked(self, hit: Hit, frame: Frame, slot: str, other: Party | None) -> Found | None:
        # 呼籲停止向俄羅斯供貨: a coverb behind a verb of speaking belongs to what is said.
        # 出訪各地爭取對烏克蘭的支持: nor does 對 behind a visit say where it goes.
        opposed = slot == "on" and (frame.mode == "visit" or frame.code == "REJECT")
        led = neighbours.is_speaking(self.reading, frame) or (self.reading.scale == 1 and opposed)
        last = hit.end if led else predicates.end_of(self.reading, hit, self.reading.clause_of(hit.start))
        free = slot == "of" and not self.reading.linear
        return nearest(
            self.reading,
            hit,
            lambda party: (
                party.slot == slot
                and party.start <= last
                and fits(party, frame, slot)
                and (
                    bool(set(party.codes) - set(other.codes))
                    if other
                    else not predicates.is_mission(self.reading, party, frame)
                )
                and (not free or hangs(self.reading, party, hit))
                and (slot != "with" or bool(frame.needs) or not neighbours.of_talks(self.reading, party, hit))
            ),
        )

    def _any(self, hit: Hit, frame: Frame, other: Party | None) -> Found | None:
        codes = set(other.codes) if other else set()
        return nearest(
            self.reading,
            hit,
            lambda party: (
                party.slot in _OTHER
                and (other is None or party.start != other.start)
                and (other is None or not neighbours.says_that(self.reading, party, other))
                and not (self.reading.scale == 1 and self._is_taken(party, hit))
                and not party.body
                and bool(set(party.codes) - codes)
                and fits(party, frame, "any")
            ),
        )

    def _body(self, hit: Hit, frame: Frame) -> Found | None:
        found = nearest(self.reading, hit, lambda party: party.body)
        if found is not None:
            return found
        if earlier := [party for party in self.reading.parties if party.body and party.end <= hit.start]:
            return Found(earlier[-1], 0, 1)
        clause = self.reading.clause_of(hit.start)
        if self.memory.body and neighbours.points_at_body(self.reading, clause, frame):
            return Found(Party(0, 0, (self.memory.body,), ("",), "", "state", True, True), 0, 2)
        return None

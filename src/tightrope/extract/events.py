"""Events: who did what to whom, from a reading."""

from __future__ import annotations

from dataclasses import replace

from tightrope.extract.acts import Claim, once
from tightrope.extract.ballots import denied
from tightrope.extract.bodies import Bodies
from tightrope.extract.confidence import common_signs, is_far, probability
from tightrope.extract.factuality import Verdict, by_publication, judge
from tightrope.extract.fitting import Found, excluded
from tightrope.extract.hazards import warns_of_nature
from tightrope.extract.itinerary import further_stops, on_outing
from tightrope.extract.joint import (
    answer,
    both_ways,
    guests,
    hosted,
    joint_act,
    joint_before,
    sides,
    sole_other,
    to_both_sides,
)
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.memory import Memory
from tightrope.extract.needs import needed, needs_met, unfit
from tightrope.extract.predicates import end_of, turned_by_ending
from tightrope.extract.reading import Clause, Reading
from tightrope.extract.reasons_zh import only_reason
from tightrope.extract.resuming import joined_to, names_nobody, stands_alone
from tightrope.extract.roles import Seeker
from tightrope.extract.timing import due, said_on, time_of
from tightrope.extract.works import told_by_work
from tightrope.records import UNDIRECTED, Domain, EventType, Status


def read_events(reading: Reading, memory: Memory, bodies: Bodies) -> list[Claim]:
    """Code the events of one sentence, in order of their triggers."""
    if reading.opinion:
        return []
    seeker = Seeker(reading, memory)
    claims: list[Claim] = []
    blocked: list[tuple[int, int]] = []
    acting: list[Hit] = []
    for hit in reading.hits:
        inside = any(start <= hit.start < end for start, end in blocked)
        if inside and not stands_alone(reading, hit, acting):
            reading.reject(hit, None, "belongs to what an act before it is about")
            continue
        if (stance := next((one for one in hit.frames if _is_stance(reading, hit, one)), None)) is not None:
            if reading.scale > 1 and reading.linear and "denied" in stance.flags:
                # Has not joined the sanctions: nor do they stand for an act of its own.
                blocked += needed(reading, hit, stance)
            continue
        claim, frame = _claim(reading, hit, seeker, bodies, claims[-1].status if claims else None)
        blocked += _content(reading, hit, frame)
        if frame is None:
            continue
        if claims and joined_to(reading, hit, acting) and names_nobody(reading, hit):
            # Condemned the raid of the neighbour and demanded an apology: of whom has been said.
            told = claim or replace(claims[-1], event_type=EventType(frame.code), mode=frame.mode, frame=frame)
            claim = replace(told, target=claims[-1].target)
        acting.append(hit)
        if claim is not None or reading.scale > 1:
            # Has not lifted sanctions: what is no news as an act is no act by its noun either.
            blocked += needed(reading, hit, frame)
        if claim is not None:
            if claim.event_type is EventType.AGREE and claim.frame.needs:
                blocked.append((hit.end, reading.clause_of(hit.start).end))
            stops = further_stops(reading, hit, claim.frame, claim.target)
            claims += [
                claim,
                *(replace(claim, target=stop.codes, when=day) for stop, day in stops if stop.codes != claim.source),
            ]
    return once(claims)


def _content(reading: Reading, hit: Hit, frame: Frame | None) -> list[tuple[int, int]]:
    """Where what a trigger is about stands, which has not happened for that."""
    clause = reading.clause_of(hit.start)
    if any(_takes_side(reading, hit, one) for one in hit.frames) and all(one.kind != "events" for one in hit.frames):
        return [(hit.end, clause.end)]
    if frame is None:
        # 反對對俄制裁: nor has what one opposes.
        stance = any(one.kind == "positions" and needs_met(reading, hit, one) for one in hit.frames)
        return [(hit.end, clause.end)] if reading.scale == 1 and stance else []
    if "content" not in frame.flags:
        return []
    about = [(hit.end, end_of(reading, hit, clause) if hit.form in _TOLD else clause.end)]
    told_of = _SAID_THAT if reading.linear else _VERBAL_THAT
    said = frame.code in told_of and reading.text.startswith(told_of[frame.code], clause.end)
    if said or (frame.code == "THREATEN" and _goes_on(reading, clause)):
        about.append((clause.end, reading.clause_of(clause.end).end))
    return about


def _goes_on(reading: Reading, clause: Clause) -> bool:
    """「警告塔什干的銀行，協助規避制裁將…」: a next clause without anybody before its verb is threatened."""
    if reading.scale > 1 or clause.end >= len(reading.text):
        return False
    following = reading.clause_of(clause.end)
    first = next((one.start for one in reading.hits if one.start >= following.start), following.end)
    return not any(one.slot == "" and one.start < first for one in reading.parties_in(following))


#: How the clause begins that says what a verb of speaking is about.
_SAID_THAT = {"THREATEN": (" that ",)}
_VERBAL_THAT = dict.fromkeys(("THREATEN", "ACCUSE", "REQUEST"), ("что ", "чтобы "))
#: Forms of a verb of speaking that another verb of the same subject may follow: criticised Iran and asked it to.
_TOLD = frozenset({"past", "part", "s"})


def _is_stance(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """Whether a trigger and the word beside it tell of a vote or a policy, not of an act: opposed the resolution."""
    stance = frame.kind == "positions" and bool(frame.needs) and bool({"vote", "policy"} & frame.flags)
    return stance and needs_met(reading, hit, frame) and ("denied" not in frame.flags or denied(reading, hit))


def _takes_side(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """Whether a frame says what its holder is for or against."""
    stance = frame.kind == "positions" and frame.code in ("supports", "opposes")
    return stance and "denied" not in frame.flags and needs_met(reading, hit, frame)


def _claim(
    reading: Reading, hit: Hit, seeker: Seeker, bodies: Bodies, last: Status | None
) -> tuple[Claim | None, Frame | None]:
    """The first frame of a trigger whose needs and roles are met, and what it claims, if anything."""
    if reading.habitual(hit):
        reading.reject(hit, None, "counts acts or tells of a habit")
        return None, None
    content: Frame | None = None
    for frame in hit.frames:
        if frame.kind != "events":
            continue
        if reason := unfit(reading, hit, frame):
            reading.reject(hit, frame, reason)
            continue
        pair = _parties(reading, hit, frame, seeker, bodies)
        if pair is None:
            if reading.trail is not None:
                reading.reject(hit, frame, _missing(hit, frame, seeker))
            # 同意撤出駐軍: who agrees with nobody does what follows, or will.
            sure = reading.scale > 1 or not ({"near", "adjacent"} & frame.flags or frame.code == "AGREE")
            if "content" in frame.flags and sure:
                content = content or frame
            continue
        source, target, found = pair
        if "named" in frame.flags and (found.carried or found.party.pronoun):
            reading.reject(hit, frame, "its parties are not named beside it")
            continue
        if "noun" in frame.flags and found.carried and frame.code == "ASSAULT":
            reading.reject(hit, frame, "a noun whose doer stands elsewhere")
            continue
        if only_reason(reading, hit, frame, found):
            reading.reject(hit, frame, "only why its doer blames somebody")
            continue
        if warns_of_nature(reading, hit, frame):
            reading.reject(hit, frame, "only warns of what nature does")
            return None, frame
        if on_outing(reading, hit, frame, found):
            reading.reject(hit, frame, "an envoy's outing where he is posted")
            continue
        if told_by_work(reading, hit):
            reading.reject(hit, frame, "what a work or a museum tells")
            return None, frame
        carries = found.carried == 1
        verdict = judge(reading, hit, frame, last if carries else None)
        if verdict.dropped:
            reading.reject(hit, frame, f"told as a {verdict.dropped}")
            return None, frame
        return _build(reading, hit, frame, (source, target), found, verdict, seeker), frame
    return None, content


def _build(
    reading: Reading,
    hit: Hit,
    frame: Frame,
    pair: tuple[tuple[str, ...], tuple[str, ...]],
    found: Found,
    verdict: Verdict,
    seeker: Seeker,
) -> Claim | None:
    outcome = _outcome(reading, hit, frame, verdict)
    if outcome is None:
        return None
    event_type, mode, status = outcome
    when = (
        due(reading, hit)
        if "planned" in frame.flags
        else time_of(reading, hit, frame.code in _SAID, status is Status.OCCURRED)[0]
    )
    if when is None and frame.code in _SAID:
        # 「我們敦促…」 a sentence later: the same statement.
        speaker, day = said_on(reading, seeker.memory.said if found.carried > 1 or found.party.pronoun else ((), None))
        when = day if found.party.codes == speaker else None
    status = by_publication(status, when, reading.published)
    signs = _signs(reading, frame, found, status)
    claim = Claim(
        source=pair[0],
        target=pair[1],
        event_type=event_type,
        mode=mode,
        domain=_domain(reading, hit, frame),
        status=status,
        when=when,
        confidence=probability(signs),
        frame=frame,
        carried=found.carried,
        clause=reading.clause_of(hit.start).start,
        inferred=found.party.body and found.target is None and pair[1] == found.party.codes,
    )
    reading.accept(hit, frame, claim, signs)
    return claim


def _outcome(reading: Reading, hit: Hit, frame: Frame, verdict: Verdict) -> tuple[EventType, str, Status] | None:
    """Type, mode and status of an act, by what its sentence says became of it; nothing if that is no news."""
    event_type, mode, status = EventType(frame.code), frame.mode, verdict.status
    if verdict.ended and event_type is EventType.CONSULT:
        # A visit called off did not happen.
        status = Status.NEGATED
    elif verdict.ended:
        turned = turned_by_ending(frame)
        if turned is None:
            reading.reject(hit, frame, "said to end, which is no act of its own")
            return None
        event_type, mode = turned
    told = (
        event_type in _DENIABLE or mode == "arms delivery" or (event_type is EventType.REQUEST and not reading.linear)
    )
    if verdict.status is Status.NEGATED and (not told or mode == "recognition"):
        reading.reject(hit, frame, "said not to happen, which is no news for this type")
        return None
    return event_type, mode, status


#: Types of acts that are done by saying so: the day of the saying is theirs.
_SAID = frozenset({"SUPPORT", "ACCUSE", "REQUEST", "THREATEN", "REJECT"})


def _domain(reading: Reading, hit: Hit, frame: Frame) -> Domain:
    """The domain of the lexicon, or for talks and agreements what they are about, by the words of the clause."""
    if frame.domain != "politics" or frame.code not in ("AGREE", "CONSULT", "COOPERATE", "REJECT"):
        return Domain(frame.domain)
    clause = reading.clause_of(hit.start)
    piece = reading.text[clause.start : clause.end]
    # The lists hold beginnings of words where words are written apart.
    lead = " " if reading.scale > 1 else ""
    found = (domain for domain, words in reading.topics if any(lead + word in piece for word in words))
    return next(found, Domain.POLITICS)


#: Saying that one did not criticise or help is seldom news; staying away, not deploying and not signing is.
_DENIABLE = frozenset(
    {
        EventType.CONSULT,
        EventType.MOBILIZE,
        EventType.AGREE,
        EventType.RETREAT,
        EventType.ASSAULT,
        EventType.SANCTION,
        EventType.SUPPORT,
        EventType.AID,
    }
)


def _signs(reading: Reading, frame: Frame, found: Found, status: Status) -> tuple[str, ...]:
    """What speaks for and against an event; the weights are in lexicons/confidence.tsv."""
    signs = [*common_signs("event", reading, frame, status, found.carried)]
    if is_far(found.distance, reading):
        signs.append("event:far")
    if found.target is None:
        signs.append("event:joint")
    elif found.target.slot == "any":
        signs.append("event:any")
    elif is_far(found.target.distance, reading):
        signs.append("event:far object")
    if found.party.pronoun and found.carried < 2:
        signs.append("event:pronoun")
    if reading.title:
        signs.append("event:title")
    return tuple(signs)


def _missing(hit: Hit, frame: Frame, seeker: Seeker) -> str:
    source = seeker.source(hit, frame)
    if source is None:
        return f"nobody acts ({', '.join(frame.roles.source)})"
    return f"{', '.join(source.party.codes)} acts, but toward nobody ({', '.join(frame.roles.target)})"


def _parties(
    reading: Reading, hit: Hit, frame: Frame, seeker: Seeker, bodies: Bodies
) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    if "summit" in (frame.mode,) or "body" in frame.roles.target:
        summit = bodies.summit(reading, hit, frame, seeker)
        if summit is not None or frame.roles.target == ("body",) or frame.roles.source == ("pair",):
            return summit
    talking = guests(reading, hit, frame) or bodies.format_met(reading, hit, frame)
    if talking is not None or "joint_before" in frame.flags:
        return talking or joint_before(reading, hit)
    if EventType(frame.code) not in UNDIRECTED and ("mutual" in frame.flags or reading.mutual(hit)):
        return both_ways(reading, hit, frame, seeker)
    if frame.mode == "exercise" and (host := hosted(hit, frame, seeker)) is not None:
        return host
    found = seeker.fill(hit, frame)
    if found is not None and not excluded(found, frame, inside=bool(reading.home)):
        source, target = found[0].party, found[1].party
        apart = reading.apart(hit)
        facing = replace(found[0], target=found[1])
        return sides(source, target, frame, apart), sides(target, source, frame, apart), facing
    if frame.code == "REQUEST" and "content" in frame.flags:
        return to_both_sides(reading, hit, frame, seeker) or answer(reading, hit, frame, seeker)
    if "move" in frame.flags and not reading.linear:
        # Президенты Узбекистана и Казахстана прилетели в резиденцию: who travels together does not meet by that.
        return None
    if (EventType(frame.code) in UNDIRECTED and "body_target" not in frame.flags) or "both" in frame.flags:
        return joint_act(reading, hit, frame, seeker, bodies)
    return answer(reading, hit, frame, seeker) or sole_other(reading, hit, frame, seeker)

"""English forms: every inflection of a trigger, with the name of the form."""

from __future__ import annotations

_IRREGULAR_VERBS = (
    "lead led led, meet met met, hold held held, give gave given, send sent sent, speak spoke spoken, withdraw "
    "withdrew withdrawn, leave left left, fly flew flown, strike struck struck, cut cut cut, tell told told, seek "
    "sought sought, lend lent lent, sell sold sold, build built built, pay paid paid, take took taken, make made "
    "made, go went gone, shoot shot shot, fight fought fought, put put put, quit quit quit, hit hit hit, let let "
    "let, bring brought brought, buy bought bought, begin began begun, lay laid laid, set set set, forgive "
    "forgave forgiven, win won won, draw drew drawn, break broke broken, expel expelled expelled, find found "
    "found, get got got, throw threw thrown, sit sat sat, stand stood stood, undertake undertook undertaken, "
    "overthrow overthrew overthrown, uphold upheld upheld, freeze froze frozen, swear swore sworn, beat beat beaten, "
    "bind bound bound, "
    "bear bore borne, catch caught caught, drive drove driven, fall fell fallen, flee fled fled, forbid forbade "
    "forbidden, have had had, keep kept kept, know knew known, lose lost lost, rise rose risen, say said said, "
    "run ran run, see saw seen, shut shut shut, sink sank sunk, spend spent spent, steal stole stolen, teach taught "
    "taught, think thought thought, write wrote written, come came come, do did done, be was been, rebut rebutted "
    "rebutted, overrun overran overrun, retake retook retaken, bring brought brought, bid bid bid, broadcast "
    "broadcast broadcast, hide hid hidden, mow mowed mown, burn burned burned, become became become"
)
_IRREGULAR = {verb: (past, part) for verb, past, part in (line.split(" ") for line in _IRREGULAR_VERBS.split(", "))}
_PREPOSITIONS = frozenset(["to", "of", "on", "for", "by", "with", "against", "in", "from", "into", "between", "at"])
#: Verbs that are written with one l or two.
_BRITISH = frozenset({"cancel", "travel", "signal", "quarrel", "marshal", "channel", "level", "label", "model"})
_BE = (("be", "base"), ("is", "s"), ("are", "s"), ("was", "past"), ("were", "past"), ("been", "part"), ("being", "ing"))
_DOUBLED = frozenset(
    {
        "ban",
        "scrap",
        "drop",
        "stop",
        "plan",
        "admit",
        "commit",
        "step",
        "slap",
        "rap",
        "equip",
        "ship",
        "stab",
        "ram",
        "bar",
        "kidnap",
        "abet",
        "defer",
        "deter",
        "extol",
        "rebel",
        "prod",
        "snub",
        "scrub",
        "chip",
        "drag",
        "cram",
        "unban",
        "gun",
        "strip",
        "trap",
        "confer",
        "patrol",
        "skip",
        "permit",
        "repel",
        "compel",
        "grab",
        "lob",
        "prop",
        "shun",
        "slam",
        "submit",
        "swap",
        "transfer",
        "trim",
        "wrap",
    }
)


def verb_forms(verb: str) -> dict[str, str]:
    """The forms of one English verb: base, s, ing, past and part."""
    past, part = _IRREGULAR.get(verb, (_regular_past(verb),) * 2)
    return {"base": verb, "s": _third(verb), "ing": _ing(verb), "past": past, "part": part}


def forms(trigger: str) -> list[tuple[str, str]]:
    """All forms of a trigger; ``n:visit`` is a noun, anything else a verb whose first word inflects."""
    if trigger.startswith("n:"):
        noun = trigger[2:].lower()
        # visit to, rejection of, offensive in: the word before the preposition takes the plural.
        head, space, rest = noun, "", ""
        before, _, last = noun.rpartition(" ")
        if last in _PREPOSITIONS and before:
            head, space, rest = before, " ", last
        return [(noun, "noun"), (_plural(head) + space + rest, "noun")]
    if trigger.startswith("="):
        return [(trigger[1:].lower(), "fixed")]
    verb, space, rest = trigger.lower().partition(" ")
    if verb in _BRITISH:
        doubled = [(verb + "led" + space + rest, "past"), (verb + "ling" + space + rest, "ing")]
        return doubled + [(form + space + rest, name) for name, form in verb_forms(verb).items()]
    if verb == "be":
        return [(form + space + rest, name) for form, name in _BE]
    return list({form + space + rest: name for name, form in verb_forms(verb).items()}.items())


def _regular_past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + verb[-1] + "ed" if verb in _DOUBLED else verb + "ed"


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def _ing(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    if verb in _DOUBLED or verb in ("cut", "put", "let", "set", "hit", "quit", "begin", "expel", "win", "shoot"):
        return verb + ("" if verb == "shoot" else verb[-1]) + "ing"
    return verb + "ing"


def _plural(noun: str) -> str:
    if noun.endswith("s"):
        return noun
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else _third(noun)

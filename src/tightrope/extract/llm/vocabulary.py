"""The words that an answer may use: relations, channels with their units, stances, modes.

The same words as in the lexicons (a test holds them against each other); a claim with any other word is rejected.
"""

from __future__ import annotations

#: Relations of a state to a body; the body is ``b``.
WITH_BODY = ("member", "founder", "leader", "chair", "observer", "dialogue-partner", "guest", "participant")
#: Relations between two states; of a base, ``a`` is the host.
BETWEEN_STATES = (
    "ally",
    "base-host",
    "joint-air-defence",
    "strategic-partner",
    "partner",
    "trade-partner",
    "free-trade-agreement",
)
RELATIONS = (*WITH_BODY, *BETWEEN_STATES)
STANCES = ("supports", "opposes", "abstain", "absent", "abstain_or_absent")

MONEY, SHARE = "money", "percent"
_VOLUMES = ("m3", "tonnes", "barrels", "kWh")
#: Channel → what its figures may be: ``money`` in any currency, ``percent``, or a unit of count.
CHANNELS: dict[str, tuple[str, ...]] = {
    "economy.trade": (MONEY, SHARE),
    "economy.investment": (MONEY, SHARE),
    "economy.contracts": (MONEY, "contracts"),
    "economy.finance": (MONEY, SHARE),
    "economy.aid": (MONEY, "count", "tonnes", "doses"),
    "economy.remittances": (MONEY, SHARE),
    "economy.firms": ("firms", SHARE),
    "economy.labour": ("persons", SHARE),
    "economy.energy": (SHARE, MONEY, *_VOLUMES),
    "economy.currency": (SHARE,),
    "security.troops": ("persons", "equipment"),
    "security.exercises": ("exercises",),
    "security.arms": (SHARE, MONEY, "count"),
    "politics.visits": ("visits",),
    "politics.meetings": ("meetings",),
    "culture.students": ("persons", SHARE),
    "culture.campuses": ("campuses",),
    "culture.training": ("persons", "scholarships"),
    "culture.sister-cities": ("pairs",),
    "culture.language": (SHARE, "persons"),
    "culture.diaspora": ("persons", SHARE),
}
#: Channels in which the holder may be named by its language, people or currency (俄語, roubles).
BY_LANGUAGE = ("culture.language", "culture.diaspora", "culture.campuses", "economy.currency")

#: Finer kinds of events; any other word an answer uses is left out, the event stays.
MODES = frozenset((
    "visit", "meeting", "summit", "call", "coordination", "vote", "agreement", "relations", "treaty", "declaration",
    "accession", "ratification", "promise", "offer", "contract", "ceasefire", "border settlement", "compensation",
    "statement", "recognition", "message", "honour", "troops", "aid", "invitation", "withdrawal", "base closed",
    "base", "deployment", "invasion", "attack", "clash", "missiles", "sanctions", "suspension", "relations cut",
    "recall", "expulsion", "border closed", "ban", "asset freeze", "tariff", "listing", "treaty exit", "refusal",
    "block", "demonstration", "project", "exercise", "prisoner exchange", "extradition", "cooperation", "arms sale",
    "energy supply", "release", "easing", "border opened", "delisting", "concession", "visa waiver", "resumption",
    "apology", "debt relief", "assistance", "material", "personnel", "training", "humanitarian", "delivery",
    "detention", "deportation", "pressure", "summons", "protest note", "note", "lawsuit", "investment", "loan",
))  # fmt: skip

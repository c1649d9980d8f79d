"""PLOVER's scale of cooperation and conflict, and how the older CAMEO codes of event data sets translate into it.

The tables are those of the PLOVER manual (Open Event Data Alliance, PLOVER_MANUAL.tex, github.com/openeventdata/PLOVER,
commit 6b85b9a: "PLOVER conflict--cooperation scores", "Summary of event categories"), of its CAMEO2PLOVER-2021.txt, and
of GDELT's CAMEO.goldsteinscale.txt (www.gdeltproject.org/data/lookups). Slips of the manual that are not taken over are
listed in docs/event-data.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from tightrope.records.evidence import EventType


class Quad(StrEnum):
    """PLOVER's four quad categories: words or deeds, for or against."""

    VERBAL_COOPERATION = "verbal_cooperation"
    MATERIAL_COOPERATION = "material_cooperation"
    VERBAL_CONFLICT = "verbal_conflict"
    MATERIAL_CONFLICT = "material_conflict"


#: The quad category of each event type. REQUEST and ACCUSE are called DEMAND and DISAPPROVE in older versions.
QUADS: Mapping[EventType, Quad] = MappingProxyType(
    {
        EventType.AGREE: Quad.VERBAL_COOPERATION,
        EventType.CONSULT: Quad.VERBAL_COOPERATION,
        EventType.SUPPORT: Quad.VERBAL_COOPERATION,
        EventType.CONCEDE: Quad.VERBAL_COOPERATION,
        EventType.COOPERATE: Quad.MATERIAL_COOPERATION,
        EventType.AID: Quad.MATERIAL_COOPERATION,
        EventType.RETREAT: Quad.MATERIAL_COOPERATION,
        EventType.REQUEST: Quad.VERBAL_CONFLICT,
        EventType.ACCUSE: Quad.VERBAL_CONFLICT,
        EventType.REJECT: Quad.VERBAL_CONFLICT,
        EventType.THREATEN: Quad.VERBAL_CONFLICT,
        EventType.PROTEST: Quad.MATERIAL_CONFLICT,
        EventType.SANCTION: Quad.MATERIAL_CONFLICT,
        EventType.MOBILIZE: Quad.MATERIAL_CONFLICT,
        EventType.COERCE: Quad.MATERIAL_CONFLICT,
        EventType.ASSAULT: Quad.MATERIAL_CONFLICT,
    }
)

#: How cooperative (above 0) or hostile an event of each type is, on Goldstein's scale from -10 to 10.
SCORES: Mapping[EventType, float] = MappingProxyType(
    {
        EventType.AGREE: 4.2,
        EventType.CONSULT: 2.1,
        EventType.SUPPORT: 4.6,
        EventType.CONCEDE: 5.0,
        EventType.COOPERATE: 6.8,
        EventType.AID: 7.4,
        EventType.RETREAT: 7.6,
        EventType.REQUEST: -5.0,
        EventType.ACCUSE: -2.0,
        EventType.REJECT: -4.2,
        EventType.THREATEN: -5.1,
        EventType.PROTEST: -6.6,
        EventType.SANCTION: -5.2,
        EventType.MOBILIZE: -5.3,
        EventType.COERCE: -7.2,
        EventType.ASSAULT: -9.3,
    }
)

#: Event type by the first digits of a CAMEO code; the longest that fits decides. PLOVER drops statements and appeals
#: (01, 02).
_TYPES: Mapping[EventType, str] = {
    EventType.AGREE: "03",
    EventType.CONSULT: "04",
    EventType.SUPPORT: "05",
    EventType.COOPERATE: "06",
    EventType.AID: "07",
    EventType.CONCEDE: "08",
    EventType.RETREAT: "0813 0814 084 085 086 087",
    EventType.ACCUSE: "09 11",
    EventType.REQUEST: "10",
    EventType.REJECT: "12",
    EventType.THREATEN: "13",
    EventType.PROTEST: "14",
    EventType.MOBILIZE: "15",
    EventType.SANCTION: "16",
    EventType.COERCE: "163 17 191 192",
    EventType.ASSAULT: "1712 175 18 19 20",
}
_TYPE_OF = {digits: kind for kind, all_digits in _TYPES.items() for digits in all_digits.split()}

#: Goldstein's score of the CAMEO codes, as GDELT has them.
_GOLDSTEIN: Mapping[float, str] = {
    10.0: "0874",
    9.0: "086 0861 0862 0863 087 0871 0872 0873",
    8.5: "074",
    8.3: "072",
    8.0: "057",
    7.4: "062 063 071 073",
    7.0: "034 0341 0342 0343 0344 035 0351 0352 0353 0354 0355 0356 038 046 055 056 064 07 070 075 084 0841 0842 085",
    6.4: "061",
    6.0: "0334 054 06 060",
    5.2: "031 0311 0312 0313 0314 033 0331 0332 0333",
    5.0: "037 039 045 08 080 081 0811 0812 0813 0814 082 083 0831 0832 0833 0834",
    4.5: "032",
    4.0: "026 027 028 03 030 036",
    3.8: "053",
    3.5: "05 050 052",
    3.4: "018 019 021 0211 0212 0213 0214 023 0231 0232 0233 0234 051",
    3.2: "022",
    3.0: "02 020",
    2.8: "043",
    2.5: "044",
    1.9: "042",
    1.0: "04 040 041",
    0.4: "013",
    0.0: "01 010 014 015 017",
    -0.1: "011",
    -0.3: "024 0241 0242 0243 0244 025 0251 0252 0253 0254 0255 0256",
    -0.4: "012",
    -2.0: "016 09 090 091 092 093 094 11 110 111 112 1121 1122 1123 1124 1125 113 114 115 116",
    -4.0: "12 120 121 1211 1212 122 1221 1222 1223 1224 123 1231 1232 1233 1234 124 1241 1242 1243 1244 1245 1246 "
    "16 160 161",
    -4.4: "130",
    -5.0: "10 100 101 1011 1012 1013 1014 102 103 1031 1032 1033 1034 104 1041 1042 1043 1044 105 1051 1052 1053 "
    "1054 1055 1056 106 107 108 125 126 127 128 129 172 1721 1722 1723 1724 173 174",
    -5.6: "162 1621 1622 1623",
    -5.8: "131 1311 1312 1313 132 1321 1322 1323 1324 133 134 135",
    -6.0: "13",
    -6.5: "14 140 141 1411 1412 1413 1414 142 1421 1422 1423 1424 143 1431 1432 1433 1434 165",
    -7.0: "136 137 138 1381 1382 1383 1384 1385 139 164 166 1661 1662 1663 17 170",
    -7.2: "15 150 151 152 153 154",
    -7.5: "144 1441 1442 1443 1444 145 1451 1452 1453 1454",
    -8.0: "163 184 185",
    -9.0: "175 18 180 181 1821 1822",
    -9.2: "171 1711 1712",
    -9.5: "182 191 192 196 201",
    -10.0: "1823 183 1831 1832 1833 186 19 190 193 194 195 20 200 202 203 204 2041 2042",
}
#: Goldstein's score by CAMEO code (2 to 4 digits).
GOLDSTEIN: Mapping[str, float] = MappingProxyType(
    {code: score for score, codes in _GOLDSTEIN.items() for code in codes.split()}
)


def cameo_type(code: str) -> EventType | None:
    """Return the PLOVER type of a CAMEO code (``0841`` → RETREAT); ``None`` for statements, appeals and no code."""
    return next((_TYPE_OF[code[:end]] for end in (4, 3, 2) if code[:end] in _TYPE_OF), None)

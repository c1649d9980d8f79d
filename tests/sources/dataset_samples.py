"""A few rows of ours in the native form of every data set, and how they are written to a file."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl

from tightrope.cases import load_case
from tightrope.sources.datasets import Scope

SAMPLES = {
    "aiddata-projects": [
        "AidData Record ID,Recipient,Recipient ISO-3,Commitment Year,Recommended For Aggregates,"
        "Adjusted Amount (Constant USD 2021)",
        "1,Kazakhstan,KAZ,2015,Yes,10",
        "2,Kazakhstan,KAZ,2015,Yes,",
    ],
    "baci": ["t,i,j,k,v,q", "2015,398,643,010121,10,1", "2015,643,398,010121,10,1"],
    "comtrade": [
        "refYear,period,flowCode,reporterISO,reporterDesc,partnerISO,partnerDesc,cmdCode,motCode,primaryValue",
        "2015,2015,X,KAZ,Kazakhstan,RUS,Russian Federation,TOTAL,0,10",
        "2015,2015,X,KAZ,Kazakhstan,W00,World,TOTAL,0,20",
        "2015,2015,M,KAZ,Kazakhstan,RUS,Russian Federation,TOTAL,0,30",
    ],
    "aiddata-diplomacy": [
        "receiving_country,year,confucius_institutes,government_visits,inbound_students_to_china",
        "Kazakhstan,2005,0,22,781",
    ],
    "aiddata-finance": ["ccode,year,oof_adj,oda_adj,vof_adj", "705,2013,1,2,3"],
    "itpde": ["year,exporter_iso3,exporter,importer_iso3,importer,value", "2015,KAZ,Kazakhstan,RUS,Russia,10"],
    "itpde-industries": [
        "exporter_iso3,exporter_name,importer_iso3,importer_name,year,industry_id,trade,flag_zero",
        "KAZ,Kazakhstan,RUS,Russia,2015,1,10,p",
        "RUS,Russia,KAZ,Kazakhstan,2015,1,20,p",
    ],
    "siat-exports": ["Code,Country,2015", "643,Russia,10"],
    "uis-students": [
        "year,origin_country_name,dest_country_lumped,value_lumped,cond_all",
        "2015,Kazakhstan,Russia,10,- - - -",
        "2015,Kazakhstan,Other countries,5,- - - -",
    ],
    "undesa-migrants": ["Year,Dest,Kazakhstan,Uzbekistan", "2019,China,0,1", "2019,Russian Federation,5,7"],
    "unga-es11": ['{"symbol": "A/RES/ES-11/1", "adoption_date": "2 March 2022", "MS_against": ["CHINA"]}'],
    "us-troops": ["countryname,year,iso3c,troops_ad", "Uzbekistan,2002,UZB,3"],
    "atop": ["stateA,stateB,year,defense,offense,neutral,nonagg,consul", "705,365,1993,1,0,0,1,1"],
    "cow-alliances": [
        "version4id,ccode1,ccode2,year,defense,neutrality,nonaggression,entente",
        "9,365,705,1993,1,0,1,1",
    ],
    "cow-igos": ["ccode1,ccode2,year,dyadigos", "365,705,1993,24"],
    "mme-exercises": ["MMEID,Ex_Name,country,year", "m1,Shield,Kazakhstan,2005", "m1,Shield,Russia,2005"],
    "sipri-arms": [
        "Transfers of major arms",
        "",
        "SIPRI AT Database ID,Supplier,Recipient,Delivery year,Delivery year is estimate,TIV delivery values",
        "1,Russia,Kazakhstan,2005,No,12.5",
    ],
    "ceias-travel": ["Year,Name,Level,Country", "2003,A Leader,President,Kazakhstan"],
    "wdi": ["geo,time,bx_trf_pwkr_dt_gd_zs", "kaz,1995,0.5"],
}
#: Files that must lie beside a data set's own.
BESIDE = {
    "country_codes_V202401b.csv": "country_code,country_name,country_iso2,country_iso3\n"
    "398,Kazakhstan,KZ,KAZ\n643,Russian Federation,RU,RUS\n860,Uzbekistan,UZ,UZB\n"
}
#: Data sets that come as workbooks, with their sheet.
WORKBOOKS = {"ceias-travel": "Dataset"}
WIDE = Scope(states=("KAZ", "UZB"), powers=("RUS", "CHN", "USA"), indicators=load_case("central_asia").indicators)


def write(path: Path, name: str, table: list[list[str]]) -> Path:
    """A file of these rows, with what must lie beside it: CSV or a workbook, which holds no control characters."""
    for other, text in BESIDE.items():
        path.with_name(other).write_text(text, encoding="utf-8")
    if name not in WORKBOOKS:
        path.write_bytes("\n".join([*(",".join(row) for row in table), ""]).encode("utf-8", "surrogatepass"))
        return path
    book = openpyxl.Workbook()
    book.active.title = WORKBOOKS[name]
    for row in table:
        book.active.append([re.sub(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]", "", cell) for cell in row])
    book.save(path)
    return path

#!/usr/bin/env python3
"""Writes the lists that the reader's entity layer sees, one name a line: KIND, a tab, the name's words parted by blanks.

    train/gazetteer.py SHARED DATA LISTS > gazetteer.tsv

SHARED/places (GeoNames), DATA/actors and DATA/places (the program's own tables), LISTS/*.txt (censuses and firms; their
heads name the sources). train/names.c packs the lines; the kinds are those of its table."""
import csv
import gzip
import re
import sys

CLASSES = ("common", "known", "rare")
BEFORE_AFTER = {  # words that often stand beside or in names
    "firm_word": """inc inc. corp corp. ltd ltd. llc co co. company corporation plc l.p. lp group bank university college school institute
        committee department agency association hospital center centre council commission court ministry party union church club
        foundation society board bureau office force army police times news post press journal airlines airways hotel restaurant
        cafe pizza salon dental clinic motors auto services systems partners associates enterprises energy""",
    "place_word": """street st. avenue ave ave. road rd rd. river lake mountain mountains valley beach bay island islands county city town
        park airport station bridge building hall house square plaza mall museum province district state north south east west sea
        ocean gulf hill creek blvd blvd. drive highway""",
    "person_word": """mr mr. mrs mrs. ms ms. dr dr. president minister senator sen. rep. gov. general gen. judge secretary prime sir king
        prince queen saint st. said says told asked sheikh mayor chairman coach professor prof. lord lady captain capt. sgt. lt.
        col. rev. brother sister wife husband father mother son daughter hi hello dear thanks regards love""",
}


def words(name):
    name = name.replace("\u2019", "'")
    return re.sub(r"([,()&/-])", r" \1 ", re.sub(r"('s)\b", r" \1", name)).split()


def put(kind, name):
    w = words(name)
    if 1 <= len(w) <= 7 and len(name) >= 3:
        print(kind, " ".join(w), sep="\t")


def table(path):
    with open(path, encoding="utf8") as f:
        yield from csv.DictReader((l for l in f if l[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE)


def names_of(row, *columns):
    return [n for c in columns for n in (row[c] or "").split("|") if n]


def actors(data):
    for row in table(f"{data}/actors/people.tsv"):
        for n in names_of(row, "name", "aliases"):
            w = words(n)
            if len(w) >= 2:
                put("person", n)
                put("official_given", w[0])
                put("official_last", w[-1])
    for f in ("organisations", "bodies", "groups"):
        for row in table(f"{data}/actors/{f}.tsv"):
            for n in names_of(row, "name", "aliases"):
                if n[0].isupper():
                    put("organisation", n)
    for row in table(f"{data}/actors/states.tsv"):
        for n in names_of(row, "name", "official", "aliases"):
            put("state", n)
        for n in names_of(row, "demonyms", "adjectives"):
            put("people", n)


def places(shared, data):
    with gzip.open(f"{shared}/places/geonames_cities15000.txt.gz", "rt", encoding="utf8") as f:
        for line in f:
            c = line.split("\t")
            people, english = int(c[14]), c[8] in ("US", "GB", "CA", "AU", "IE", "NZ")
            if people < 40000 and not english:
                continue
            kind = "city" if people >= 500000 or (english and people >= 200000) else "town" if people >= 100000 or english else "small_town"
            for n in {c[1], c[2]}:
                put(kind, n)
    for f in ("admin1", "regions"):
        with open(f"{data}/places/{f}.tsv", encoding="utf8") as rows:
            for line in rows:
                c = line.rstrip("\n").split("\t")
                if line[0] == "#":
                    continue
                near = f == "admin1" and c[6] in ("USA", "GBR", "CAN", "AUS")
                for n in [c[1]] + c[2].split("|"):
                    put("near_region" if near else "region", n)


def lists(folder):
    for f, kind in (("given", "given"), ("surnames", "last")):
        for line in open(f"{folder}/{f}.txt", encoding="utf8"):
            if line[0] != "#":
                name, level = line.split()
                put(f"{kind}_{CLASSES[int(level) - 1]}", name)
    for f, kind in (("firms", "firm"), ("bodies", "office")):
        for line in open(f"{folder}/{f}.txt", encoding="utf8"):
            name = line.strip()
            if line[0] == "#":
                continue
            put(kind, name)
            if "'s" in name:  # as people write them
                put(kind, name.replace("'s", "s"))
                put(kind, name.replace("'s", " s"))
    for kind, text in BEFORE_AFTER.items():
        for w in text.split():
            print(kind, w, sep="\t")


def main():
    shared, data, folder = sys.argv[1:4]
    csv.field_size_limit(1 << 30)
    actors(data)
    places(shared, data)
    lists(folder)


main()

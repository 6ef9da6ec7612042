#!/usr/bin/env python3
"""Turns our own annotated sentences (*.tsv beside this file) into the gold layout that train/scorer reads, on standard output.

A line: date, sentence, events. An event: TYPE;mode;cameo;status;actors;recipients;trigger;content;said_by, events joined by " || ",
lists by "+". A line that breaks the format is reported with its number and left out; exit status 1 when there was any.
"""
import json, os, sys

FIELDS = 'type mode cameo status actors recipients trigger content said_by'.split()

def read_event(text, sentence):
    parts = [x.strip() for x in text.split(';')]
    if len(parts) != len(FIELDS): raise ValueError(f'{len(parts)} fields for {len(FIELDS)}')
    e = dict(zip(FIELDS, parts))
    if e['trigger'] not in sentence: raise ValueError(f"no trigger {e['trigger']!r}")
    for k in ('mode', 'actors', 'recipients'): e[k] = [x for x in e[k].split('+') if x]
    return dict(e, s=1)

bad = 0
here = os.path.dirname(os.path.abspath(__file__))
for name in sorted(x for x in os.listdir(here) if x.endswith('.tsv')):
    for n, line in enumerate(open(os.path.join(here, name), encoding='utf-8'), 1):
        line = line.rstrip('\n')
        if not line or line[0] == '#': continue
        try:
            date, sentence, events = (line.split('\t') + [''])[:3]
            doc = {'id': f'{name}:{n}', 'date': date, 'source': None, 'title': None, 'text': sentence,
                   'sentences': [{'i': 1, 'b': 0, 'e': len(sentence.encode())}],
                   'events': [read_event(e, sentence) for e in events.split(' || ') if e.strip()]}
        except ValueError as x:
            print(f'{name}:{n}: {x}', file=sys.stderr); bad += 1; continue
        print(json.dumps(doc, ensure_ascii=False))
sys.exit(1 if bad else 0)

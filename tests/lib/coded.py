"""What suites written in Python share about coded events: running `chancery code`, and comparing parties."""
import json
import re
import subprocess
import sys
import tempfile

import needs  # noqa: F401 (sets the sanitizers' exit status)


def code_sentences(chancery, cases, *options):
    """Codes [(id, date, text)] in one run, with more `options`; id -> its events in order. Leaves the program when the coder crashes."""
    with tempfile.NamedTemporaryFile('w', suffix='.jsonl', encoding='utf-8') as given:
        for name, date, text in cases:
            given.write(json.dumps({'id': name, 'date': date, 'text': text}) + '\n')
        given.flush()
        run = subprocess.run([chancery, 'code', given.name, '--format', 'jsonl', '--quiet', *options], capture_output=True)
    if run.returncode not in (0, 2):  # 2: some input had a problem, all the rest was coded
        sys.exit(f'chancery code ended with {run.returncode}: {run.stderr.decode(errors="replace")[-2000:]}')
    events = {name: [] for name, _, _ in cases}
    for line in run.stdout.decode('utf-8').splitlines():
        event = json.loads(line)
        events[event['doc']].append(event)
    return events


def party(entity):
    """An entity of the output as CODE:SECTOR:id, as far as it has them."""
    parts = [entity.get('code') or '---', (entity.get('sector') or [''])[0], entity.get('id') or '']
    while parts[-1] == '':
        parts.pop()
    return ':'.join(parts)


def same_party(expected, got):
    """Whether `got` is what `expected` says, as far as it says it: IRN fits IRN:GOV, --- fits ---:UAF."""
    want, have = expected.split(':'), got.split(':')
    return len(want) <= len(have) and all(w in ('', h) for w, h in zip(want, have))


def same_parties(expected, got):
    """The same parties in any order; a doer known only by kind (---:UAF) may stand beside them or for nobody."""
    left = list(got)
    for want in sorted(expected, key=len, reverse=True):
        fits = [g for g in left if same_party(want, g)]
        if not fits:
            return False
        left.remove(fits[0])
    return all(g.startswith('---') for g in left)


def parties(event, key):
    return [party(e) for e in event.get(key) or [] if party(e) != '---']


def read_parties(text):
    """`FRA + DEU > TUR` (also `->`; `,` or a blank for `+`): actors, recipients. `---` and nothing are the same: nobody."""
    sides = re.split(r'\s*-?>\s*', text.strip() + ' ', maxsplit=1) + ['']
    return [[p for p in re.split(r'[\s+,]+', side.strip()) if p and p != '---'] for side in sides[:2]]


def parties_fit(event, actors, recipients):
    """Whether the event has these actors and these recipients, each in any order."""
    return same_parties(actors, parties(event, 'actor')) and same_parties(recipients, parties(event, 'recipient'))


def brief(event):
    """One line for a report of what was coded."""
    words = [(event.get('event') or ['?'])[0]]
    if event.get('mode'):
        words[0] += '/' + '+'.join(event['mode'])
    words += [' + '.join(parties(event, 'actor')) or '---', '->', ' + '.join(parties(event, 'recipient')) or '---']
    words += [event.get('date') or 'no-date', event.get('status') or '']
    words += [f'content={event["content"]}'] if event.get('content') else []
    words += [f'said_by={"+".join(party(e) for e in event["said_by"])}'] if event.get('said_by') else []
    return ' '.join(words + [f'({event.get("rule")})'])

"""Scores extracted documents: token F1 of their texts, and how many of their days, titles ... are right."""
import collections
import re

TOKEN = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*|[^\w\s]")


def tokens(text):
    return collections.Counter(TOKEN.findall(text or ''))


def f1(got, want):
    """Of the multisets of their tokens, 0..1; both empty: 1."""
    a, b = tokens(got), tokens(want)
    same = sum((a & b).values())
    return 2 * same / (sum(a.values()) + sum(b.values())) if a or b else 1.0


def compare(pairs):
    """pairs of (got or None, want): mean token F1 and share of right dates among those that `want` has, in percent; the worst pages first."""
    rows, right, dated = [], 0, 0
    for got, want in pairs:
        rows.append((f1(got.get('text') if got else '', want['text']), want))
        if want.get('date'):
            dated += 1
            right += bool(got) and got.get('date') == want['date']
    rows.sort(key=lambda r: r[0])
    mean = sum(r[0] for r in rows) / len(rows) if rows else 0
    return 100 * mean, 100 * right / dated if dated else 100.0, rows

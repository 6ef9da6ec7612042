#!/usr/bin/env python3
"""Derives the lemma tables from treebanks: longest-suffix rules for each tag, and the words they get wrong.

    train/lemma.py [--check DEV.conllu]... [--verbs propbank-frames.tar.gz] [--irregular LIST] TRAIN.conllu... > src/text/lemma_table.inc

A rule says what to take off the end of a word, what to put there, and whether the case of the word stays. Rules
hang in a tree of suffixes, read from the last letter: the deepest node met decides, so "es" may be refined by "ies". One
tree for each tag and shape of the word (lower case, Capital, with inner capitals). A node is kept only where it says
something else than the node above, and trees are grown from word types, for it is unseen words that need them. Every
word of the training text that the trees get wrong is kept with its lemma, by its spelling, or in lower case.
"""
import argparse
import collections
import sys
import tarfile

MOST_SUFFIX = 6
SLOTS = 8192
VOWELS = "aeiou"
PROPER = ("NNP", "NNPS")
XPOS = """UNK $ '' , -LRB- -RRB- . : ADD AFX CC CD DT EX FW GW HYPH IN JJ JJR JJS LS MD NFP NN NNP NNPS NNS PDT
POS PRP PRP$ RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB ``""".split()


def read(path):
    for line in open(path, encoding="utf-8"):
        col = line.rstrip("\n").split("\t")
        if len(col) == 10 and col[0].isdigit() and col[4] in XPOS:
            yield col[1].replace("\u2019", "'"), col[2], col[4]


def low(word):
    """ASCII lower case only, as the program does it for speed; other letters keep their case in suffixes."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in word)


def shape(word):
    up = [c.isupper() and c < "\x80" for c in word]
    return 0 if not any(up) else 1 if up[0] and not any(up[1:]) else 2


def edit(word, lemma):
    """(keep case, bytes to strip, what to add): the shortest edit that turns the word into the lemma."""
    best = None
    for keep, base in ((False, low(word)), (True, word)):
        n = 0
        while n < min(len(base), len(lemma)) and base[n] == lemma[n]:
            n += 1
        found = (keep, len(base[n:].encode()), lemma[n:])
        if best is None or found[1] < best[1]:
            best = found
    return best


def apply(word, rule):
    keep, strip, add = rule
    base = (word if keep else low(word)).encode()
    return (base[:max(0, len(base) - strip)] + add.encode()).decode("utf-8", "replace")


def grow(types):
    """{(xpos, shape, suffix): edit}: the most frequent edit of each suffix, where it differs from the one above."""
    votes = collections.defaultdict(collections.Counter)
    for (word, xpos), lemmas in types.items():
        lemma, n = lemmas.most_common(1)[0]
        rule = edit(word, lemma)
        if rule[1] > 5 or len(rule[2]) > 4:
            continue
        letters = low(word)
        for k in range(0, min(MOST_SUFFIX, len(letters)) + 1):
            votes[xpos, shape(word), letters[len(letters) - k:]][rule] += 1 + (n > 1)
    rules = {}
    for key in sorted(votes, key=lambda k: len(k[2])):
        xpos, form, suffix = key
        best, n = max(votes[key].items(), key=lambda item: (item[1], -item[0][1], item[0]))
        above = next((rules[xpos, form, suffix[i:]] for i in range(1, len(suffix) + 1) if (xpos, form, suffix[i:]) in rules), None)
        if best != above and (suffix == "" or n >= 3 and n * 2 > sum(votes[key].values())):
            rules[key] = best
    return rules


def by_rule(rules, word, xpos):
    """A capital word that is no name asks its own tree only whether the capital stays."""
    letters = low(word)
    for form in (shape(word), 0):
        for k in range(min(MOST_SUFFIX, len(letters)), -1, -1):
            rule = rules.get((xpos, form, letters[len(letters) - k:]))
            if rule and (rule[0] or form == 0 or xpos in PROPER):
                return apply(word, rule)
            if rule:
                break
    return word if xpos in PROPER else low(word)


def lemma_of(rules, listed, word, xpos):
    found = listed.get((word, xpos))
    if found is None and shape(word) and xpos not in PROPER:
        found = listed.get((low(word), xpos))
    if found is not None:
        return found
    lemma = by_rule(rules, word, xpos)
    # A name written small, as in mail and posts: the treebanks give it its capital.
    small = xpos in PROPER and len(word) > 3 and all("a" <= c <= "z" for c in word)
    return lemma.capitalize() if small else lemma


def verbs_of(path):
    with tarfile.open(path) as tar:
        for member in tar:
            name = member.name.rsplit("/", 1)[-1]
            if name.endswith(".xml") and name[:-4].isalpha() and name.islower():
                yield name[:-4]


def irregular_of(path):
    for line in open(path, encoding="utf-8"):
        if not line.startswith("#"):
            verb, past, participle = line.split()
            yield from ((past, "VBD", verb), (participle, "VBN", verb), (past, "VBN", verb))


def last_doubled(verb):
    """What regular forms may double at the verb's end: ban+n, expel+l, panic+k; "" for nothing."""
    plain = verb.replace("qu", "qq")  # its u is no vowel: equip, quit
    if verb.endswith("c"):
        return "k"
    short = len(plain) >= 3 and plain[-1] not in VOWELS + "wxyq" and plain[-2] in VOWELS and plain[-3] not in VOWELS
    return verb[-1] if short else ""


def inflect(verb, known, verbs):
    """Regular forms that the treebank does not have. A verb of one syllable doubles its last letter. A longer one does by its stress
    (expel, not visit) or by the country (cancel), which its spelling does not tell: it gets both forms, unless the one with two
    letters is another verb's. What nobody writes does no harm."""
    if verb.endswith("e"):
        stem = verb[:-1]
        forms = [("VBZ", verb + "s"), ("VBD", verb + "d"), ("VBN", verb + "d"), ("VBG", stem + "ing")]
        if verb.endswith(("ee", "oe", "ye")):
            forms[3] = ("VBG", verb + "ing")
    elif verb.endswith("y") and verb[-2:-1] not in VOWELS:
        forms = [("VBZ", verb[:-1] + "ies"), ("VBD", verb[:-1] + "ied"), ("VBN", verb[:-1] + "ied"), ("VBG", verb + "ing")]
    else:
        s = "es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s"
        double = last_doubled(verb)
        ends = [double] if double and (double == "k" or sum(c in VOWELS for c in verb.replace("qu", "q")) == 1) else ["", double] if double else [""]
        forms = [("VBZ", verb + s)]
        for end in ends:
            if not end or verb + end not in verbs:
                forms += [("VBD", verb + end + "ed"), ("VBN", verb + end + "ed"), ("VBG", verb + end + "ing")]
    return [(form, xpos) for xpos, form in forms if (form, xpos) not in known]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", nargs="+")
    parser.add_argument("--check", action="append", default=[])
    parser.add_argument("--verbs")
    parser.add_argument("--irregular", help="lines of base, past, participle")
    args = parser.parse_args()
    types = collections.defaultdict(collections.Counter)
    for path in args.train:
        before = set(types)
        for word, lemma, xpos in read(path):
            # The treebanks differ on some words (people: EWT people, GUM person): the first one named decides.
            if lemma != "_" and xpos != "GW" and (word, xpos) not in before and (low(word), xpos) not in before:
                types[word, xpos][lemma] += 1
    if args.verbs:
        irregular = {(lemma, x) for (_, x), ls in list(types.items()) for lemma in ls if x in ("VBD", "VBN")
                     and not _.endswith("ed")}
        verbs = set(verbs_of(args.verbs))
        known = verbs | {lemma for (_, x), ls in list(types.items()) for lemma in ls if x.startswith("VB")}
        for verb in sorted(verbs):
            for form, xpos in inflect(verb, types, known):
                if (verb, xpos) not in irregular:
                    types[form, xpos][verb] += 1
    rules = grow(types)
    # Behind the rules: irregular forms teach nothing about other words.
    for form, xpos, verb in irregular_of(args.irregular) if args.irregular else ():
        if (form, xpos) not in types:
            types[form, xpos][verb] += 1
    listed = {}
    # Lower-case spellings first: a capital one is listed only where the lower one and the rules miss it.
    for (word, xpos), lemmas in sorted(types.items(), key=lambda item: (shape(item[0][0]), item[0])):
        lemma = lemmas.most_common(1)[0][0]
        if lemma_of(rules, listed, word, xpos) != lemma:
            listed[word, xpos] = lemma
    for path in args.check:
        check(path, rules, listed, types)
    write(rules, listed)


def check(path, rules, listed, types):
    right = n = unseen = unseen_right = 0
    wrong = collections.Counter()
    for word, lemma, xpos in read(path):
        got = lemma_of(rules, listed, word, xpos)
        n += 1
        right += got == lemma
        if (word, xpos) not in types:
            unseen += 1
            unseen_right += got == lemma
        if got != lemma:
            wrong[word, xpos, lemma, got] += 1
    print("%s: %.2f of %d; unseen %.2f of %d; rules %d, words %d" % (path, 100.0 * right / n, n, 100.0 * unseen_right / max(1, unseen),
                                                                  unseen, len(rules), len(listed)), file=sys.stderr)
    for item, count in wrong.most_common(40):
        print("  ", *item, count, file=sys.stderr)


def c_string(text):
    out = ""
    for byte in text.encode("utf-8"):
        out += "\\%03o" % byte if byte < 32 or byte > 126 or chr(byte) in '"\\?' else chr(byte)
    return '"%s"' % out


def write(rules, listed):
    """Nodes level by level: the children of node i are nodes first[i] .. first[i + 1] - 1, sorted by byte."""
    edits = sorted(set(rules.values()) | {(True, 0, "")})
    number = {rule: i for i, rule in enumerate(edits)}
    tree = {}
    for (xpos, form, suffix), rule in rules.items():
        node = tree.setdefault((XPOS.index(xpos), form), [None, {}])
        for byte in reversed(suffix.encode("utf-8")):
            node = node[1].setdefault(byte, [None, {}])
        node[0] = number[rule]
    roots = []
    for i in range(len(XPOS)):
        for form in range(3):
            node = tree.get((i, form), [None, {}])
            if node[0] is None:
                node[0] = number[(True, 0, "")] if XPOS[i] in PROPER else number.get((False, 0, ""), 0)
            roots.append(node)
    nodes, first = [], []
    queue = [(0, node) for node in roots]
    at = 0
    while at < len(queue):
        byte, node = queue[at]
        nodes.append((byte, 255 if node[0] is None else node[0]))
        first.append(len(queue))
        queue += sorted(node[1].items(), key=lambda item: item[0])
        at += 1
    first.append(len(queue))
    assert len(edits) < 255 and len(queue) < 65536
    words = sorted((w.encode("utf-8"), XPOS.index(x), lemma) for (w, x), lemma in listed.items())
    out = ["/* Made by train/lemma.py; do not edit. */", "enum { LEMMA_ROOTS = %d, LEMMA_NODES = %d, LEMMA_WORDS = %d, LEMMA_SLOTS = %d };" % (len(roots), len(nodes), len(words), SLOTS),
           "static const struct { unsigned char keep, strip; char add[6]; } lemma_edits[] = {"]
    out += ["    {%d, %d, %s}," % (e[0], e[1], c_string(e[2])) for e in edits]
    out += ["};", "static const unsigned char lemma_byte[] = {"] + rows(b for b, _ in nodes) + ["};"]
    out += ["static const unsigned char lemma_edit[] = {"] + rows(e for _, e in nodes) + ["};"]
    out += ["static const unsigned short lemma_first[] = {"] + rows(first) + ["};"]
    table = [0] * SLOTS
    text, start = b"", []
    for i, (word, tag, lemma) in enumerate(words):
        slot = fnv(word, tag) % SLOTS
        while table[slot]:
            slot = (slot + 1) % SLOTS
        table[slot] = i + 1
        start.append(len(text))
        text += word + b"\0" + lemma.encode("utf-8") + b"\0"
    assert len(words) * 2 < SLOTS and len(text) < 65536
    out += ["/* Word, \\0, lemma, \\0 for each listed word; where they start; their tags; and a hash table of word numbers + 1. */",
            "static const char lemma_text[] ="]
    out += ["    %s" % c_string(w.decode() + "\0" + l + "\0") for w, _, l in words] + ["    ;"]
    out += ["static const unsigned short lemma_start[] = {"] + rows(start) + ["};"]
    out += ["static const unsigned char lemma_tag[] = {"] + rows(x for _, x, _ in words) + ["};"]
    out += ["static const unsigned short lemma_slot[LEMMA_SLOTS] = {"] + rows(table) + ["};"]
    print("\n".join(out))


def fnv(word, tag):
    """FNV-1a over the word and its tag, as lemma.c computes it."""
    value = 2166136261
    for byte in word + bytes([tag]):
        value = (value ^ byte) * 16777619 & 0xffffffff
    return value


def rows(numbers):
    line, out = "   ", []
    for n in numbers:
        item = " %d," % n
        if len(line) + len(item) > 118:
            out.append(line)
            line = "   "
        line += item
    return out + [line]


if __name__ == "__main__":
    main()

/* src/merge/marks.c - Records to marks; see marks.h. */
#include "merge/marks.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static uint32_t hash32(const char *text, size_t len, uint64_t seed)
{
    uint64_t h = chy_hash_seed(text, len, seed);
    uint32_t folded = (uint32_t)(h ^ (h >> 32));
    return folded ? folded : 1;
}

static uint32_t hash_text(const char *text)
{
    return text && text[0] ? hash32(text, strlen(text), 0) : 0;
}

/* ---- sets ---- */

static void put(chy_mark_set *set, uint32_t cap, uint32_t item)
{
    uint32_t at = 0;
    while (at < set->n && set->items[at] < item)
        at++;
    if (at < set->n && set->items[at] == item)
        return;
    /* A full set keeps the smallest: the same ones whatever the order. */
    if (set->n == cap) {
        if (at == cap)
            return;
        set->n--;
    }
    memmove(set->items + at + 1, set->items + at, (set->n - at) * sizeof *set->items);
    set->items[at] = item;
    set->n++;
}

uint32_t chy_mark_shared(const chy_mark_set *a, const chy_mark_set *b)
{
    uint32_t i = 0, j = 0, n = 0;
    while (i < a->n && j < b->n) {
        if (a->items[i] == b->items[j]) {
            n++;
            i++;
            j++;
        } else if (a->items[i] < b->items[j]) {
            i++;
        } else {
            j++;
        }
    }
    return n;
}

double chy_mark_likeness(const chy_marks *a, const chy_marks *b)
{
    /* Of two bottom-k sketches, the k smallest of the union are a fair sample of it. */
    const chy_mark_set *x = &a->sketch, *y = &b->sketch;
    uint32_t i = 0, j = 0, both = 0, seen = 0;
    while (seen < CHY_MARKS_SKETCH && (i < x->n || j < y->n)) {
        if (i < x->n && j < y->n && x->items[i] == y->items[j]) {
            both++;
            i++;
            j++;
        } else if (j == y->n || (i < x->n && x->items[i] < y->items[j])) {
            i++;
        } else {
            j++;
        }
        seen++;
    }
    return seen ? (double)both / seen : 0;
}

/* ---- words of a sentence ---- */

static bool in_list(const char *const *list, const char *word)
{
    for (; *list; list++)
        if (!strcmp(*list, word))
            return true;
    return false;
}

/* Words that say nothing of which event it is. Days and months are compared as days. */
static const char *const dull[] = {
    "the", "and", "for", "with", "that", "this", "from", "has", "have", "had", "was", "were", "are", "its", "his", "her", "their", "they", "who",
    "which", "will", "would", "been", "being", "not", "but", "after", "before", "into", "over", "about", "also", "than", "said", "says", "say",
    "told", "tells", "according", "reported", "reports", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "today", "yesterday",
    "tomorrow", "week", "day", "month", "year", "morning", "evening", "night", "afternoon", "weekend", "late", "early", "on", "in", "at", "of",
    "to", "by", "an", "as", "it", "is", "be", "he", "she", "or", "while", "when", "where", "during", "between", "under", "more", "both", "other",
    "news", "agency", "ministry", "minister", "president", "government", "official", "officials", "country", "countries", "state", "mr", "ms", NULL};

static const char *const cardinals[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", NULL};
static const char *const ordinals[] = {"zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
                                       "eleventh", "twelfth", NULL};

static int find(const char *const *list, const char *word)
{
    for (int i = 0; list[i]; i++)
        if (!strcmp(list[i], word))
            return i;
    return -1;
}

/* Endings go by length: six letters tell words apart well enough, and "signed" from "signing" not. */
static size_t stem(const char *word, size_t len)
{
    if (len > 5 && !strcmp(word + len - 3, "ing"))
        len -= 3;
    else if (len > 4 && (!strcmp(word + len - 2, "ed") || !strcmp(word + len - 2, "es")))
        len -= 2;
    else if (len > 3 && word[len - 1] == 's')
        len -= 1;
    return len > 6 ? 6 : len;
}

/* "12th", "12,500", "3.5", "2024" */
static void put_number(const char *word, size_t len, chy_marks *out)
{
    char digits[24];
    size_t n = 0, i = 0;
    for (; i < len && n + 1 < sizeof digits && (isdigit((unsigned char)word[i]) || word[i] == ',' || word[i] == '.'); i++)
        if (word[i] != ',')
            digits[n++] = word[i];
    while (n && digits[n - 1] == '.')
        n--;
    if (!n)
        return;
    bool ordinal = i + 2 == len && (!strcmp(word + i, "th") || !strcmp(word + i, "st") || !strcmp(word + i, "nd") || !strcmp(word + i, "rd"));
    put(ordinal ? &out->ordinals : &out->numbers, CHY_MARKS_NUMBERS, hash32(digits, n, 7));
}

static void put_word(const char *word, size_t len, bool capital, bool first, chy_marks *out)
{
    char number[4];
    int value;
    if (isdigit((unsigned char)word[0])) {
        put_number(word, len, out);
    } else if ((value = find(cardinals, word)) >= 0) {
        if (value > 1)
            put(&out->numbers, CHY_MARKS_NUMBERS, hash32(number, (size_t)snprintf(number, sizeof number, "%d", value), 7));
    } else if ((value = find(ordinals, word)) >= 0) {
        put(&out->ordinals, CHY_MARKS_NUMBERS, hash32(number, (size_t)snprintf(number, sizeof number, "%d", value), 7));
    } else if (len > 1 && !in_list(dull, word)) {
        if (capital && !first)
            put(&out->names, CHY_MARKS_NAMES, hash32(word, stem(word, len), 3));
        put(&out->words, CHY_MARKS_WORDS, hash32(word, stem(word, len), 5));
    }
}

/* Letters and digits make words; bytes above 127 are letters; "12,500" is one word. */
static bool is_word_byte(const char *text, size_t i, size_t len)
{
    unsigned char c = (unsigned char)text[i];
    if (isalnum(c) || c > 127)
        return true;
    return (c == ',' || c == '.') && i && i + 1 < len && isdigit((unsigned char)text[i - 1]) && isdigit((unsigned char)text[i + 1]);
}

static void read_sentence(const char *text, size_t len, chy_marks *out)
{
    uint32_t last[3] = {0};
    bool first = true;
    for (size_t i = 0; i < len;) {
        char word[40];
        size_t n = 0;
        if (!is_word_byte(text, i, len)) {
            i++;
            continue;
        }
        bool capital = isupper((unsigned char)text[i]) != 0;
        for (; i < len && is_word_byte(text, i, len); i++)
            if (n + 1 < sizeof word)
                word[n++] = (char)tolower((unsigned char)text[i]);
        word[n] = '\0';
        put_word(word, n, capital, first, out);
        first = false;
        last[0] = last[1];
        last[1] = last[2];
        last[2] = hash32(word, n, 11);
        put(&out->sketch, CHY_MARKS_SKETCH, hash32((const char *)last, sizeof last, 13));
    }
}

/* ---- parties ---- */

/* Codes that many share. */
static const char *const shared_codes[] = {"IGO", "NGO", "MNC", "IMG", "ISM", NULL};

static uint32_t atom_of(const chy_record_party *p)
{
    if (!strcmp(p->code, "---"))
        return 0;
    if (!in_list(shared_codes, p->code))
        return hash_text(p->code);
    return hash_text(p->id[0] ? p->id : p->name[0] ? p->name : p->code);
}

/* Surnames are what two reports share; who has an office or a name of two words without an id is a person. */
static uint32_t person_of(const chy_record_party *p)
{
    const char *blank = strrchr(p->name, ' ');
    if (p->id[0] || !p->name[0] || (!p->office[0] && !blank) || strstr(p->name, " of "))
        return 0;
    return hash_text(blank ? blank + 1 : p->name);
}

static void read_parties(const chy_record *record, chy_marks *out)
{
    for (int part = 0; part < CHY_PART_SAID_BY; part++)
        for (uint32_t i = 0; i < record->n_parties[part] && out->n_parties < CHY_MARKS_PARTIES; i++) {
            const chy_record_party *p = &record->parties[part][i];
            chy_mark_party *to = &out->parties[out->n_parties++];
            *to = (chy_mark_party){.atom = atom_of(p), .id = hash_text(p->id), .person = person_of(p), .sector = hash_text(p->sector), .part = (uint8_t)part};
        }
}

static bool is_symmetric(chy_type type)
{
    return type == CHY_TYPE_AGREE || type == CHY_TYPE_CONSULT || type == CHY_TYPE_SUPPORT || type == CHY_TYPE_COOPERATE;
}

void chy_marks_make(const chy_record *record, chy_marks *out)
{
    *out = (chy_marks){.report = strtoull(record->id, NULL, 16), .n = 1,
                       .publication = hash_text(record->publication), .cameo = hash_text(record->cameo),
                       .mode = record->n_modes ? hash_text(record->modes[0]) : 0, .type = (uint8_t)record->type,
                       .content = (uint8_t)record->content, .status = (uint8_t)record->status, .stated = record->date_stated,
                       .resolution = (uint8_t)record->place.resolution, .symmetric = is_symmetric(record->type),
                       .report_day = CHY_MARKS_NO_DAY, .first = CHY_MARKS_NO_DAY,
                       .last = CHY_MARKS_NO_DAY, .at = (int32_t)(record->trigger_begin - record->begin), .confidence = record->confidence,
                       .geonameid = record->place.geonameid, .country = hash_text(record->place.country)};
    if (chy_day_known(record->report_day))
        out->report_day = chy_day_number(record->report_day, true);
    if (chy_day_known(record->from)) {
        out->first = chy_day_number(record->from, false);
        out->last = chy_day_number(chy_day_known(record->to) ? record->to : record->from, true);
    }
    for (int i = 0; i < CHY_N_SIZE; i++)
        out->size[i] = record->size[i].low < 0 ? -1 : record->size[i].low + (record->size[i].high - record->size[i].low) / 2;
    read_parties(record, out);
    if (record->sentence)
        read_sentence(record->sentence, record->sentence_len, out);
}

/* ---- as bytes: little-endian, sets cut to what they hold ---- */

#define VERSION 1

static void write_number(chy_buf *out, uint64_t value, int bytes)
{
    char b[8];
    for (int i = 0; i < bytes; i++)
        b[i] = (char)(value >> (8 * i));
    chy_buf_add(out, b, (size_t)bytes);
}

typedef struct cursor {
    const unsigned char *at;
    size_t left;
    bool failed;
} cursor;

static uint64_t read_number(cursor *c, int bytes)
{
    uint64_t value = 0;
    if (c->left < (size_t)bytes) {
        c->failed = true;
        return 0;
    }
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)c->at[i] << (8 * i);
    c->at += bytes;
    c->left -= (size_t)bytes;
    return value;
}

static void write_set(chy_buf *out, const chy_mark_set *set)
{
    write_number(out, set->n, 1);
    for (uint32_t i = 0; i < set->n; i++)
        write_number(out, set->items[i], 4);
}

static void read_set(cursor *c, chy_mark_set *set)
{
    uint32_t n = (uint32_t)read_number(c, 1);
    c->failed = c->failed || n > CHY_MARKS_WORDS;
    for (uint32_t i = 0; i < n && !c->failed; i++)
        set->items[set->n++] = (uint32_t)read_number(c, 4);
}

void chy_marks_write(const chy_marks *m, chy_buf *out)
{
    uint32_t confidence;
    memcpy(&confidence, &m->confidence, 4);
    write_number(out, VERSION, 1);
    const uint32_t words[] = {m->cameo, m->mode, (uint32_t)m->report_day, (uint32_t)m->first, (uint32_t)m->last,
                              (uint32_t)m->at, confidence, m->geonameid, m->country};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        write_number(out, words[i], 4);
    const uint8_t bytes[] = {m->type, m->content, m->status, m->stated, m->resolution, m->symmetric};
    for (size_t i = 0; i < sizeof bytes; i++)
        write_number(out, bytes[i], 1);
    for (int i = 0; i < CHY_N_SIZE; i++)
        write_number(out, (uint32_t)m->size[i], 4);
    write_number(out, m->n_parties, 1);
    for (uint32_t i = 0; i < m->n_parties; i++) {
        const chy_mark_party *p = &m->parties[i];
        const uint32_t of[] = {p->atom, p->id, p->person, p->sector};
        for (int k = 0; k < 4; k++)
            write_number(out, of[k], 4);
        write_number(out, p->part, 1);
    }
    const chy_mark_set *sets[] = {&m->words, &m->names, &m->numbers, &m->ordinals, &m->sketch};
    for (int i = 0; i < 5; i++)
        write_set(out, sets[i]);
}

bool chy_marks_read(const void *bytes, size_t len, chy_marks *m)
{
    cursor c = {.at = bytes, .left = len};
    *m = (chy_marks){.n = 1};
    if (read_number(&c, 1) != VERSION)
        return false;
    uint32_t confidence;
    uint32_t *const words[] = {&m->cameo, &m->mode, (uint32_t *)&m->report_day, (uint32_t *)&m->first, (uint32_t *)&m->last,
                               (uint32_t *)&m->at, &confidence, &m->geonameid, &m->country};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i] = (uint32_t)read_number(&c, 4);
    memcpy(&m->confidence, &confidence, 4);
    uint8_t *const small[] = {&m->type, &m->content, &m->status, &m->stated, &m->resolution, &m->symmetric};
    for (size_t i = 0; i < 6; i++)
        *small[i] = (uint8_t)read_number(&c, 1);
    for (int i = 0; i < CHY_N_SIZE; i++)
        m->size[i] = (int32_t)read_number(&c, 4);
    m->n_parties = (uint32_t)read_number(&c, 1);
    c.failed = c.failed || m->n_parties > CHY_MARKS_PARTIES;
    for (uint32_t i = 0; i < m->n_parties && !c.failed; i++) {
        chy_mark_party *p = &m->parties[i];
        p->atom = (uint32_t)read_number(&c, 4);
        p->id = (uint32_t)read_number(&c, 4);
        p->person = (uint32_t)read_number(&c, 4);
        p->sector = (uint32_t)read_number(&c, 4);
        p->part = (uint8_t)read_number(&c, 1);
    }
    chy_mark_set *const sets[] = {&m->words, &m->names, &m->numbers, &m->ordinals, &m->sketch};
    for (int i = 0; i < 5; i++)
        read_set(&c, sets[i]);
    return !c.failed && !c.left;
}

/* ---- keys ---- */

enum { KEY_PAIR = 1, KEY_ALONE, KEY_ONE_OF, KEY_PLACE, KEY_PERSON, KEY_WORDS };

static uint64_t key(uint32_t kind, uint32_t a, uint32_t b, bool wide)
{
    uint32_t parts[4] = {kind, a < b ? a : b, a < b ? b : a, wide};
    return chy_hash(parts, sizeof parts);
}

static void put_key(chy_merge_keys *out, uint64_t k)
{
    if (out->n_put < CHY_MERGE_KEYS)
        out->put[out->n_put++] = k;
}

static void ask_key(chy_merge_keys *out, uint64_t k)
{
    if (out->n_ask < CHY_MERGE_KEYS)
        out->ask[out->n_ask++] = k;
}

/* Deeds that two readers may call by different types. */
static uint32_t family(const chy_marks *m)
{
    static const uint8_t of[CHY_N_TYPE] = {
        [CHY_TYPE_AGREE] = 1, [CHY_TYPE_CONSULT] = 1, [CHY_TYPE_SUPPORT] = 1, [CHY_TYPE_COOPERATE] = 1, [CHY_TYPE_AID] = 1,
        [CHY_TYPE_CONCEDE] = 1, [CHY_TYPE_RETREAT] = 1, [CHY_TYPE_REQUEST] = 2, [CHY_TYPE_ACCUSE] = 2, [CHY_TYPE_REJECT] = 2,
        [CHY_TYPE_THREATEN] = 2, [CHY_TYPE_PROTEST] = 3, [CHY_TYPE_SANCTION] = 3, [CHY_TYPE_MOBILIZE] = 3, [CHY_TYPE_COERCE] = 3,
        [CHY_TYPE_ASSAULT] = 3};
    return of[m->type];
}

void chy_merge_keys_make(const chy_marks *m, chy_merge_keys *out)
{
    bool known = m->first != CHY_MARKS_NO_DAY, wide = known && m->last - m->first > CHY_MARKS_WIDE;
    *out = (chy_merge_keys){.day = known ? m->first : CHY_MARKS_NO_DAY};
    chy_mark_set atoms = {0}, people = {0};
    for (uint32_t i = 0; i < m->n_parties; i++) {
        if (m->parties[i].atom)
            put(&atoms, CHY_MARKS_PARTIES, m->parties[i].atom);
        if (m->parties[i].person)
            put(&people, CHY_MARKS_PARTIES, m->parties[i].person);
    }
    /* Undated reports only meet their own copies. */
    if (m->sketch.n >= 4) {
        uint32_t all = hash32((const char *)m->sketch.items, m->sketch.n * sizeof *m->sketch.items, 17);
        put_key(out, key(KEY_WORDS, all, 0, wide));
        ask_key(out, key(KEY_WORDS, all, 0, wide));
    }
    if (!known)
        return;
    if (m->geonameid && m->resolution >= 3) {
        put_key(out, key(KEY_PLACE, m->geonameid, family(m), wide));
        ask_key(out, key(KEY_PLACE, m->geonameid, family(m), wide));
    }
    for (uint32_t i = 0; i < people.n && i < 6; i++) {
        put_key(out, key(KEY_PERSON, people.items[i], 0, wide));
        ask_key(out, key(KEY_PERSON, people.items[i], 0, wide));
    }
    uint32_t n = atoms.n < 7 ? atoms.n : 7;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = i + 1; k < n; k++) {
            put_key(out, key(KEY_PAIR, atoms.items[i], atoms.items[k], wide));
            ask_key(out, key(KEY_PAIR, atoms.items[i], atoms.items[k], wide));
        }
    for (uint32_t i = 0; i < n; i++) {
        put_key(out, key(n == 1 ? KEY_ALONE : KEY_ONE_OF, atoms.items[i], family(m), wide));
        ask_key(out, key(KEY_ALONE, atoms.items[i], family(m), wide));
        if (n == 1)
            ask_key(out, key(KEY_ONE_OF, atoms.items[i], family(m), wide));
    }
}

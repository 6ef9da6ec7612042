/* src/events/reader.c - Reads the text of data/events/: classes, rules, scores, CAMEO codes and contexts. Every complaint
 * names file and line. What the lines mean is docs/RULES.md; matching is match.c's. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "events/rules.h"

typedef struct word_class {
    const char *name;
    chy_words words;
    struct word_class *next;
} word_class;

/* Classes are needed while reading and for a few lookups by name afterwards; they hang behind the struct. */
typedef struct rule_book {
    chy_rules rules;
    word_class *classes;
    size_t rules_cap, scores_cap, cameos_cap, contexts_cap;
} rule_book;

typedef struct line_reader {
    rule_book *book;
    const char *file;
    uint32_t line;
    chy_rule *rule; /* the rule whose lines are being read, or NULL */
    chy_err *err;
} line_reader;

typedef struct slice { const char *at; size_t len; } slice;

bool chy_words_has(const chy_words *words, uint64_t hash)
{
    uint32_t low = 0, high = words->n;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (words->hashes[mid] < hash)
            low = mid + 1;
        else
            high = mid;
    }
    return low < words->n && words->hashes[low] == hash;
}

static chy_status complain(const line_reader *in, const char *what, slice about)
{
    return chy_err_set(in->err, CHY_E_FORMAT, in->line, "%s:%u: %s%s%.*s", in->file, in->line, what,
                       about.len ? ": " : "", (int)(about.len < 80 ? about.len : 80), about.len ? about.at : "");
}

static chy_status no_memory(const line_reader *in)
{
    return chy_err_set(in->err, CHY_E_NOMEM, in->line, "%s:%u: out of memory", in->file, in->line);
}

static slice trim(slice s)
{
    while (s.len && isspace((unsigned char)*s.at))
        s.at++, s.len--;
    while (s.len && isspace((unsigned char)s.at[s.len - 1]))
        s.len--;
    return s;
}

/* Takes the next word (blanks and commas separate) off `rest`; false at the end. */
static bool next_word(slice *rest, slice *word)
{
    while (rest->len && (isspace((unsigned char)*rest->at) || *rest->at == ','))
        rest->at++, rest->len--;
    word->at = rest->at;
    while (rest->len && !isspace((unsigned char)*rest->at) && *rest->at != ',')
        rest->at++, rest->len--;
    word->len = (size_t)(rest->at - word->at);
    return word->len > 0;
}

static bool is(slice s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.at, text, s.len) == 0;
}

static const char *keep(line_reader *in, slice s)
{
    return chy_arena_dup(&in->book->rules.arena, s.at, s.len);
}

static const word_class *find_class(const rule_book *book, slice name)
{
    for (const word_class *c = book->classes; c; c = c->next)
        if (is(name, c->name))
            return c;
    return NULL;
}

const chy_words *chy_rules_class(const chy_rules *rules, const char *name)
{
    const word_class *c = find_class((const rule_book *)rules, (slice){name, strlen(name)});
    return c ? &c->words : NULL;
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Words and @classes to a set. Two-word triggers (with `_`) go to `pairs` when it is not NULL. */
static chy_status read_words(line_reader *in, slice rest, chy_words *out, chy_pair **pairs, uint32_t *n_pairs)
{
    chy_arena *arena = &in->book->rules.arena;
    size_t cap = out->n, n = out->n, pair_cap = n_pairs ? *n_pairs : 0;
    uint64_t *hashes = out->hashes;
    slice word;
    while (next_word(&rest, &word)) {
        if (word.at[0] == '@') {
            const word_class *c = find_class(in->book, (slice){word.at + 1, word.len - 1});
            if (!c)
                return complain(in, "unknown class", word);
            for (uint32_t i = 0; i < c->words.n; i++) {
                if (!(hashes = chy_arena_grow(arena, hashes, n, &cap, sizeof *hashes)))
                    return no_memory(in);
                hashes[n++] = c->words.hashes[i];
            }
            continue;
        }
        const char *join = memchr(word.at, '_', word.len);
        if (join && pairs) {
            size_t first = (size_t)(join - word.at);
            if (!(*pairs = chy_arena_grow(arena, *pairs, *n_pairs, &pair_cap, sizeof **pairs)))
                return no_memory(in);
            (*pairs)[(*n_pairs)++] =
                (chy_pair){chy_hash(word.at, first), chy_hash(join + 1, word.len - first - 1)};
            continue;
        }
        if (!(hashes = chy_arena_grow(arena, hashes, n, &cap, sizeof *hashes)))
            return no_memory(in);
        hashes[n++] = chy_hash(word.at, word.len);
    }
    if (n)
        qsort(hashes, n, sizeof *hashes, by_hash);
    *out = (chy_words){.hashes = hashes, .n = (uint32_t)n};
    return CHY_OK;
}

static chy_status read_class(line_reader *in, slice name, slice words)
{
    if (find_class(in->book, name))
        return complain(in, "this class was defined before", name);
    word_class *c = chy_arena_alloc(&in->book->rules.arena, 1, sizeof *c);
    if (!c || !(c->name = keep(in, name)))
        return no_memory(in);
    chy_status status = read_words(in, words, &c->words, NULL, NULL);
    c->next = in->book->classes;
    in->book->classes = c;
    return status;
}

static chy_status read_refs(line_reader *in, slice rest, chy_slot_refs *out)
{
    slice word;
    while (next_word(&rest, &word)) {
        if (out->n == CHY_MAX_REFS)
            return complain(in, "too many slots", word);
        chy_slot_ref ref = {.slot = CHY_SLOT_PREP};
        if (word.len > 2 && memcmp(word.at, "g:", 2) == 0) {
            ref.governor = true;
            word.at += 2;
            word.len -= 2;
        }
        bool named = is(word, "prep");
        for (int s = 0; s < CHY_N_SLOT && !named; s++)
            if (is(word, chy_slot_names[s])) {
                ref.slot = (chy_slot)s;
                named = true;
            }
        if (!named)
            ref.prep = chy_hash(word.at, word.len);
        out->items[out->n++] = ref;
    }
    return out->n ? CHY_OK : complain(in, "a slot is missing", rest);
}

static chy_status read_test(line_reader *in, slice slots, slice words, bool negated)
{
    chy_rule *rule = in->rule;
    if (rule->n_tests == CHY_MAX_TESTS)
        return complain(in, "too many tests in one rule", slots);
    chy_test *test = &rule->tests[rule->n_tests++];
    test->negated = negated;
    chy_status status = read_refs(in, slots, &test->refs);
    if (status == CHY_OK)
        status = read_words(in, words, &test->words, NULL, NULL);
    test->any = test->words.n == 0;
    rule->conditions += negated ? 1 : 2;
    return status;
}

static chy_type find_type(slice word)
{
    for (int t = 1; t < CHY_N_TYPE; t++)
        if (is(word, chy_type_names[t]))
            return (chy_type)t;
    return CHY_TYPE_NONE;
}

const char *chy_rules_mode(const chy_rules *rules, const char *name, size_t len)
{
    for (uint32_t i = 0; i < rules->n_scores; i++)
        if (rules->scores[i].mode && is((slice){name, len}, rules->scores[i].mode))
            return rules->scores[i].mode;
    return NULL;
}

const char *chy_rules_cameo(const chy_rules *rules, const char *code, size_t len)
{
    for (uint32_t i = 0; i < rules->n_cameos; i++)
        if (is((slice){code, len}, rules->cameos[i].code))
            return rules->cameos[i].code;
    return NULL;
}

/* give: TYPE CAMEO [mode ...] [content TYPE] [roles A B] */
static chy_status read_give(line_reader *in, slice rest)
{
    chy_rule *rule = in->rule;
    const chy_rules *rules = &in->book->rules;
    slice word;
    if (!next_word(&rest, &word) || !(rule->type = find_type(word)))
        return complain(in, "give: wants one of the 16 types first", word);
    if (!next_word(&rest, &word) || !(rule->cameo = chy_rules_cameo(rules, word.at, word.len)))
        return complain(in, "give: wants a CAMEO code of ontology.txt second", word);
    uint32_t n_modes = 0;
    while (next_word(&rest, &word)) {
        if (is(word, "content")) {
            if (!next_word(&rest, &word) || !(rule->content = find_type(word)))
                return complain(in, "content wants a type", word);
        } else if (is(word, "roles")) {
            chy_role *roles[] = {&rule->actor_role, &rule->recipient_role};
            for (int k = 0; k < 2 && next_word(&rest, &word); k++)
                for (int r = 0; r < CHY_N_ROLE; r++)
                    if (is(word, chy_role_names[r]))
                        *roles[k] = (chy_role)r;
        } else if (n_modes < CHY_MAX_MODES) {
            if (!(rule->modes[n_modes++] = chy_rules_mode(rules, word.at, word.len)))
                return complain(in, "unknown mode", word);
        }
    }
    return CHY_OK;
}

static chy_status read_example(line_reader *in, slice value)
{
    const char *equals = NULL;
    for (size_t i = 0; i + 2 < value.len; i++)
        if (memcmp(value.at + i, " = ", 3) == 0)
            equals = value.at + i;
    if (!equals)
        return complain(in, "e.g. wants a sentence, ` = ` and what it gives", value);
    size_t sentence = (size_t)(equals - value.at);
    in->rule->example = keep(in, trim((slice){value.at, sentence}));
    in->rule->expected = keep(in, trim((slice){equals + 3, value.len - sentence - 3}));
    return in->rule->example && in->rule->expected ? CHY_OK : no_memory(in);
}

static chy_status read_triggers(line_reader *in, slice value, bool verbs)
{
    chy_rule *rule = in->rule;
    if (verbs && rule->n_pairs)
        return complain(in, "verb: must come before noun:", value);
    chy_status status = read_words(in, value, verbs ? &rule->verbs : &rule->nouns, &rule->pairs, &rule->n_pairs);
    if (verbs)
        rule->n_verb_pairs = rule->n_pairs;
    return status;
}

static chy_status read_rule_line(line_reader *in, slice key, slice value)
{
    chy_rule *rule = in->rule;
    slice word = key, rest = key;
    if (is(key, "verb") || is(key, "noun"))
        return read_triggers(in, value, is(key, "verb"));
    if (is(key, "under") || is(key, "not under")) {
        rule->conditions += is(key, "under") ? 2 : 1;
        return read_words(in, value, is(key, "under") ? &rule->under : &rule->not_under, NULL, NULL);
    }
    if (is(key, "actor"))
        return read_refs(in, value, &rule->actor);
    if (is(key, "recipient"))
        return read_refs(in, value, &rule->recipient);
    if (is(key, "parties")) {
        rule->symmetric = true;
        return read_refs(in, value, &rule->actor);
    }
    if (is(key, "voice")) {
        rule->passive_only = is(value, "passive");
        rule->active_only = is(value, "active");
        return rule->passive_only || rule->active_only ? CHY_OK : complain(in, "voice: active or passive", value);
    }
    if (is(key, "give"))
        return read_give(in, value);
    if (next_word(&rest, &word) && (is(word, "has") || is(word, "not")))
        return read_test(in, rest, value, is(word, "not"));
    return complain(in, "unknown line in a rule", key);
}

static chy_status start_rule(line_reader *in, slice name)
{
    rule_book *book = in->book;
    chy_rules *rules = &book->rules;
    for (uint32_t i = 0; i < rules->n_rules; i++)
        if (is(name, rules->rules[i].name))
            return complain(in, "a rule of this name was defined before", name);
    rules->rules = chy_arena_grow(&rules->arena, rules->rules, rules->n_rules, &book->rules_cap, sizeof(chy_rule));
    if (!rules->rules)
        return no_memory(in);
    in->rule = &rules->rules[rules->n_rules];
    *in->rule = (chy_rule){.line = in->line, .number = rules->n_rules, .name = keep(in, name), .name_hash = chy_hash(name.at, name.len),
                           .file = keep(in, (slice){in->file, strlen(in->file)})};
    rules->n_rules++;
    return in->rule->name && in->rule->file ? CHY_OK : no_memory(in);
}

/* score TYPE [mode] VALUE */
static chy_status read_score(line_reader *in, slice rest)
{
    chy_rules *rules = &in->book->rules;
    slice type, mode, value;
    chy_score score = {0};
    if (!next_word(&rest, &type) || !(score.type = find_type(type)) || !next_word(&rest, &mode))
        return complain(in, "score TYPE [mode] VALUE", type);
    if (next_word(&rest, &value))
        score.mode = keep(in, mode);
    else
        value = mode;
    score.value = strtof(value.at, NULL);
    rules->scores = chy_arena_grow(&rules->arena, rules->scores, rules->n_scores, &in->book->scores_cap, sizeof score);
    if (!rules->scores)
        return no_memory(in);
    rules->scores[rules->n_scores++] = score;
    return CHY_OK;
}

/* cameo CODE GOLDSTEIN name of the code */
static chy_status read_cameo(line_reader *in, slice rest)
{
    chy_rules *rules = &in->book->rules;
    slice code, value;
    if (!next_word(&rest, &code) || !next_word(&rest, &value))
        return complain(in, "cameo CODE GOLDSTEIN NAME", rest);
    chy_cameo cameo = {.code = keep(in, code), .goldstein = strtof(value.at, NULL), .name = keep(in, trim(rest))};
    rules->cameos = chy_arena_grow(&rules->arena, rules->cameos, rules->n_cameos, &in->book->cameos_cap, sizeof cameo);
    if (!rules->cameos || !cameo.code || !cameo.name)
        return no_memory(in);
    rules->cameos[rules->n_cameos++] = cameo;
    return CHY_OK;
}

static chy_status read_context(line_reader *in, slice name, slice words)
{
    chy_rules *rules = &in->book->rules;
    if (rules->n_contexts == CHY_MAX_CONTEXTS)
        return complain(in, "too many contexts", name);
    chy_context context = {.name = keep(in, name)};
    chy_status status = read_words(in, words, &context.words, NULL, NULL);
    rules->contexts =
        chy_arena_grow(&rules->arena, rules->contexts, rules->n_contexts, &in->book->contexts_cap, sizeof context);
    if (!rules->contexts || !context.name)
        return no_memory(in);
    rules->contexts[rules->n_contexts++] = context;
    return status;
}

/* `a_b` is one thing in two words, `a~b` a verb and what its object or preposition brings. */
static uint64_t lexicon_key(slice word, chy_lexicon_part part)
{
    const char *join = memchr(word.at, '_', word.len), *object = memchr(word.at, '~', word.len);
    const char *at = join ? join : object;
    size_t first = at ? (size_t)(at - word.at) : word.len;
    return chy_lexicon_key(part, chy_hash(word.at, first), at ? chy_hash(at + 1, word.len - first - 1) : 0, at && !join);
}

/* lexicon TYPE verb|noun|adjective: words */
static chy_status read_lexicon(line_reader *in, slice type_name, slice part_name, slice words)
{
    chy_type type = find_type(type_name);
    int part = 0;
    if (!type && !is(type_name, "NONE"))
        return complain(in, "this is neither a type nor NONE", type_name);
    while (part < CHY_N_LEXICON_PART && !is(part_name, chy_lexicon_part_names[part]))
        part++;
    if (part == CHY_N_LEXICON_PART)
        return complain(in, "a part of speech is verb, noun or adjective", part_name);
    for (slice word; next_word(&words, &word);)
        if (!chy_lexicon_add(&in->book->rules.lexicon, &in->book->rules.arena, lexicon_key(word, (chy_lexicon_part)part), type))
            return no_memory(in);
    return CHY_OK;
}

static chy_status end_rule(line_reader *in)
{
    const chy_rule *rule = in->rule;
    in->rule = NULL;
    if (!rule)
        return CHY_OK;
    slice name = {rule->name, strlen(rule->name)};
    if (!rule->type)
        return complain(in, "the rule before this line gives nothing", name);
    if (!rule->verbs.n && !rule->nouns.n && !rule->n_pairs)
        return complain(in, "the rule before this line has no verb and no noun", name);
    return CHY_OK;
}

static chy_status read_line(line_reader *in, slice line)
{
    bool indented = line.len && isspace((unsigned char)line.at[0]);
    slice body = trim(line), word, rest = body;
    if (!body.len || body.at[0] == '#')
        return CHY_OK;
    if (indented && body.len > 4 && memcmp(body.at, "e.g.", 4) == 0)
        return in->rule ? read_example(in, trim((slice){body.at + 4, body.len - 4})) : complain(in, "no rule here", body);
    const char *colon = memchr(body.at, ':', body.len);
    /* `g:subj` inside a key does not end it. */
    while (colon && colon > body.at && colon[-1] == 'g' && (colon - 1 == body.at || isspace((unsigned char)colon[-2])))
        colon = memchr(colon + 1, ':', body.len - (size_t)(colon + 1 - body.at));
    slice key = colon ? trim((slice){body.at, (size_t)(colon - body.at)}) : body;
    slice value = colon ? trim((slice){colon + 1, body.len - (size_t)(colon + 1 - body.at)}) : (slice){"", 0};
    if (indented)
        return !in->rule ? complain(in, "an indented line outside a rule", body)
               : colon   ? read_rule_line(in, key, value)
                         : complain(in, "a colon is missing", body);
    chy_status status = end_rule(in);
    if (status != CHY_OK)
        return status;
    next_word(&rest, &word);
    if (is(word, "rule"))
        return start_rule(in, trim(rest));
    if (is(word, "score"))
        return read_score(in, rest);
    if (is(word, "cameo"))
        return read_cameo(in, rest);
    slice name;
    rest = key;
    next_word(&rest, &word);
    if (colon && next_word(&rest, &name) && is(word, "class"))
        return read_class(in, name, value);
    if (colon && name.len && is(word, "context"))
        return read_context(in, name, value);
    if (colon && name.len && is(word, "lexicon"))
        return read_lexicon(in, name, trim(rest), value);
    return complain(in, "a line must begin with rule, class, context, lexicon, score or cameo", body);
}

chy_status chy_rules_read(chy_rules *rules, const char *file, const char *text, size_t len, chy_err *err)
{
    line_reader in = {.book = (rule_book *)rules, .file = file, .err = err};
    chy_status status = CHY_OK;
    for (size_t at = 0; at < len && status == CHY_OK;) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t line_len = end ? (size_t)(end - text) - at : len - at;
        in.line++;
        status = read_line(&in, (slice){text + at, line_len});
        at += line_len + 1;
    }
    return status == CHY_OK ? end_rule(&in) : status;
}

/* ---- the index from trigger lemma to rules ---- */

static chy_status index_add(chy_rules *rules, uint64_t hash, uint32_t rule)
{
    uint32_t mask = rules->index_size - 1, at = (uint32_t)hash & mask;
    while (rules->index[at].n && rules->index[at].hash != hash)
        at = (at + 1) & mask;
    chy_trigger_slot *slot = &rules->index[at];
    size_t cap = 8;
    while (cap < slot->n)
        cap *= 2;
    if (slot->n == 0)
        slot->rules = chy_arena_alloc(&rules->arena, cap, sizeof *slot->rules);
    else
        slot->rules = chy_arena_grow(&rules->arena, slot->rules, slot->n, &cap, sizeof *slot->rules);
    if (!slot->rules)
        return CHY_E_NOMEM;
    slot->hash = hash;
    if (slot->n == 0 || slot->rules[slot->n - 1] != rule)
        slot->rules[slot->n++] = rule;
    return CHY_OK;
}

static chy_status index_rule(chy_rules *rules, const chy_rule *rule)
{
    chy_status status = CHY_OK;
    for (uint32_t i = 0; i < rule->verbs.n && status == CHY_OK; i++)
        status = index_add(rules, rule->verbs.hashes[i], rule->number);
    for (uint32_t i = 0; i < rule->nouns.n && status == CHY_OK; i++)
        status = index_add(rules, rule->nouns.hashes[i], rule->number);
    for (uint32_t i = 0; i < rule->n_pairs && status == CHY_OK; i++)
        status = index_add(rules, i < rule->n_verb_pairs ? rule->pairs[i].first : rule->pairs[i].second, rule->number);
    return status;
}

static chy_status find_status_classes(chy_rules *rules, chy_err *err)
{
    static const char *const names[CHY_N_STATUS_CLASS] = {
        "plan_verb", "refuse_verb", "demand_verb", "consider_verb", "future_word", "possible_word",
        "negative_word", "condition_word", "speech_verb", "speech_noun"};
    for (int i = 0; i < CHY_N_STATUS_CLASS; i++)
        if (!(rules->status_classes[i] = chy_rules_class(rules, names[i])))
            return chy_err_set(err, CHY_E_FORMAT, 0, "rules: the class %s is missing", names[i]);
    return CHY_OK;
}

static bool index_contexts(chy_rules *rules)
{
    uint32_t words = 0;
    for (uint32_t i = 0; i < rules->n_contexts; i++)
        words += rules->contexts[i].words.n;
    rules->context_index_size = 64;
    while (rules->context_index_size < 2 * words)
        rules->context_index_size *= 2;
    rules->context_index = chy_arena_alloc(&rules->arena, rules->context_index_size, sizeof *rules->context_index);
    for (uint32_t i = 0; rules->context_index && i < rules->n_contexts; i++)
        for (uint32_t k = 0; k < rules->contexts[i].words.n; k++) {
            uint64_t hash = rules->contexts[i].words.hashes[k];
            uint32_t at = (uint32_t)hash & (rules->context_index_size - 1);
            while (rules->context_index[at].contexts && rules->context_index[at].hash != hash)
                at = (at + 1) & (rules->context_index_size - 1);
            rules->context_index[at].hash = hash;
            rules->context_index[at].contexts |= (uint64_t)1 << i;
        }
    return rules->context_index != NULL;
}

uint64_t chy_rules_contexts(const chy_rules *rules, uint64_t hash)
{
    uint32_t mask = rules->context_index_size - 1;
    for (uint32_t at = (uint32_t)hash & mask; rules->context_index[at].contexts; at = (at + 1) & mask)
        if (rules->context_index[at].hash == hash)
            return rules->context_index[at].contexts;
    return 0;
}

chy_status chy_rules_finish(chy_rules *rules, chy_err *err)
{
    if (find_status_classes(rules, err) != CHY_OK)
        return CHY_E_FORMAT;
    size_t triggers = 16;
    for (uint32_t i = 0; i < rules->n_rules; i++)
        triggers += rules->rules[i].verbs.n + rules->rules[i].nouns.n + rules->rules[i].n_pairs;
    rules->index_size = 64;
    while (rules->index_size < 2 * triggers)
        rules->index_size *= 2;
    rules->index = chy_arena_alloc(&rules->arena, rules->index_size, sizeof *rules->index);
    if (!rules->index || !index_contexts(rules) || !chy_lexicon_index(&rules->lexicon, &rules->arena))
        return chy_err_set(err, CHY_E_NOMEM, 0, "rules: out of memory");
    for (uint32_t i = 0; i < rules->n_rules; i++)
        if (index_rule(rules, &rules->rules[i]) != CHY_OK)
            return chy_err_set(err, CHY_E_NOMEM, 0, "rules: out of memory");
    return CHY_OK;
}

const uint32_t *chy_rules_for(const chy_rules *rules, uint64_t hash, uint32_t *n)
{
    *n = 0;
    if (!rules->index_size)
        return NULL;
    uint32_t mask = rules->index_size - 1;
    for (uint32_t at = (uint32_t)hash & mask; rules->index[at].n; at = (at + 1) & mask)
        if (rules->index[at].hash == hash) {
            *n = rules->index[at].n;
            return rules->index[at].rules;
        }
    return NULL;
}

float chy_rules_scale(const chy_rules *rules, chy_type type, const char *mode)
{
    float value = 0;
    for (uint32_t i = 0; i < rules->n_scores; i++) {
        const chy_score *score = &rules->scores[i];
        if (score->type != type)
            continue;
        if (mode && score->mode && strcmp(mode, score->mode) == 0)
            return score->value;
        if (!score->mode)
            value = score->value;
    }
    return value;
}

float chy_rules_goldstein(const chy_rules *rules, const char *cameo)
{
    for (uint32_t i = 0; i < rules->n_cameos; i++)
        if (strcmp(rules->cameos[i].code, cameo) == 0)
            return rules->cameos[i].goldstein;
    return 0;
}

chy_rules *chy_rules_book_new(void)
{
    rule_book *book = calloc(1, sizeof *book);
    if (!book)
        return NULL;
    chy_arena_init(&book->rules.arena);
    return &book->rules;
}

/* src/ledger/words.c - Reads data/ledger/: `class NAME [LABEL]: words` and `name SORT: names | kind | year | parties`; see words.h. */
#include "ledger/words.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "ledger/ledger.h"

#define SLOTS 8192u /* a power of two, several times the words there are */
#define MAX_WORDS (SLOTS / 2)
#define MAX_FILE ((size_t)1 << 20)

typedef struct slot { uint64_t hash; const void *value; } slot;

struct chy_ledger_book {
    chy_arena arena;
    slot words[SLOTS], names[SLOTS];
    uint32_t n_words, n_names;
    uint64_t seen; /* classes that have words */
};

static const char *const class_names[LEDGER_N_CLASS] = {
#define X(name, text) text,
    LEDGER_CLASSES(X)
#undef X
};

static slot *find_slot(slot *slots, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & (SLOTS - 1);
    while (slots[at].value && slots[at].hash != hash)
        at = (at + 1) & (SLOTS - 1);
    return &slots[at];
}

const ledger_hit *ledger_words_find(const chy_ledger_book *book, const char *words, size_t len)
{
    return find_slot(((chy_ledger_book *)book)->words, chy_hash(words, len))->value;
}

const ledger_name *ledger_name_find(const chy_ledger_book *book, const char *folded, size_t len)
{
    return find_slot(((chy_ledger_book *)book)->names, chy_hash(folded, len))->value;
}

static chy_status put(slot *slots, uint32_t *n, uint64_t hash, const void *value)
{
    slot *at = find_slot(slots, hash);
    if (!at->value && ++*n > MAX_WORDS)
        return CHY_E_LIMIT;
    *at = (slot){.hash = hash, .value = value};
    return CHY_OK;
}

static chy_status add_word(chy_ledger_book *book, ledger_class class, const char *label, char *word)
{
    for (char *c = word; *c; c++)
        if (*c == '_')
            *c = ' ';
    uint64_t hash = chy_hash(word, strlen(word));
    ledger_hit *hit = chy_arena_alloc(&book->arena, 1, sizeof *hit);
    if (!hit)
        return CHY_E_NOMEM;
    *hit = (ledger_hit){.class = class, .label = label, .next = find_slot(book->words, hash)->value};
    book->seen |= (uint64_t)1 << class;
    return put(book->words, &book->n_words, hash, hit);
}

static int find_class(const char *name)
{
    for (int i = 0; i < LEDGER_N_CLASS; i++)
        if (!strcmp(class_names[i], name))
            return i;
    return -1;
}

/* "class NAME LABEL: words": what stands between the first word and the colon. */
static chy_status read_class(chy_ledger_book *book, char *head, char *words, const char **why)
{
    char *label = head + strcspn(head, " ");
    if (*label)
        *label++ = '\0';
    int class = find_class(head);
    if (class < 0) {
        *why = "no class of this name";
        return CHY_E_FORMAT;
    }
    const char *kept = chy_arena_dup(&book->arena, label, strlen(label));
    chy_status status = kept ? CHY_OK : CHY_E_NOMEM;
    char *save = NULL;
    for (char *word = strtok_r(words, " \t", &save); word && status == CHY_OK; word = strtok_r(NULL, " \t", &save))
        status = add_word(book, (ledger_class)class, kept, word);
    return status;
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t len = strlen(text);
    while (len && (text[len - 1] == ' ' || text[len - 1] == '\t' || text[len - 1] == '\r'))
        text[--len] = '\0';
    return text;
}

static chy_status read_parties(chy_ledger_book *book, ledger_name *name, char *codes)
{
    const char **list = chy_arena_alloc(&book->arena, strlen(codes) / 2 + 1, sizeof *list);
    if (!list)
        return CHY_E_NOMEM;
    char *save = NULL;
    for (char *code = strtok_r(codes, " ", &save); code; code = strtok_r(NULL, " ", &save)) {
        list[name->n_parties] = chy_arena_dup(&book->arena, code, strlen(code));
        if (!list[name->n_parties++])
            return CHY_E_NOMEM;
    }
    name->parties = list;
    return CHY_OK;
}

/* "name SORT: first name; other names | kind | year | codes" */
static chy_status read_name(chy_ledger_book *book, char *sort, char *line, const char **why)
{
    char *field[4] = {line, NULL, NULL, NULL};
    for (int i = 1; i < 4; i++) {
        field[i] = strchr(field[i - 1], '|');
        if (!field[i]) {
            *why = "a name has four fields with | between them";
            return CHY_E_FORMAT;
        }
        *field[i]++ = '\0';
    }
    ledger_name *name = chy_arena_alloc(&book->arena, 1, sizeof *name);
    if (!name)
        return CHY_E_NOMEM;
    name->sort = chy_arena_dup(&book->arena, sort, strlen(sort));
    char *kind = trim(field[1]), *year = trim(field[2]);
    name->kind = chy_arena_dup(&book->arena, kind, strlen(kind));
    name->year = chy_arena_dup(&book->arena, year, strlen(year));
    if (!name->sort || !name->kind || !name->year)
        return CHY_E_NOMEM;
    chy_status status = read_parties(book, name, trim(field[3]));
    char *save = NULL;
    for (char *one = strtok_r(field[0], ";", &save); one && status == CHY_OK; one = strtok_r(NULL, ";", &save)) {
        char folded[256];
        one = trim(one);
        if (!name->key && !(name->key = chy_arena_dup(&book->arena, one, strlen(one))))
            return CHY_E_NOMEM;
        if (chy_utf8_fold(one, strlen(one), folded, sizeof folded) < sizeof folded)
            status = put(book->names, &book->n_names, chy_hash(folded, strlen(folded)), name);
    }
    return status;
}

static chy_status read_line(chy_ledger_book *book, char *line, const char **why)
{
    line = trim(line);
    if (!*line || *line == '#')
        return CHY_OK;
    char *colon = strchr(line, ':');
    *why = "expected `class NAME: words` or `name SORT: names | kind | year | parties`";
    if (!colon)
        return CHY_E_FORMAT;
    *colon = '\0';
    if (!strncmp(line, "class ", 6))
        return read_class(book, trim(line + 6), colon + 1, why);
    if (!strncmp(line, "name ", 5))
        return read_name(book, trim(line + 5), colon + 1, why);
    return CHY_E_FORMAT;
}

static chy_status read_file(chy_ledger_book *book, const char *path, chy_err *err)
{
    chy_file file;
    chy_status status = chy_file_read(path, MAX_FILE, &file, err);
    if (status != CHY_OK)
        return status;
    char *text = chy_arena_dup(&book->arena, file.data, file.len);
    chy_file_release(&file);
    if (!text)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory", path);
    uint64_t number = 0;
    char *save = text;
    while (status == CHY_OK && save) {
        char *line = strsep(&save, "\n");
        const char *why = "no memory";
        number++;
        status = read_line(book, line, &why);
        if (status != CHY_OK)
            chy_err_set(err, status, number, "%s:%llu: %s", path, (unsigned long long)number, status == CHY_E_LIMIT ? "too many words" : why);
    }
    return status;
}

static int is_text(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && !strcmp(entry->d_name + len - 4, ".txt");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static chy_status read_all(chy_ledger_book *book, const char *dir, chy_err *err)
{
    struct dirent **entries = NULL;
    int n = scandir(dir, &entries, is_text, by_name);
    if (n < 0)
        return chy_err_set(err, errno == ENOMEM ? CHY_E_NOMEM : CHY_E_IO, 0, "%s: cannot read the words of the ledger: %s", dir, strerror(errno));
    chy_status status = CHY_OK;
    for (int i = 0; i < n; i++) {
        char path[4096];
        int len = snprintf(path, sizeof path, "%s/%s", dir, entries[i]->d_name);
        if (status == CHY_OK)
            status = len < (int)sizeof path ? read_file(book, path, err) : chy_err_set(err, CHY_E_USAGE, 0, "%.100s: the path is too long", dir);
        free(entries[i]);
    }
    free(entries);
    for (int i = 0; i < LEDGER_N_CLASS && status == CHY_OK; i++)
        if (!(book->seen >> i & 1))
            status = chy_err_set(err, CHY_E_FORMAT, 0, "%s: the class \"%s\" has no words", dir, class_names[i]);
    return status;
}

chy_ledger_book *chy_ledger_book_open(const char *dir, chy_err *err)
{
    chy_ledger_book *book = calloc(1, sizeof *book);
    if (!book) {
        chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the words of the ledger");
        return NULL;
    }
    chy_arena_init(&book->arena);
    if (read_all(book, dir, err) == CHY_OK)
        return book;
    chy_ledger_book_free(book);
    return NULL;
}

void chy_ledger_book_free(chy_ledger_book *book)
{
    if (!book)
        return;
    chy_arena_release(&book->arena);
    free(book);
}

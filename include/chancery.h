/* chancery.h - The public face of libchancery: news in, coded events out.
 *
 * Three lifetimes, three kinds of handle:
 *   process   chy_knowledge   dictionaries, rules, models: const once open, shared by all threads
 *   worker    chy_coder       scratch of one thread; reads one chy_knowledge
 *   article   chy_coding      what became of one document; reused for the next by chy_coder_run
 * Documents come from the caller (chy_document_set) or from files (chy_reader_next).
 *
 * The library never prints, never exits, never asks the clock or the environment, and keeps no global state. A handle belongs
 * to one thread at a time unless it is said to be const. Strings are UTF-8. Every `_free` accepts NULL. Calls that can fail
 * return a chy_status (or NULL) and fill the chy_err of their last argument, which may be NULL and is untouched on success.
 *
 * The same document, knowledge and settings always give the same bytes, whatever else the process does. */
#ifndef CHANCERY_H
#define CHANCERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when a call of this header changes in a way that breaks programs linked to it. */
#define CHY_ABI 1

/* These two types are the ones of src/base/err.h; whichever header comes first defines them (tests/unit/test_api.c compares). */
#ifndef CHY_ERR_TYPES
#define CHY_ERR_TYPES
typedef enum chy_status {
    CHY_OK = 0,
    CHY_E_NOMEM,   /* no memory left */
    CHY_E_IO,      /* a file could not be read or written: see errno in the message */
    CHY_E_FORMAT,  /* bytes are not what they should be; `at` is the byte offset or line */
    CHY_E_VERSION, /* written by another version of the program */
    CHY_E_LIMIT,   /* a named limit was reached */
    CHY_E_USAGE,   /* the caller's arguments do not fit together */
    CHY_E_STORE,   /* the database refused */
    CHY_E_EMPTY    /* nothing there to work on */
} chy_status;

/* The longest message kept; longer ones are cut. */
#define CHY_ERR_MAX 400

typedef struct chy_err {
    chy_status code;
    uint64_t at;           /* byte offset or line number, as the message says; 0 = none */
    char msg[CHY_ERR_MAX]; /* a sentence fit to show, NUL-terminated, without newline */
} chy_err;
#endif

/* "0.1.0", and the CHY_ABI the library was built with. Constant; any thread. */
const char *chy_version(void);
int chy_abi_version(void);

/* ---- Growing text: what the library writes into. One thread at a time. ---- */

typedef struct chy_buf chy_buf;
chy_buf *chy_buf_new(void); /* NULL when memory is out */
void chy_buf_free(chy_buf *buf);
void chy_buf_clear(chy_buf *buf); /* keeps the memory for the next text */
/* The bytes so far, NUL-terminated and owned by `buf`, valid until the next call on it; `*len` (when not NULL) without the NUL.
 * NULL when an allocation failed since the last clear: the text would be incomplete. */
const char *chy_buf_bytes(const chy_buf *buf, size_t *len);

/* ---- Knowledge ---- */

typedef struct chy_knowledge chy_knowledge;

/* Opens `dir`/chancery.dict, `dir`/models/reader.chym, `dir`/events/ and, when it is there, `dir`/models/scorer.chym. NULL with
 * CHY_E_IO, CHY_E_FORMAT, CHY_E_VERSION or CHY_E_NOMEM and a message that names the file. Const afterwards: one serves all threads.
 * Must outlive every coder made from it. */
chy_knowledge *chy_knowledge_open(const char *dir, chy_err *err);
/* The same, with `n` files of actors of the user's own over the dictionary (docs/FORMATS.md): their names hide ours, and they count in the
 * version of the dictionaries. A wrong line fails the call with CHY_E_FORMAT, file and line. */
chy_knowledge *chy_knowledge_open_with(const char *dir, const char *const *actor_files, size_t n, chy_err *err);
/* Only the reader's model of `dir`: enough for chy_coder_parse() and for nothing else, in a fifth of the memory. */
chy_knowledge *chy_knowledge_open_reader(const char *dir, chy_err *err);
void chy_knowledge_free(chy_knowledge *knowledge);

/* Versions of what decides: "codebook", "dictionaries", "rules" or "model". Owned by `knowledge`; NULL for another word. */
const char *chy_knowledge_version(const chy_knowledge *knowledge, const char *what);

/* Appends for people to read: every reading of `name` in the dictionaries, a line each, on `day` (YYYY-MM-DD; NULL: ever). CHY_E_EMPTY when
 * there is none; CHY_E_USAGE for no day. */
chy_status chy_knowledge_who(const chy_knowledge *knowledge, const char *name, const char *day, chy_buf *out, chy_err *err);

/* ---- Files that people edit ---- */

/* What is told of a line: an error when it (or a cell of it) is not read, else a warning. `line` 0: the text names it. The strings last
 * during the call. */
typedef void chy_line_fn(void *ctx, const char *file, uint64_t line, bool error, const char *text);

/* Reads `path` as the program would and tells what is wrong with each line: a data folder (actors/, places/, events/), one of its tables,
 * a user's file of actors, or event rules (a .txt stands for its whole folder). CHY_OK whatever was told; CHY_E_IO, CHY_E_LIMIT, CHY_E_NOMEM. */
chy_status chy_data_check(const char *path, chy_line_fn *tell, void *ctx, chy_err *err);

/* Compiles actors/ and places/ of `folder` into the bytes of a chancery.dict. As chy_data_check. */
chy_status chy_data_compile(const char *folder, chy_line_fn *tell, void *ctx, chy_buf *out, chy_err *err);

/* Reads a dictionary of TABARI or PETRARCH and appends it in our formats: actors, agents and discards as a user's file of actors, verbs as event
 * rules, issues as contexts. `kind` is one of these words, or "auto" (NULL): by what the lines look like. `known`, a chancery.dict or NULL: names that it
 * has with the same code are left out. Each line that is not read is told with its reason. CHY_E_FORMAT when the file is none of these. */
chy_status chy_data_import(const char *path, const char *kind, const char *known, chy_line_fn *tell, void *ctx, chy_buf *out, chy_err *err);

/* ---- Documents ---- */

typedef struct chy_document chy_document;

/* The keys of a JSON line, in this order. Absent is not the same as empty for CHY_FIELD_TITLE and _URL: absent is null on output. */
typedef enum chy_field {
    CHY_FIELD_ID,     /* names the document on output */
    CHY_FIELD_DATE,   /* YYYY-MM-DD, of publication */
    CHY_FIELD_SOURCE, /* publisher */
    CHY_FIELD_TITLE,
    CHY_FIELD_URL,
    CHY_FIELD_TEXT,
    CHY_FIELD_LANG,   /* "en": found out where nobody says; what is not English is not coded */
    CHY_FIELD_AUTHOR,
    CHY_N_FIELD
} chy_field;

/* The longest text (in bytes) that is coded; longer documents are refused with CHY_E_LIMIT. A long book has 2 MB. */
#define CHY_LIMIT_TEXT ((size_t)4 << 20)
/* The longest JSON line; the rest of a longer one is skipped. Twice the text, since escapes take room. */
#define CHY_LIMIT_LINE ((size_t)8 << 20)

chy_document *chy_document_new(void); /* NULL when memory is out */
void chy_document_free(chy_document *doc);
void chy_document_clear(chy_document *doc); /* all fields absent, no problems */

/* Copies `len` bytes into the document; a NUL byte becomes a blank. CHY_E_NOMEM, CHY_E_LIMIT (see CHY_LIMIT_TEXT) leave the field absent. NULL bytes make it absent. */
chy_status chy_document_set(chy_document *doc, chy_field field, const char *bytes, size_t len, chy_err *err);

/* The field's bytes, NUL-terminated, owned by `doc`; NULL when absent. */
const char *chy_document_get(const chy_document *doc, chy_field field, size_t *len);

/* Whether its language is English or unknown: documents in other languages are kept, with their sentences, and not coded. */
bool chy_document_english(const chy_document *doc);

/* A hash of all fields but the author: equal documents have equal hashes, on every machine. */
uint64_t chy_document_hash(const chy_document *doc);

/* Appends the document as one JSON object without a newline: the fields that are there, by the keys of JSON lines. */
void chy_document_json(const chy_document *doc, chy_buf *out);

/* Where a reader found it, fit to show ("news.jsonl:17"); "" for documents made by chy_document_set. Owned by `doc`. */
const char *chy_document_origin(const chy_document *doc);

/* What was wrong with the input. A problem means that something was lost or repaired; a note, that something is missing. */
size_t chy_document_n_problems(const chy_document *doc);
const char *chy_document_problem(const chy_document *doc, size_t i, bool *is_note);

/* Whether it can be coded at all. A reader also delivers what it could not read, as an unusable document with its problem, so
 * that messages keep their order. */
bool chy_document_usable(const chy_document *doc);

/* ---- Reading files ---- */

typedef struct chy_reader chy_reader;

typedef enum chy_input {
    CHY_INPUT_AUTO,   /* by the name's ending (.jsonl .ndjson .json .html .htm .warc .wet .csv .tsv .rss .atom, also before .gz and .zst), then by the
                         first bytes; else text */
    CHY_INPUT_TEXT,   /* one document a file */
    CHY_INPUT_JSONL,  /* one document a line */
    CHY_INPUT_TOKENS, /* for chy_coder_parse: a token a line, a blank line behind each sentence, or CoNLL-U; long files come in parts */
    CHY_INPUT_HTML,   /* one page a file: its story is the document */
    CHY_INPUT_FEED,   /* RSS or Atom: one document an entry */
    CHY_INPUT_WARC,   /* web archive: one document a page that was answered */
    CHY_INPUT_CSV,    /* a table with a line of names first: one document a row */
    CHY_INPUT_TSV,
    CHY_INPUT_SENTENCES /* sentence files of TABARI (text) and PETRARCH (XML): one document a sentence */
} chy_input;

/* Opens a file ("-": standard input), plain, gzip or zstd. NULL with CHY_E_IO when it is missing, a directory or unreadable. */
chy_reader *chy_reader_open(const char *path, chy_input input, chy_err *err);
/* Reads `len` bytes, which must outlive the reader. `name` stands for the path; where it is an address (with "://") it is that of the page.
 * `content_type` is the HTTP header's, or NULL. NULL with CHY_E_NOMEM. */
chy_reader *chy_reader_open_bytes(const char *name, const char *bytes, size_t len, const char *content_type, chy_input input, chy_err *err);
/* Says how somebody's JSON keys or columns of a table are called: "text=body,date=meta.published_at". Before the first chy_reader_next.
 * CHY_E_USAGE for what is no such map. */
chy_status chy_reader_set_map(chy_reader *reader, const char *map, chy_err *err);
void chy_reader_free(chy_reader *reader);

/* Reads the next document into `doc` (cleared first). CHY_OK; CHY_E_EMPTY at the end. Whatever is wrong with the bytes is a
 * problem of `doc`, never a failure: a bad line costs that line. Only CHY_E_NOMEM ends the reading early.
 * A document that has no id gets the file's name without folder and ending, for JSON lines with ":" and the line's number. */
chy_status chy_reader_next(chy_reader *reader, chy_document *doc, chy_err *err);

/* Bytes taken from the file so far (before decompression), for progress. */
uint64_t chy_reader_bytes(const chy_reader *reader);

/* ---- Coding ---- */

typedef struct chy_coder chy_coder;
typedef struct chy_coding chy_coding;
typedef struct chy_record chy_record; /* one coded event, everything resolved */

/* The worker's scratch. NULL when memory is out. */
chy_coder *chy_coder_new(const chy_knowledge *knowledge);
void chy_coder_free(chy_coder *coder);

/* The day (YYYY-MM-DD) of documents that name none in metadata or dateline; CHY_E_USAGE for no day. */
chy_status chy_coder_set_date(chy_coder *coder, const char *day, chy_err *err);
/* What `coded_date` says; without this it is null. CHY_E_USAGE for no day. */
chy_status chy_coder_set_coded_date(chy_coder *coder, const char *day, chy_err *err);

chy_coding *chy_coding_new(void); /* NULL when memory is out */
void chy_coding_free(chy_coding *coding);
void chy_coding_clear(chy_coding *coding); /* keeps some memory for the next document */

/* Codes one document. What `out` held before is gone. `out` borrows from `doc` and from the coder's knowledge: both must stay
 * unchanged while `out` is read. On failure (CHY_E_NOMEM, CHY_E_EMPTY, CHY_E_LIMIT) `out` is empty. */
chy_status chy_coder_run(chy_coder *coder, const chy_document *doc, chy_coding *out, chy_err *err);

/* Only sentences, tokens and trees, no events. With `tokens` the text is as CHY_INPUT_TOKENS says, its sentences and tokens are kept. */
chy_status chy_coder_parse(chy_coder *coder, const chy_document *doc, bool tokens, chy_coding *out, chy_err *err);

/* The forced choice: one of the 16 types, whatever the text says. */
typedef struct chy_choice {
    const char *type;  /* "ACCUSE"; constant */
    double confidence; /* its share of all chances, 0..1 */
} chy_choice;

/* Opens `dir`/models/relate.chym for chy_coder_relate, which nothing else needs; before the knowledge is shared. Failures as above, and CHY_E_IO
 * when the knowledge has no models/scorer.chym, whose word classes it uses. */
chy_status chy_knowledge_open_relate(chy_knowledge *knowledge, const char *dir, chy_err *err);

/* Chooses the type for what stands at bytes [span[0], span[1]) of the document's text towards what stands at [span[2], span[3]); an empty
 * range: not given. `coding` is scratch and is left without events. CHY_E_USAGE without chy_knowledge_open_relate; CHY_E_NOMEM,
 * CHY_E_LIMIT, CHY_E_EMPTY as for chy_coder_run. */
chy_status chy_coder_relate(chy_coder *coder, const chy_document *doc, const size_t span[4], chy_coding *coding, chy_choice *out, chy_err *err);

size_t chy_coding_n_sentences(const chy_coding *coding);
size_t chy_coding_n_events(const chy_coding *coding);
/* The events in order of offset. Owned by `coding`, valid until it is cleared, run again or freed. */
const chy_record *chy_coding_event(const chy_coding *coding, size_t i);
/* What the stages found wrong or missing. `*at` is a byte offset into the text. */
size_t chy_coding_n_notes(const chy_coding *coding);
const char *chy_coding_note(const chy_coding *coding, size_t i, uint64_t *at);

/* Appends all sentences as CoNLL-U. */
void chy_coding_conllu(const chy_coding *coding, chy_buf *out);
/* Appends for people to read: why event `i` was coded, and coded so; at the end the sentence's tree. */
void chy_coding_explain(const chy_coding *coding, size_t i, chy_buf *out);

/* ---- Events ---- */

/* 16 hexadecimal digits, the same whenever the same event is coded from the same document. */
const char *chy_record_id(const chy_record *record);
/* Appends one PLOVER JSON object without a newline; `with_text` adds the sentence. */
void chy_record_json(const chy_record *record, bool with_text, chy_buf *out);
/* Appends what chy_coding_explain says but for the tree, which only the coding has. */
void chy_record_explain(const chy_record *record, chy_buf *out);
/* Appends the reports of a merged event, and why each was joined to which. */
void chy_record_explain_reports(const chy_record *record, chy_buf *out);

#ifdef __cplusplus
}
#endif
#endif

/* src/export/ledger.c - See ledger.h. A record's payload is JSON already: only what its evidence says is added. */
#include "export/ledger.h"

#include <string.h>

static const struct column { const char *name; unsigned width; } columns[] = {
    {"from", 10}, {"to", 10}, {"status", 12}, {"parties", 16}, {"what", 58}, {"docs", 4}, {"record", 16}};
enum { FROM, TO, STATUS, PARTIES, WHAT, DOCS, RECORD, N_COLUMNS };

/* Writes `text` cut or filled to `width` characters. */
static void fit(chy_buf *out, const char *text, unsigned width)
{
    unsigned n = 0, total = 0;
    for (const char *p = text; *p; p++)
        total += (*p & 0xc0) != 0x80;
    for (const char *p = text; *p; p++) {
        if ((*p & 0xc0) != 0x80 && n++ == width - 1 && total > width) {
            chy_buf_str(out, "\xe2\x80\xa6");
            return;
        }
        chy_buf_char(out, *p);
    }
    for (; n < width; n++)
        chy_buf_char(out, ' ');
}

static void day(chy_buf *out, int32_t number)
{
    char text[24];
    if (number != CHY_NO_DAY)
        chy_buf_str(out, chy_day_format(chy_day_from_number(number), text));
}

static void parties(chy_buf *out, const chy_ledger_entry *entry)
{
    for (uint32_t i = 0; i < entry->n_parties; i++) {
        bool seen = !entry->parties[i].code[0];
        for (uint32_t k = 0; k < i; k++)
            seen |= !strcmp(entry->parties[i].code, entry->parties[k].code);
        if (!seen)
            chy_buf_printf(out, "%s%s", out->len ? " " : "", entry->parties[i].code);
    }
}

static bool first_of_doc(const chy_ledger_entry *entry, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (!strcmp(entry->claims[i].doc, entry->claims[at].doc))
            return false;
    return true;
}

static unsigned n_documents(const chy_ledger_entry *entry)
{
    unsigned n = 0;
    for (uint32_t i = 0; i < entry->n_claims; i++)
        n += first_of_doc(entry, i);
    return n;
}

static void cell(const chy_ledger_entry *entry, unsigned column, chy_buf *out)
{
    switch (column) {
    case FROM: day(out, entry->first_day); break;
    case TO: day(out, entry->last_day); break;
    case STATUS: chy_buf_str(out, entry->outcome[0] ? entry->outcome : entry->status); break;
    case PARTIES: parties(out, entry); break;
    case WHAT: chy_buf_printf(out, "%s%s%s", entry->name, entry->place[0] ? ", " : "", entry->place); break;
    case DOCS: chy_buf_printf(out, "%u", n_documents(entry)); break;
    default: chy_buf_str(out, entry->id); break;
    }
}

static void table(const chy_ledger_entry *entry, chy_buf *out)
{
    chy_buf text = {0};
    for (unsigned i = 0; i < N_COLUMNS; i++) {
        chy_buf_clear(&text);
        chy_buf_str(&text, "");
        cell(entry, i, &text);
        out->failed = out->failed || text.failed;
        if (i + 1 < N_COLUMNS)
            fit(out, text.data ? text.data : "", columns[i].width);
        else
            chy_buf_str(out, text.data);
        chy_buf_str(out, i + 1 < N_COLUMNS ? "  " : "\n");
    }
    chy_buf_release(&text);
}

static const char *const csv_columns[] = {"id", "kind", "name", "status", "outcome", "first_day", "last_day", "place", "parties", "documents", "record"};

static void csv(const chy_ledger_entry *entry, chy_buf *out)
{
    chy_buf first = {0}, last = {0}, who = {0}, docs = {0};
    day(&first, entry->first_day);
    day(&last, entry->last_day);
    parties(&who, entry);
    for (uint32_t i = 0; i < entry->n_claims; i++)
        if (first_of_doc(entry, i))
            chy_buf_printf(&docs, "%s%s", docs.len ? " " : "", entry->claims[i].doc);
    const char *const cells[] = {entry->id, entry->kind, entry->name, entry->status, entry->outcome, first.data, last.data, entry->place, who.data, docs.data, entry->payload};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (i)
            chy_buf_char(out, ',');
        chy_buf_csv(out, cells[i] ? cells[i] : "");
    }
    chy_buf_str(out, "\r\n");
    out->failed = out->failed || first.failed || last.failed || who.failed || docs.failed;
    chy_buf_release(&first);
    chy_buf_release(&last);
    chy_buf_release(&who);
    chy_buf_release(&docs);
}

static bool same_span(const chy_claim *a, const chy_claim *b)
{
    return a->begin == b->begin && a->end == b->end && !strcmp(a->doc, b->doc);
}

static void jsonl(const chy_ledger_entry *entry, chy_buf *out)
{
    size_t len = strlen(entry->payload);
    chy_buf_str(out, "{\"id\":");
    chy_buf_json_str(out, entry->id);
    if (len > 2) {
        chy_buf_char(out, ',');
        chy_buf_add(out, entry->payload + 1, len - 2);
    }
    chy_buf_str(out, ",\"documents\":[");
    bool first = true;
    for (uint32_t i = 0; i < entry->n_claims; i++)
        if (first_of_doc(entry, i)) {
            chy_buf_str(out, first ? "" : ",");
            chy_buf_json_str(out, entry->claims[i].doc);
            first = false;
        }
    chy_buf_str(out, "],\"evidence\":[");
    first = true;
    for (uint32_t i = 0; i < entry->n_claims; i++) {
        bool seen = false;
        for (uint32_t k = 0; k < i && !seen; k++)
            seen = same_span(&entry->claims[i], &entry->claims[k]);
        if (seen)
            continue;
        chy_buf_str(out, first ? "{\"doc\":" : ",{\"doc\":");
        chy_buf_json_str(out, entry->claims[i].doc);
        chy_buf_printf(out, ",\"start\":%lld,\"end\":%lld}", (long long)entry->claims[i].begin, (long long)entry->claims[i].end);
        first = false;
    }
    chy_buf_str(out, "]}\n");
}

void chy_export_ledger_head(const chy_layout *layout, chy_buf *out)
{
    if (layout->format == CHY_FORMAT_CSV) {
        for (size_t i = 0; i < sizeof csv_columns / sizeof *csv_columns; i++)
            chy_buf_printf(out, "%s%s", i ? "," : "", csv_columns[i]);
        chy_buf_str(out, "\r\n");
    } else if (layout->format == CHY_FORMAT_TABLE) {
        for (unsigned i = 0; i < N_COLUMNS; i++) {
            if (i + 1 < N_COLUMNS)
                fit(out, columns[i].name, columns[i].width);
            else
                chy_buf_str(out, columns[i].name);
            chy_buf_str(out, i + 1 < N_COLUMNS ? "  " : "\n");
        }
    }
}

void chy_export_ledger(const chy_layout *layout, const chy_ledger_entry *entry, chy_buf *out)
{
    if (layout->format == CHY_FORMAT_CSV)
        csv(entry, out);
    else if (layout->format == CHY_FORMAT_TABLE)
        table(entry, out);
    else
        jsonl(entry, out);
}

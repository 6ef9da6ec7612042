/* src/pipeline/explain.c - Why an event was coded, and coded so: for people, on a terminal. What the stages left in
 * article and record is shown; nothing is reasoned anew, so that the explanation cannot differ from the decision. */
#include <string.h>

#include "base/buf.h"
#include "chancery.h"
#include "types/coding.h"

/* Deeper trees than this are not indented further. */
#define MAX_INDENT 40

typedef struct mark {
    int64_t begin, end;
    const char *label;
} mark;

static void add_headline(const chy_record *r, chy_buf *out)
{
    char code[160], dates[48];
    chy_buf_printf(out, "%s", chy_type_names[r->type]);
    for (uint32_t i = 0; i < r->n_modes; i++)
        chy_buf_printf(out, " %s", r->modes[i]);
    for (int part = CHY_PART_ACTOR; part <= CHY_PART_RECIPIENT; part++)
        for (uint32_t i = 0; i < r->n_parties[part]; i++)
            chy_buf_printf(out, "%s%s", i ? ", " : part == CHY_PART_ACTOR ? "  " : " > ",
                           chy_record_party_code(&r->parties[part][i], code, sizeof code));
    chy_record_dates(r, dates);
    chy_buf_printf(out, "  %s  %s", dates[0] ? dates : "no date", chy_event_status_names[r->status]);
    if (r->content != CHY_TYPE_NONE)
        chy_buf_printf(out, "  of %s", chy_type_names[r->content]);
    chy_buf_printf(out, "\nevent     %s\ndocument  %s", r->id, r->doc);
    if (r->publication)
        chy_buf_printf(out, ", %s", r->publication);
    if (r->sequence == 0)
        chy_buf_str(out, ", the title\n");
    else
        chy_buf_printf(out, ", sentence %u, bytes %lld to %lld\n", r->sequence, (long long)r->begin, (long long)r->end);
}

/* ---- the sentence with its spans ---- */

static bool add_mark(mark *marks, size_t *n, size_t cap, int64_t begin, int64_t end, const char *label)
{
    if (begin < 0 || *n == cap)
        return false;
    size_t at = *n;
    for (; at > 0 && marks[at - 1].begin > begin; at--)
        marks[at] = marks[at - 1];
    marks[at] = (mark){begin, end, label};
    ++*n;
    return true;
}

/* Line breaks inside a sentence would tear the display. */
static void add_flat(chy_buf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        chy_buf_char(out, (unsigned char)text[i] < 0x20 ? ' ' : text[i]);
}

static void add_sentence(const chy_record *r, chy_buf *out)
{
    static const char *const labels[CHY_N_PART] = {"actor", "recipient", "said by"};
    mark marks[64];
    size_t n = 0;
    if (!r->sentence)
        return;
    add_mark(marks, &n, 64, r->trigger_begin, r->trigger_end, "trigger");
    for (int part = 0; part < CHY_N_PART; part++)
        for (uint32_t i = 0; i < r->n_parties[part]; i++)
            add_mark(marks, &n, 64, r->parties[part][i].begin, r->parties[part][i].end, labels[part]);
    int64_t at = r->begin, end = r->begin + (int64_t)r->sentence_len;
    chy_buf_str(out, "\n  ");
    for (size_t i = 0; i < n; i++) {
        if (marks[i].begin < at || marks[i].end > end)
            continue; /* one span has two parts: the first label stands, the lists below name both */
        add_flat(out, r->sentence + (at - r->begin), (size_t)(marks[i].begin - at));
        chy_buf_char(out, '[');
        add_flat(out, r->sentence + (marks[i].begin - r->begin), (size_t)(marks[i].end - marks[i].begin));
        chy_buf_printf(out, "|%s]", marks[i].label);
        at = marks[i].end;
    }
    add_flat(out, r->sentence + (at - r->begin), (size_t)(end - at));
    chy_buf_str(out, "\n");
}

/* ---- the tree ---- */

static const char *part_of(const chy_record *r, const chy_token *tok)
{
    if (tok->begin >= r->trigger_begin && tok->end <= r->trigger_end)
        return "  <- trigger";
    static const char *const labels[CHY_N_PART] = {"  <- actor", "  <- recipient", "  <- said by"};
    for (int part = 0; part < CHY_N_PART; part++)
        for (uint32_t i = 0; i < r->n_parties[part]; i++)
            if (tok->begin >= r->parties[part][i].begin && tok->end <= r->parties[part][i].end)
                return labels[part];
    return "";
}

static void add_token(const chy_record *r, const chy_token *tok, uint32_t depth, chy_buf *out)
{
    chy_buf_printf(out, "  %*s", (int)(depth < MAX_INDENT ? depth : MAX_INDENT) * 2, "");
    add_flat(out, tok->form, tok->form_len);
    chy_buf_printf(out, "  %s %s%s\n", chy_upos_names[tok->upos], chy_deprel_names[tok->deprel], part_of(r, tok));
}

/* Tokens under `head` (1-based; 0: the root), each before those under it. The depth is at most the sentence's length, which
 * text/ bounds; a damaged tree would only end early. */
static void add_subtree(const chy_record *r, const chy_sentence *sent, uint32_t head, uint32_t depth, chy_buf *out)
{
    for (uint32_t i = 0; i < sent->n_tokens && depth <= sent->n_tokens; i++)
        if (sent->tokens[i].head == head) {
            add_token(r, &sent->tokens[i], depth, out);
            add_subtree(r, sent, i + 1, depth + 1, out);
        }
}

/* ---- who, what, when, where ---- */

static void add_parties(const chy_record *r, chy_buf *out)
{
    for (int part = 0; part < CHY_N_PART; part++)
        for (uint32_t i = 0; i < r->n_parties[part]; i++) {
            const chy_record_party *p = &r->parties[part][i];
            char code[160];
            chy_buf_printf(out, "  %-10s%s", chy_part_names[part], chy_record_party_code(p, code, sizeof code));
            if (p->name[0])
                chy_buf_printf(out, "  %s", p->name);
            if (p->office[0])
                chy_buf_printf(out, ", %s", p->office);
            if (p->role != CHY_ROLE_NONE)
                chy_buf_printf(out, " (%s)", chy_role_names[p->role]);
            if (p->text)
                chy_buf_printf(out, "; \"%s\"", p->text);
            chy_buf_printf(out, "; %s\n", p->why && p->why[0] ? p->why : p->text ? "no dictionary has it" : "implied");
        }
}

static void add_reasons(const chy_record *r, chy_buf *out)
{
    char dates[48], report[24];
    chy_buf_printf(out, "  %-10s%s; confidence %.2f; CAMEO %s, Goldstein %.1f\n", "rule", r->rule, (double)r->confidence, r->cameo,
                   (double)r->goldstein);
    if (r->why && r->why[0])
        chy_buf_printf(out, "  %-10s%s\n", "because", r->why);
    for (uint32_t i = 0; i < r->n_contexts; i++)
        chy_buf_printf(out, i ? ", %s" : "  context   %s", r->contexts[i]);
    if (r->n_contexts)
        chy_buf_char(out, '\n');
    chy_record_dates(r, dates);
    chy_buf_printf(out, "  %-10s%s (%s); %s\n", "date", dates[0] ? dates : "none", chy_precision_names[r->precision],
                   r->date_why ? r->date_why : r->date_stated ? "stated" : "not stated");
    chy_day_format(r->report_day, report);
    chy_buf_printf(out, "  %-10s%s (%s)\n", "reported", report[0] ? report : "no date", r->report_day_why ? r->report_day_why : "unknown");
    if (r->place.resolved || r->place.extracted)
        chy_buf_printf(out, "  %-10s%s, %s", "place", r->place.resolved ? r->place.resolved : r->place.extracted,
                       r->place.country && r->place.country[0] ? r->place.country : "country unknown");
    else
        chy_buf_printf(out, "  %-10snone", "place");
    chy_buf_printf(out, "; %s\n", r->place.why ? r->place.why : "no reason given");
    chy_buf_printf(out, "  %-10s%s; codebook %s, dictionaries %s, rules %s, model %s\n", "coded by", r->versions->coder,
                   r->versions->codebook, r->versions->dictionaries, r->versions->rules, r->versions->model);
}

void chy_record_explain(const chy_record *record, chy_buf *out)
{
    add_headline(record, out);
    add_sentence(record, out);
    chy_buf_char(out, '\n');
    add_parties(record, out);
    add_reasons(record, out);
}

void chy_coding_explain(const chy_coding *coding, size_t i, chy_buf *out)
{
    const chy_record *record = &coding->records[i];
    const chy_sentence *sent = &coding->article.sentences[coding->article.events[i].sentence];
    chy_record_explain(record, out);
    chy_buf_str(out, "\n");
    add_subtree(record, sent, 0, 0, out);
}

void chy_record_explain_reports(const chy_record *r, chy_buf *out)
{
    char day[24];
    if (!r->reports)
        return;
    chy_buf_printf(out, "\nmerged    event %s: %u report%s, %u independent source%s\n", r->id, r->n_reports, r->n_reports == 1 ? "" : "s", r->n_sources,
                   r->n_sources == 1 ? "" : "s");
    for (uint32_t i = 0; i < r->n_reports; i++) {
        const chy_report_ref *ref = &r->reports[i];
        chy_buf_printf(out, "  %s  %s  %s", ref->id, chy_day_format(ref->day, day), ref->doc);
        if (ref->publication)
            chy_buf_printf(out, ", %s", ref->publication);
        if (ref->begin >= 0)
            chy_buf_printf(out, ", bytes %lld to %lld", (long long)ref->begin, (long long)ref->end);
        chy_buf_printf(out, "%s\n", ref->copy ? "  (copy)" : "");
        if (ref->joined)
            chy_buf_printf(out, "      joined to %s\n", ref->joined);
    }
}

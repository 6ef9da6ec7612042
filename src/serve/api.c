/* src/serve/api.c - The JSON API: views of the store, exports in the layouts of the command line, trees. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "export/sink.h"
#include "serve/parts.h"
#include "store/views.h"

/* An export of more than this would have to be held in memory. */
#define MAX_EXPORT 20000

void chy_answer_failure(chy_answer *answer, chy_status status, const chy_err *err)
{
    if (status == CHY_E_USAGE)
        chy_answer_problem(answer, 400, "Bad parameter", err->msg);
    else if (status == CHY_E_EMPTY)
        chy_answer_problem(answer, 404, "Not found", err->msg);
    else if (status == CHY_E_LIMIT)
        chy_answer_problem(answer, 503, "Too much at once", err->msg);
    else
        chy_answer_problem(answer, 500, "The store did not answer", err->msg);
    answer->retry_after = status == CHY_E_LIMIT ? 2 : 0;
}

/* The answer's tag: the same question about the same state of the store has the same answer. True when a kept answer was found. */
static bool find_kept(const chy_request *request, uint64_t state, chy_answer *answer)
{
    uint64_t hash = chy_hash_seed(request->sent, strlen(request->sent), state);
    if (chy_cache_get(request->server->cache, state, request->sent, answer))
        return true;
    snprintf(answer->etag, sizeof answer->etag, "\"%016" PRIx64 "\"", hash);
    return false;
}

/* ---- views ---- */

static const char *given(const void *ctx, const char *name)
{
    return chy_target_get(ctx, name);
}

/* The first parameter that the view does not know, or NULL: a misspelt filter must not show everything. */
static const char *find_unknown(const chy_view *view, const chy_target *target)
{
    for (size_t i = 0; i < target->n_params; i++) {
        const char *name = target->params[i].name;
        const chy_view_param *p = view->params;
        while (p->name && strcmp(p->name, name))
            p++;
        if (!p->name && strcmp(name, "format"))
            return name;
    }
    return NULL;
}

static bool find_format(const char *name, chy_view_format *out, const char **type)
{
    static const struct {
        const char *name, *type;
    } formats[] = {{"json", "application/json"}, {"jsonl", "application/jsonl"}, {"csv", "text/csv; charset=utf-8"}};
    for (int i = 0; i < 3; i++)
        if (!strcmp(name ? name : "json", formats[i].name)) {
            *out = (chy_view_format)i;
            *type = formats[i].type;
            return true;
        }
    return false;
}

static void run_view(const chy_request *request, const chy_view *view, chy_view_format format, const char *type, chy_answer *answer)
{
    chy_err err = {0};
    chy_store *store = chy_pool_take(&request->server->pool, &err);
    chy_status status = store ? chy_store_view(store, view, given, &request->target, format, &answer->body, &err) : err.code;
    if (store)
        chy_pool_give(&request->server->pool, store);
    if (status != CHY_OK) {
        chy_answer_failure(answer, status, &err);
        return;
    }
    answer->status = 200;
    answer->type = type;
    if (format != CHY_VIEW_JSON)
        snprintf(answer->filename, sizeof answer->filename, "chancery-%s.%s", view->name, format == CHY_VIEW_CSV ? "csv" : "jsonl");
}

void chy_api_view(const chy_request *request, const char *rest, chy_answer *answer)
{
    const chy_view *view = chy_view_find(rest);
    chy_view_format format;
    const char *type;
    char detail[160];
    if (!view) {
        chy_answer_problem(answer, 404, "No such resource", "GET /api/v1 lists what there is");
        return;
    }
    const char *unknown = find_unknown(view, &request->target);
    if (unknown) {
        snprintf(detail, sizeof detail, "%s has no parameter \"%.60s\"; GET /api/v1 lists what it has", view->name, unknown);
        chy_answer_problem(answer, 400, "Bad parameter", detail);
        return;
    }
    if (!find_format(chy_target_get(&request->target, "format"), &format, &type)) {
        chy_answer_problem(answer, 400, "Bad parameter", "format is one of json, jsonl, csv");
        return;
    }
    uint64_t state = chy_pool_state(&request->server->pool);
    if (find_kept(request, state, answer))
        return;
    if (request->if_none_match && strstr(request->if_none_match, answer->etag)) {
        answer->status = 200; /* http.c makes 304 of it */
        answer->type = type;
        answer->fixed = "";
        return;
    }
    run_view(request, view, format, type, answer);
    if (answer->status == 200)
        chy_cache_put(request->server->cache, state, request->sent, answer);
}

/* ---- what there is ---- */

static void add_param(const chy_view_param *p, bool first, chy_buf *out)
{
    static const char *const kinds[] = {"text", "list", "day", "day", "number", "choice", "cursor", "words"};
    chy_buf_str(out, first ? "{\"name\":" : ",{\"name\":");
    chy_buf_json_str(out, p->name);
    chy_buf_printf(out, ",\"kind\":\"%s\",\"required\":%s,\"default\":", kinds[p->kind], p->must ? "true" : "false");
    chy_buf_json_str(out, p->fallback);
    chy_buf_str(out, ",\"choices\":");
    chy_buf_json_str(out, p->choices);
    if (p->kind == CHY_VIEW_NUMBER)
        chy_buf_printf(out, ",\"minimum\":%ld,\"maximum\":%ld", p->min, p->max);
    chy_buf_str(out, ",\"help\":");
    chy_buf_json_str(out, p->help);
    chy_buf_char(out, '}');
}

void chy_api_index(const chy_request *request, const char *rest, chy_answer *answer)
{
    chy_buf *out = &answer->body;
    (void)request;
    (void)rest;
    chy_buf_printf(out, "{\"program\":\"chancery %s\",\"openapi\":\"/api/v1/openapi.json\",\"corrections\":%s,\"trees\":%s,\"views\":[", chy_version(),
                   request->server->set.token ? "true" : "false", request->server->set.knowledge ? "true" : "false");
    for (size_t i = 0; i < chy_n_views; i++) {
        const chy_view *view = &chy_views[i];
        chy_buf_str(out, i ? ",{\"name\":" : "{\"name\":");
        chy_buf_json_str(out, view->name);
        chy_buf_printf(out, ",\"path\":\"/api/v1/%s\",\"one\":%s,\"help\":", view->name, view->one ? "true" : "false");
        chy_buf_json_str(out, view->help);
        chy_buf_str(out, ",\"parameters\":[");
        for (const chy_view_param *p = view->params; p->name; p++)
            add_param(p, p == view->params, out);
        chy_buf_str(out, "]}");
    }
    chy_buf_str(out, "]}\n");
    answer->status = 200;
    answer->type = "application/json";
}

/* ---- exports: the layouts and filters of `chancery events` ---- */

typedef struct exporting {
    chy_layout layout;
    chy_sink *sink;
    chy_buf row, *out;
} exporting;

static bool export_record(void *ctx, const chy_record *record)
{
    exporting *run = ctx;
    chy_buf_clear(&run->row);
    chy_export_record(&run->layout, record, &run->row);
    chy_sink_take(run->sink, run->row.data, run->row.len, run->out);
    return !run->out->failed && !run->row.failed;
}

/* All that the query finds, in the layout. */
static chy_status export_all(chy_server *server, const chy_query *query, exporting *run, chy_err *err)
{
    run->sink = chy_sink_new(&run->layout);
    chy_store *store = run->sink ? chy_pool_take(&server->pool, err) : NULL;
    chy_status status = run->sink ? err->code : chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an export");
    if (store) {
        chy_sink_begin(run->sink, run->out);
        status = chy_store_events(store, query, export_record, run, err);
        chy_sink_end(run->sink, run->out);
        chy_pool_give(&server->pool, store);
    }
    if (status == CHY_OK && run->row.failed)
        status = chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an export");
    chy_sink_free(run->sink);
    chy_buf_release(&run->row);
    return status;
}

static const char *export_type(chy_format format)
{
    return format == CHY_FORMAT_JSONL     ? "application/jsonl"
           : format == CHY_FORMAT_CSV     ? "text/csv; charset=utf-8"
           : format == CHY_FORMAT_PARQUET ? "application/vnd.apache.parquet"
                                          : "text/tab-separated-values; charset=utf-8";
}

static bool read_limit(const char *text, long *out)
{
    char *end;
    *out = text ? strtol(text, &end, 10) : 1000;
    return !text || (*end == '\0' && *out >= 1 && *out <= MAX_EXPORT);
}

static bool is_export_param(const char *name)
{
    static const char *const names[] = {"format", "text", "actor", "with", "type", "status", "since", "until", "place", "limit"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static bool check_export(const chy_request *request, const char *rest, exporting *run, long *limit, chy_answer *answer)
{
    const chy_target *t = &request->target;
    const char *format = chy_target_get(t, "format");
    if (strcmp(rest, "events")) {
        chy_answer_problem(answer, 404, "No such resource", "only events have exports; every view has format=csv and format=jsonl");
        return false;
    }
    for (size_t i = 0; i < t->n_params; i++)
        if (!is_export_param(t->params[i].name)) {
            chy_answer_problem(answer, 400, "Bad parameter", "an export has no parameter of one of these names");
            return false;
        }
    if (!chy_format_find(format ? format : "jsonl", &run->layout.format) || run->layout.format == CHY_FORMAT_TABLE) {
        chy_answer_problem(answer, 400, "Bad parameter", "no such format of an export");
        return false;
    }
    if (!read_limit(chy_target_get(t, "limit"), limit)) {
        chy_answer_problem(answer, 400, "Bad parameter", "limit is a whole number from 1 to 20000");
        return false;
    }
    run->layout.with_text = chy_target_get(t, "text") && !strcmp(chy_target_get(t, "text"), "1");
    return true;
}

void chy_api_export(const chy_request *request, const char *rest, chy_answer *answer)
{
    const chy_target *t = &request->target;
    exporting run = {.out = &answer->body};
    long limit;
    chy_err err = {0};
    if (!check_export(request, rest, &run, &limit, answer))
        return;
    chy_query query = {.actor = chy_target_get(t, "actor"), .with = chy_target_get(t, "with"), .types = chy_target_get(t, "type"),
                       .statuses = chy_target_get(t, "status"), .since = chy_target_get(t, "since"), .until = chy_target_get(t, "until"),
                       .place = chy_target_get(t, "place"), .limit = limit};
    chy_status status = export_all(request->server, &query, &run, &err);
    if (status != CHY_OK) {
        chy_answer_failure(answer, status, &err);
        return;
    }
    const char *format = chy_target_get(t, "format");
    answer->status = 200;
    answer->type = export_type(run.layout.format);
    snprintf(answer->filename, sizeof answer->filename, "chancery-events.%.10s", format ? format : "jsonl");
}

/* ---- trees: the document is coded again ---- */

typedef struct finding {
    char id[32];
} finding;

static void keep_id(void *ctx, const chy_record *record)
{
    finding *f = ctx;
    strncpy(f->id, chy_record_id(record), sizeof f->id - 1);
}

/* The coding's tree of the sentence with this number, as CoNLL-U without comments; false when there is none. */
static bool cut_sentence(const chy_buf *conllu, unsigned long sequence, chy_buf *out)
{
    const char *at = conllu->data ? conllu->data : "";
    while ((at = strstr(at, "# sent_id = ")) != NULL) {
        const char *line_end = strchr(at, '\n'), *dash = line_end;
        if (!line_end)
            return false;
        while (dash > at && *dash != '-')
            dash--;
        const char *block_end = strstr(line_end, "\n\n");
        size_t len = block_end ? (size_t)(block_end - line_end) : strlen(line_end);
        if (strtoul(dash + 1, NULL, 10) == sequence) {
            chy_buf_json(out, line_end + 1, len ? len - 1 : 0);
            return true;
        }
        at = line_end;
    }
    return false;
}

static void code_tree(chy_server *server, const chy_document *doc, const char *day, const char *id, unsigned long sequence, chy_answer *answer)
{
    chy_coding *coding = chy_coding_new();
    chy_buf conllu = {0}, *out = &answer->body;
    chy_err err = {0};
    pthread_mutex_lock(&server->coding);
    if (!server->coder)
        server->coder = chy_coder_new(server->set.knowledge);
    bool coded = coding && server->coder && (!day[0] || chy_coder_set_date(server->coder, day, &err) == CHY_OK) &&
                 chy_coder_run(server->coder, doc, coding, &err) == CHY_OK;
    size_t n = coded ? chy_coding_n_events(coding) : 0, found = n;
    for (size_t i = 0; i < n && found == n; i++)
        if (!strcmp(chy_record_id(chy_coding_event(coding, i)), id))
            found = i;
    if (coded)
        chy_coding_conllu(coding, &conllu);
    chy_buf_printf(out, "{\"still_coded\":%s,\"conllu\":", found < n ? "true" : "false");
    if (!cut_sentence(&conllu, sequence, out))
        chy_buf_str(out, "null");
    chy_buf_str(out, ",\"explanation\":");
    if (found < n) {
        chy_buf text = {0};
        chy_coding_explain(coding, found, &text);
        chy_buf_json(out, text.data, text.len);
        out->failed = out->failed || text.failed;
        chy_buf_release(&text);
    } else {
        chy_buf_str(out, "null");
    }
    chy_buf_str(out, "}\n");
    pthread_mutex_unlock(&server->coding);
    chy_buf_release(&conllu);
    chy_coding_free(coding);
    answer->status = 200;
    answer->type = "application/json";
}

void chy_api_tree(const chy_request *request, const char *rest, chy_answer *answer)
{
    const char *sequence = chy_target_get(&request->target, "sequence");
    finding f = {.id = ""};
    char day[24] = "";
    chy_err err = {0};
    uint64_t state = chy_pool_state(&request->server->pool);
    if (!request->server->set.knowledge) {
        chy_answer_problem(answer, 404, "No trees", "the server was started without dictionaries and models");
        return;
    }
    if (!sequence || strspn(sequence, "0123456789") != strlen(sequence) || strlen(sequence) > 7) {
        chy_answer_problem(answer, 400, "Bad parameter", "sequence is the number of the sentence");
        return;
    }
    if (find_kept(request, state, answer))
        return;
    chy_document *doc = chy_document_new();
    chy_store *store = doc ? chy_pool_take(&request->server->pool, &err) : NULL;
    chy_status status = store ? chy_store_find(store, rest, keep_id, &f, doc, day, &err) : err.code ? err.code : CHY_E_NOMEM;
    if (store)
        chy_pool_give(&request->server->pool, store);
    if (status == CHY_OK)
        code_tree(request->server, doc, day, strlen(rest) == 16 ? rest : f.id, strtoul(sequence, NULL, 10), answer);
    else
        chy_answer_failure(answer, status, &err);
    chy_document_free(doc);
    if (answer->status == 200)
        chy_cache_put(request->server->cache, state, request->sent, answer);
}

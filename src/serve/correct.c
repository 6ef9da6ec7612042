/* src/serve/correct.c - "This is wrong": the one request that writes. It needs the token that was printed at start, this site's own
 * page (or no browser at all), and JSON, so that no other site's form can send it. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "serve/parts.h"
#include "store/views.h"

/* The same time for every wrong token, as far as its content goes. */
static bool is_token(const char *token, const char *sent)
{
    size_t len = strlen(token);
    if (!sent || strlen(sent) != len)
        return false;
    unsigned char differs = 0;
    for (size_t i = 0; i < len; i++)
        differs |= (unsigned char)(token[i] ^ sent[i]);
    return differs == 0;
}

static bool is_welcome(const chy_request *request, chy_answer *answer)
{
    const chy_serve_settings *set = &request->server->set;
    if (!set->token)
        chy_answer_problem(answer, 403, "Corrections are not taken", "the server was started with --read-only");
    else if (request->site && strcmp(request->site, "same-origin") && strcmp(request->site, "none"))
        chy_answer_problem(answer, 403, "Another site's page asks", "corrections come from this server's own pages");
    else if (request->origin && set->cors && !strcmp(request->origin, set->cors))
        chy_answer_problem(answer, 403, "Another site's page asks", "--cors allows reading, not writing");
    else if (!request->content_type || strncmp(request->content_type, "application/json", 16))
        chy_answer_problem(answer, 415, "JSON is wanted", "send application/json");
    else if (!is_token(set->token, request->token))
        chy_answer_problem(answer, 401, "A token is needed", "the header X-Chancery-Token must hold what `chancery serve` printed at start");
    else
        return true;
    return false;
}

static const char *text_of(json_t *root, const char *key, size_t max)
{
    const char *text = json_string_value(json_object_get(root, key));
    return text && strlen(text) <= max ? text : NULL;
}

static bool is_field(const char *field)
{
    static const char *const fields[] = {"event", "actor", "recipient", "type", "mode", "status", "date", "place", "merge", "ledger", "other"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!strcmp(field, fields[i]))
            return true;
    return false;
}

static bool read_correction(json_t *root, chy_remark *out, chy_answer *answer)
{
    *out = (chy_remark){.event = text_of(root, "event", 40), .field = text_of(root, "field", 20), .value = text_of(root, "value", 400),
                            .note = text_of(root, "note", 2000)};
    if (!out->event || !out->event[0] || strspn(out->event, "0123456789abcdefghijklmnopqrstuvwxyz-") != strlen(out->event))
        chy_answer_problem(answer, 400, "Bad correction", "event is the id of an event, a report or a record");
    else if (!out->field || !is_field(out->field))
        chy_answer_problem(answer, 400, "Bad correction", "field is one of event, actor, recipient, type, mode, status, date, place, merge, ledger, other");
    else if (!out->value || !out->note)
        chy_answer_problem(answer, 400, "Bad correction", "value (at most 400 bytes) and note (at most 2000) are texts, perhaps empty");
    else if (!out->value[0] && !out->note[0] && strcmp(out->field, "event"))
        chy_answer_problem(answer, 400, "Bad correction", "say what is right, in value or in note");
    else
        return true;
    return false;
}

static void store_correction(const chy_request *request, const chy_remark *correction, chy_answer *answer)
{
    chy_err err = {0};
    chy_store *store = chy_store_open(request->server->set.store, CHY_STORE_WRITE, &err);
    chy_status status = store ? chy_store_remark(store, correction, &err) : err.code;
    chy_store_free(store);
    if (status != CHY_OK) {
        chy_answer_failure(answer, status, &err);
        return;
    }
    answer->status = 201;
    answer->type = "application/json";
    chy_buf_str(&answer->body, "{\"stored\":true,\"event\":");
    chy_buf_json_str(&answer->body, correction->event);
    chy_buf_str(&answer->body, "}\n");
}

void chy_api_correct(const chy_request *request, const char *rest, chy_answer *answer)
{
    json_error_t where;
    char made[32] = "";
    chy_remark correction;
    (void)rest;
    if (strcmp(request->method, "POST")) {
        chy_api_view(request, "corrections", answer);
        return;
    }
    if (!is_welcome(request, answer))
        return;
    json_t *root = json_loadb(request->body.data ? request->body.data : "", request->body.len, JSON_REJECT_DUPLICATES, &where);
    if (!json_is_object(root)) {
        chy_answer_problem(answer, 400, "Bad correction", "the body is no JSON object");
    } else if (read_correction(root, &correction, answer)) {
        correction.made = request->server->set.now ? request->server->set.now(request->server->set.ctx, made) : made;
        store_correction(request, &correction, answer);
    }
    json_decref(root);
}

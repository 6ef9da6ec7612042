/* src/serve/route.c - The table of routes, the names this server answers to, and problem answers. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "serve/parts.h"

#define PROBLEM "application/problem+json"

void chy_answer_problem(chy_answer *answer, unsigned status, const char *title, const char *detail)
{
    chy_buf_clear(&answer->body);
    answer->status = status;
    answer->type = PROBLEM;
    answer->etag[0] = answer->filename[0] = '\0';
    answer->refused = title;
    chy_buf_printf(&answer->body, "{\"type\":\"about:blank\",\"status\":%u,\"title\":", status);
    chy_buf_json_str(&answer->body, title);
    if (detail) {
        chy_buf_str(&answer->body, ",\"detail\":");
        chy_buf_json_str(&answer->body, detail);
    }
    chy_buf_str(&answer->body, "}\n");
}

/* ---- who may ask ---- */

/* `host` without its port; false when the port is another than `port`. An IPv6 address keeps its brackets. */
static bool split_port(const char *host, unsigned port, size_t *name_len)
{
    const char *bracket = host[0] == '[' ? strchr(host, ']') : NULL;
    const char *colon = strchr(bracket ? bracket : host, ':');
    char expected[16];
    *name_len = colon ? (size_t)(colon - host) : strlen(host);
    if (!colon)
        return true; /* a proxy, or port 80 */
    snprintf(expected, sizeof expected, ":%u", port);
    return !strcmp(colon, expected);
}

static bool is_in_list(const char *list, const char *name, size_t len)
{
    for (const char *from = list; from; from = strchr(from, ',') ? strchr(from, ',') + 1 : NULL)
        if (strcspn(from, ",") == len && !strncasecmp(from, name, len))
            return true;
    return false;
}

/* A page of another site can make its name point to 127.0.0.1 (DNS rebinding), but it cannot make the browser send another Host
 * than its name: so only names that are ours are answered. */
bool chy_host_allowed(const chy_serve_settings *set, unsigned port, const char *host)
{
    size_t len;
    if (!host || !host[0])
        return false;
    if (set->hosts) {
        /* A name that was asked for is good with any port: a proxy stands before it. */
        size_t name = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
        if (name <= strlen(host) && is_in_list(set->hosts, host, name))
            return true;
    }
    if (!split_port(host, port, &len))
        return false;
    if (is_in_list("localhost,127.0.0.1,[::1]", host, len))
        return true;
    bool any = !strcmp(set->address, "0.0.0.0") || !strcmp(set->address, "::");
    if (!any && strlen(set->address) == len && !strncmp(set->address, host, len))
        return true;
    return !any && host[0] == '[' && strlen(set->address) + 2 == len && !strncmp(set->address, host + 1, len - 2);
}

bool chy_origin_allowed(const chy_serve_settings *set, const char *host, const char *origin)
{
    if (set->cors && !strcmp(origin, set->cors))
        return true;
    const char *name = !strncmp(origin, "http://", 7) ? origin + 7 : !strncmp(origin, "https://", 8) ? origin + 8 : NULL;
    return name && !strcasecmp(name, host);
}

/* ---- routes ---- */

static void serve_asset(const chy_request *request, const char *path, unsigned status, chy_answer *answer)
{
    const chy_asset *asset = chy_asset_find(path);
    if (!asset) {
        chy_answer_problem(answer, 404, "No such page", NULL);
        return;
    }
    bool gzip = asset->gzip && request->accept_encoding && strstr(request->accept_encoding, "gzip");
    answer->status = status;
    answer->type = asset->type;
    answer->gzip = gzip;
    answer->fixed = (const char *)(gzip ? asset->gzip : asset->plain);
    answer->fixed_len = (size_t)(gzip ? asset->gzip_end - asset->gzip : asset->plain_end - asset->plain);
    chy_asset_etag(asset, gzip, answer->etag);
}

static void page(const chy_request *request, const char *rest, chy_answer *answer)
{
    serve_asset(request, "/index.html", rest[0] ? 404 : 200, answer);
}

static void asset(const chy_request *request, const char *rest, chy_answer *answer)
{
    (void)rest;
    serve_asset(request, request->target.path, 200, answer);
}

static void openapi(const chy_request *request, const char *rest, chy_answer *answer)
{
    (void)rest;
    serve_asset(request, "/openapi.json", 200, answer);
}

enum { GET = 1, POST = 2, PREFIX = 4 };

static const struct route {
    const char *path;
    unsigned how;
    void (*handle)(const chy_request *request, const char *rest, chy_answer *answer);
} routes[] = {
    {"/api/v1/openapi.json", GET, openapi},
    {"/api/v1/corrections", GET | POST, chy_api_correct},
    {"/api/v1/export/", GET | PREFIX, chy_api_export},
    {"/api/v1/tree/", GET | PREFIX, chy_api_tree},
    {"/api/v1/", GET | PREFIX, chy_api_view},
    {"/api/v1", GET, chy_api_index},
    {"/assets/", GET | PREFIX, asset},
    {"/favicon.svg", GET, asset},
    {"/robots.txt", GET, asset},
    {"/licences.txt", GET, asset},
    {"/", GET, page},
    {"/dyad", GET, page},
    {"/actor", GET, page},
    {"/network", GET, page},
    {"/map", GET, page},
    {"/ledger", GET, page},
    {"/record", GET, page},
    {"/agreement", GET, page},
    {"/events", GET, page},
    {"/event", GET, page},
    {"/document", GET, page},
    {"/search", GET, page},
    {"/sources", GET, page},
    {"/data", GET, page},
    {"/help", GET, page},
};

static const struct route *find_route(const char *path, const char **rest)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        size_t len = strlen(routes[i].path);
        if (routes[i].how & PREFIX ? !strncmp(path, routes[i].path, len) : !strcmp(path, routes[i].path)) {
            *rest = path + len;
            return &routes[i];
        }
    }
    return NULL;
}

void chy_route(const chy_request *request, chy_answer *answer)
{
    const char *rest = "", *path = request->target.path;
    const struct route *route = find_route(path, &rest);
    bool read = !strcmp(request->method, "GET") || !strcmp(request->method, "HEAD");
    bool post = !strcmp(request->method, "POST");
    if (!route && read && strncmp(path, "/api", 4)) {
        page(request, "missing", answer);
        answer->refused = "no such page";
    } else if (!route) {
        chy_answer_problem(answer, 404, "No such resource", "GET /api/v1 lists what there is");
    } else if (!(read && (route->how & GET)) && !(post && (route->how & POST))) {
        chy_answer_problem(answer, 405, "Method not allowed", NULL);
        answer->allow_post = (route->how & POST) != 0;
    } else {
        route->handle(request, rest, answer);
    }
}

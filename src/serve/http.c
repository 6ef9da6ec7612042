/* src/serve/http.c - The listening side: libmicrohttpd, a thread for each connection, what is refused before a route sees it, and the
 * watch over connections that are slow on purpose. */
#include <microhttpd.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "serve/parts.h"
#include "store/views.h"

/* The largest stack that coding a sentence needs, twice. */
#define STACK_BYTES ((size_t)4 << 20)

/* Scripts, styles and data come from here alone; pictures also from the page itself (a chart saved as PNG is drawn that way). */
#define POLICY                                                                                                                       \
    "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

static uint64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

typedef struct exchange {
    chy_request request;
    char *sent;              /* the target, as it came */
    const char *wrong;       /* why the target is refused */
    const char *unfit_body;
    uint64_t began;
    char client[INET6_ADDRSTRLEN + 8];
    chy_answer answer;
    bool called;             /* the headers were seen */
} exchange;

static void free_exchange(exchange *x)
{
    chy_buf_release(&x->answer.body);
    chy_buf_release(&x->request.body);
    free(x->sent);
    free(x);
}

/* ---- the watch: a connection must not take longer for a request than it may, however steadily its bytes drip ---- */

typedef struct watched {
    int fd;         /* -1: free */
    uint64_t since; /* when the request that is awaited began, or was asked for */
    bool busy;      /* its request is complete and being answered */
    struct exchange *open; /* its request, until MHD says that it is completed: of one broken off early it never says so */
} watched;

struct chy_watch {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    bool stop;
    unsigned n_busy;
    watched slots[CHY_SERVE_CONNECTIONS];
    chy_server *server;
};

static void look_at(watched *w, uint64_t now)
{
    /* A browser that keeps a connection for its next request loses it after the same time: MHD does not show when that begins. */
    if (w->fd < 0 || w->busy || now - w->since < (uint64_t)CHY_SERVE_REQUEST_SECONDS * 1000000)
        return;
    shutdown(w->fd, SHUT_RDWR);
    w->since = now;
}

static void *watch_connections(void *arg)
{
    struct chy_watch *watch = arg;
    pthread_mutex_lock(&watch->lock);
    while (!watch->stop) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        pthread_cond_timedwait(&watch->wake, &watch->lock, &until);
        uint64_t now = now_us();
        for (int i = 0; i < CHY_SERVE_CONNECTIONS; i++)
            look_at(&watch->slots[i], now);
    }
    pthread_mutex_unlock(&watch->lock);
    return NULL;
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code)
{
    struct chy_watch *watch = ((chy_server *)cls)->watch;
    pthread_mutex_lock(&watch->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *context = NULL;
        for (int i = 0; i < CHY_SERVE_CONNECTIONS && info && !*context; i++)
            if (watch->slots[i].fd < 0) {
                watch->slots[i] = (watched){.fd = info->connect_fd, .since = now_us()};
                *context = &watch->slots[i];
            }
    } else if (*context) {
        watched *w = *context;
        w->fd = -1;
        if (w->open)
            free_exchange(w->open);
        w->open = NULL;
    }
    pthread_mutex_unlock(&watch->lock);
}

static watched *watched_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void mark_busy(chy_server *server, struct MHD_Connection *connection, bool busy)
{
    watched *w = watched_of(connection);
    if (!w)
        return;
    pthread_mutex_lock(&server->watch->lock);
    if (w->busy != busy)
        server->watch->n_busy += busy ? 1 : -1u;
    w->busy = busy;
    w->since = now_us();
    pthread_mutex_unlock(&server->watch->lock);
}

static bool start_watch(chy_server *server)
{
    struct chy_watch *watch = calloc(1, sizeof *watch);
    if (!watch)
        return false;
    server->watch = watch;
    watch->server = server;
    pthread_mutex_init(&watch->lock, NULL);
    pthread_cond_init(&watch->wake, NULL);
    for (int i = 0; i < CHY_SERVE_CONNECTIONS; i++)
        watch->slots[i].fd = -1;
    if (pthread_create(&watch->thread, NULL, watch_connections, watch) == 0)
        return true;
    free(watch);
    server->watch = NULL;
    return false;
}

static void stop_watch(chy_server *server)
{
    struct chy_watch *watch = server->watch;
    if (!watch)
        return;
    pthread_mutex_lock(&watch->lock);
    watch->stop = true;
    pthread_cond_signal(&watch->wake);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    pthread_cond_destroy(&watch->wake);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

/* ---- one request ---- */

/* MHD calls this with the raw target before anything else of a request. */
static void *on_target(void *cls, const char *target, struct MHD_Connection *connection)
{
    watched *w = watched_of(connection);
    exchange *x = w ? calloc(1, sizeof *x) : NULL;
    if (!x)
        return NULL;
    if (w->open)
        free_exchange(w->open);
    w->open = x;
    size_t len = strlen(target);
    x->began = now_us();
    x->request.server = cls;
    x->sent = strndup(target, len < CHY_SERVE_MAX_TARGET ? len : CHY_SERVE_MAX_TARGET);
    x->request.sent = x->sent ? x->sent : "/";
    x->wrong = x->sent ? chy_target_parse(target, len, &x->request.target) : "no memory";
    return x;
}

static size_t keep_escapes(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls;
    (void)connection;
    return strlen(text);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result count_header(void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    (void)value;
    *(int *)cls += !strcasecmp(name, "Host");
    return MHD_YES;
}

static void read_headers(exchange *x, struct MHD_Connection *connection, const char *method)
{
    chy_request *r = &x->request;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    r->method = method;
    r->host = header(connection, "Host");
    r->origin = header(connection, "Origin");
    r->token = header(connection, "X-Chancery-Token");
    r->content_type = header(connection, "Content-Type");
    r->site = header(connection, "Sec-Fetch-Site");
    r->accept_encoding = header(connection, "Accept-Encoding");
    r->if_none_match = header(connection, "If-None-Match");
    if (address && address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, x->client, sizeof x->client);
    else if (address && address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, x->client, sizeof x->client);
}

/* What no route shall see. True when `answer` was filled. */
static bool refuse_early(exchange *x, struct MHD_Connection *connection)
{
    const chy_request *r = &x->request;
    const chy_serve_settings *set = &r->server->set;
    int hosts = 0;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_header, &hosts);
    if (x->wrong)
        chy_answer_problem(&x->answer, strlen(r->sent) >= CHY_SERVE_MAX_TARGET ? 414 : 400, "Bad address", x->wrong);
    else if (hosts != 1 || !chy_host_allowed(set, r->server->port, r->host))
        chy_answer_problem(&x->answer, 421, "Not a name of this server",
                           "the Host header is none of this server's names; start it with --host NAME when a proxy stands before it");
    else if (r->origin && !chy_origin_allowed(set, r->host, r->origin))
        chy_answer_problem(&x->answer, 403, "Another site's page asks", "the Origin header is another site's; --cors ORIGIN allows one");
    else if (x->unfit_body)
        chy_answer_problem(&x->answer, 413, "Too much", x->unfit_body);
    else
        return false;
    return true;
}

static void add_headers(struct MHD_Response *response, const exchange *x)
{
    const chy_answer *a = &x->answer;
    const chy_serve_settings *set = &x->request.server->set;
    char text[96];
    MHD_add_response_header(response, "Content-Type", a->type);
    MHD_add_response_header(response, "Content-Security-Policy", POLICY);
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(response, "Cross-Origin-Resource-Policy", set->cors ? "cross-origin" : "same-origin");
    MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(response, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    MHD_add_response_header(response, "Cache-Control", a->status < 400 ? "no-cache" : "no-store");
    MHD_add_response_header(response, "Vary", "Accept-Encoding, Origin");
    if (a->gzip)
        MHD_add_response_header(response, "Content-Encoding", "gzip");
    if (a->etag[0])
        MHD_add_response_header(response, "ETag", a->etag);
    if (a->status == 405)
        MHD_add_response_header(response, "Allow", a->allow_post ? "GET, HEAD, POST" : "GET, HEAD");
    if (set->cors && x->request.origin && !strcmp(set->cors, x->request.origin))
        MHD_add_response_header(response, "Access-Control-Allow-Origin", set->cors);
    if (a->filename[0]) {
        snprintf(text, sizeof text, "attachment; filename=\"%s\"", a->filename);
        MHD_add_response_header(response, "Content-Disposition", text);
    }
    if (a->retry_after) {
        snprintf(text, sizeof text, "%u", a->retry_after);
        MHD_add_response_header(response, "Retry-After", text);
    }
}

/* Whether the client has these very bytes. A list of tags is looked through for ours; no tag of ours holds a comma. */
static bool is_known(const exchange *x)
{
    const char *tags = x->request.if_none_match;
    return x->answer.status == 200 && x->answer.etag[0] && tags && (strstr(tags, x->answer.etag) || !strcmp(tags, "*"));
}

static enum MHD_Result answer(exchange *x, struct MHD_Connection *connection)
{
    chy_answer *a = &x->answer;
    bool closing = a->status == 413 || a->status == 421;
    if (is_known(x)) {
        a->status = 304;
        a->fixed = "";
        a->fixed_len = 0;
        a->gzip = false;
    }
    if (!a->fixed && !a->body.failed && !a->body.data)
        a->fixed = ""; /* JSON lines without a line */
    if (!a->fixed && a->body.failed) {
        chy_buf_release(&a->body);
        a->status = 500;
        a->type = "application/problem+json";
        a->fixed = "{\"type\":\"about:blank\",\"status\":500,\"title\":\"No memory\"}\n";
        a->fixed_len = strlen(a->fixed);
    }
    struct MHD_Response *response;
    if (a->fixed) {
        response = MHD_create_response_from_buffer(a->fixed_len, (void *)(uintptr_t)a->fixed, MHD_RESPMEM_PERSISTENT);
    } else {
        a->fixed_len = a->body.len;
        response = MHD_create_response_from_buffer(a->body.len, a->body.data, MHD_RESPMEM_MUST_FREE);
        if (response)
            a->body = (chy_buf){0};
    }
    if (!response)
        return MHD_NO;
    add_headers(response, x);
    if (closing)
        MHD_add_response_header(response, "Connection", "close");
    enum MHD_Result result = MHD_queue_response(connection, a->status, response);
    MHD_destroy_response(response);
    return result;
}

static bool takes_body(const exchange *x)
{
    return !strcmp(x->request.method, "POST") || !strcmp(x->request.method, "PUT") || !strcmp(x->request.method, "PATCH");
}

/* Keeps at most CHY_SERVE_BODY_BYTES; what is more is read to its end by MHD and thrown away, under its time limit. */
static void take_body(exchange *x, const char *bytes, size_t len)
{
    if (x->request.body.len + len > CHY_SERVE_BODY_BYTES)
        x->unfit_body = "the body of a request has at most 16 KiB";
    else
        chy_buf_add(&x->request.body, bytes, len);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                  const char *upload, size_t *upload_len, void **context)
{
    exchange *x = *context;
    (void)cls;
    (void)url;
    (void)version;
    if (!x)
        return MHD_NO;
    if (!x->called) {
        x->called = true;
        read_headers(x, connection, method);
        /* A wrong name, origin or method needs no body to be refused. */
        const char *length = header(connection, "Content-Length");
        if (length && strtoull(length, NULL, 10) > CHY_SERVE_BODY_BYTES)
            x->unfit_body = "the body of a request has at most 16 KiB";
        /* What is answered now ends the connection, what is answered when the request is whole does not. */
        if (!refuse_early(x, connection) || !takes_body(x))
            return MHD_YES;
    } else if (*upload_len) {
        take_body(x, upload, *upload_len);
        *upload_len = 0;
        return MHD_YES;
    } else if (x->unfit_body) {
        chy_answer_problem(&x->answer, 413, "Too much", x->unfit_body);
    }
    mark_busy(x->request.server, connection, true);
    if (!x->answer.status)
        chy_route(&x->request, &x->answer);
    return answer(x, connection);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code)
{
    chy_server *server = cls;
    exchange *x = *context;
    mark_busy(server, connection, false);
    if (!x)
        return;
    chy_access what = {.client = x->client, .method = x->request.method ? x->request.method : "-", .target = x->request.sent,
                       .status = x->answer.status, .bytes = x->answer.fixed_len, .microseconds = now_us() - x->began,
                       .refused = x->answer.refused};
    if (code != MHD_REQUEST_TERMINATED_COMPLETED_OK && !what.refused)
        what.refused = code == MHD_REQUEST_TERMINATED_TIMEOUT_REACHED ? "too slow" : "broken off";
    if (server->set.access)
        server->set.access(server->set.ctx, &what);
    watched *w = watched_of(connection);
    if (w && w->open == x)
        w->open = NULL;
    free_exchange(x);
    *context = NULL;
}

/* What MHD itself has to say: broken request lines, headers that are too large. */
static void __attribute__((format(printf, 2, 0))) on_message(void *cls, const char *fmt, va_list args)
{
    chy_server *server = cls;
    char line[300];
    if (!server->set.problem)
        return;
    vsnprintf(line, sizeof line, fmt, args);
    line[strcspn(line, "\r\n")] = '\0';
    server->set.problem(server->set.ctx, line);
}

/* ---- start and stop ---- */

typedef union socket_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} socket_address;

static bool make_address(const chy_serve_settings *set, socket_address *out)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, set->address, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons((uint16_t)set->port);
        return true;
    }
    out->v6.sin6_family = AF_INET6;
    out->v6.sin6_port = htons((uint16_t)set->port);
    return inet_pton(AF_INET6, set->address, &out->v6.sin6_addr) == 1;
}

static chy_status listen_on(chy_server *server, const socket_address *address, chy_err *err)
{
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    if (address->any.sa_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    /* The logger stands first: later options complain through it. */
    server->daemon = MHD_start_daemon(
        flags, (uint16_t)server->set.port, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, on_message, server,
        MHD_OPTION_SOCK_ADDR, &address->any, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CHY_SERVE_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)CHY_SERVE_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, CHY_SERVE_HEADER_BYTES, MHD_OPTION_THREAD_STACK_SIZE,
        STACK_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_END);
    if (!server->daemon)
        return chy_err_set(err, CHY_E_IO, 0, "cannot listen on %s port %u: %s", server->set.address, server->set.port,
                           errno ? strerror(errno) : "the web server did not start");
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = info ? info->port : server->set.port;
    return CHY_OK;
}

chy_server *chy_server_start(const chy_serve_settings *settings, chy_err *err)
{
    socket_address address;
    if (!make_address(settings, &address)) {
        chy_err_set(err, CHY_E_USAGE, 0, "\"%.60s\" is no address: give one in numbers, as 127.0.0.1 or ::1", settings->address);
        return NULL;
    }
    chy_server *server = calloc(1, sizeof *server);
    if (!server) {
        chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the server");
        return NULL;
    }
    server->set = *settings;
    server->port = settings->port;
    pthread_mutex_init(&server->coding, NULL);
    chy_status status = chy_pool_open(&server->pool, settings->store, err);
    if (status == CHY_OK) {
        server->cache = chy_cache_new(CHY_SERVE_CACHE_BYTES);
        status = server->cache && start_watch(server) ? CHY_OK : chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the server");
    }
    if (status == CHY_OK)
        status = listen_on(server, &address, err);
    if (status == CHY_OK)
        return server;
    chy_server_stop(server, 0);
    return NULL;
}

unsigned chy_server_port(const chy_server *server)
{
    return server->port;
}

static void wait_for_requests(chy_server *server, unsigned seconds)
{
    for (unsigned i = 0; i < seconds * 50; i++) {
        pthread_mutex_lock(&server->watch->lock);
        bool idle = server->watch->n_busy == 0;
        pthread_mutex_unlock(&server->watch->lock);
        if (idle)
            return;
        usleep(20000);
    }
}

void chy_server_stop(chy_server *server, unsigned seconds)
{
    if (!server)
        return;
    if (server->daemon) {
        MHD_socket listening = MHD_quiesce_daemon(server->daemon);
        wait_for_requests(server, seconds);
        MHD_stop_daemon(server->daemon);
        if (listening != MHD_INVALID_SOCKET)
            close(listening);
    }
    stop_watch(server);
    chy_cache_free(server->cache);
    chy_pool_close(&server->pool);
    chy_coder_free(server->coder);
    pthread_mutex_destroy(&server->coding);
    free(server);
}

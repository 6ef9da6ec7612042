/* src/fetch/fetch.c - See fetch.h. Redirects are followed here, not by libcurl, so that each step meets robots.txt and its host's pause. Addresses are looked at when
 * a socket is opened, behind the resolution of the name: a name that changes its address between two looks gains nothing. */
#include "fetch/fetch.h"

#ifdef CHY_WITH_CURL

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "fetch/address.h"
#include "fetch/robots.h"

#define REDIRECTS_MOST 6
/* robots.txt is held so long, in seconds. */
#define ROBOTS_AGE 3600.0
#define HOSTS_MOST 4096

typedef struct host {
    char *origin;  /* "https://news.example:8443" */
    char *robots;  /* the file, "" when there is none; NULL: not asked yet */
    size_t robots_len;
    bool closed;   /* robots.txt could not be had: nothing may be fetched */
    double asked, last, delay;
} host;

struct chy_fetcher {
    chy_fetch_rules rules;
    CURL *curl;
    host *hosts;
    size_t n_hosts;
    bool refused; /* by the address check, in the request that runs */
};

typedef struct answer {
    chy_fetched *into;
    size_t most;
    bool too_large;
} answer;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- libcurl's calls ---- */

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    chy_fetcher *fetcher = ctx;
    (void)purpose;
    if (!fetcher->rules.allow_private && !chy_address_public(&address->addr)) {
        fetcher->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_body(char *bytes, size_t size, size_t n, void *ctx)
{
    answer *a = ctx;
    if (a->into->body.len + size * n > a->most) {
        a->too_large = true;
        return 0;
    }
    chy_buf_add(&a->into->body, bytes, size * n);
    return a->into->body.failed ? 0 : size * n;
}

static void keep_header(const char *line, size_t len, const char *name, chy_buf *out)
{
    size_t n = strlen(name);
    if (len <= n || strncasecmp(line, name, n) || line[n] != ':')
        return;
    const char *value = line + n + 1;
    len -= n + 1;
    while (len && (unsigned char)*value <= ' ') {
        value++;
        len--;
    }
    while (len && (unsigned char)value[len - 1] <= ' ')
        len--;
    chy_buf_clear(out);
    chy_buf_add(out, value, len < 1000 ? len : 1000);
}

static size_t take_header(char *line, size_t size, size_t n, void *ctx)
{
    answer *a = ctx;
    keep_header(line, size * n, "content-type", &a->into->type);
    keep_header(line, size * n, "etag", &a->into->version.etag);
    keep_header(line, size * n, "last-modified", &a->into->version.modified);
    return size * n;
}

static int watch_stop(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const chy_fetcher *fetcher = ctx;
    (void)a, (void)b, (void)c, (void)d;
    return fetcher->rules.stop && fetcher->rules.stop();
}

/* ---- hosts ---- */

/* The length of scheme, host and port; 0 for what is no http(s) address. */
static size_t origin_length(const char *url)
{
    size_t scheme = !strncasecmp(url, "http://", 7) ? 7 : !strncasecmp(url, "https://", 8) ? 8 : 0;
    size_t n = scheme ? strcspn(url + scheme, "/?#") : 0;
    return n && !memchr(url + scheme, '@', n) ? scheme + n : 0;
}

static host *find_host(chy_fetcher *fetcher, const char *url)
{
    size_t len = origin_length(url);
    for (size_t i = 0; i < fetcher->n_hosts; i++)
        if (strlen(fetcher->hosts[i].origin) == len && !strncasecmp(fetcher->hosts[i].origin, url, len))
            return &fetcher->hosts[i];
    if (fetcher->n_hosts == HOSTS_MOST) /* a run over so many hosts may forget the first */
        return &fetcher->hosts[0];
    host *more = realloc(fetcher->hosts, (fetcher->n_hosts + 1) * sizeof *more);
    char *origin = strndup(url, len);
    if (more)
        fetcher->hosts = more;
    if (!more || !origin) {
        free(origin);
        return NULL;
    }
    more[fetcher->n_hosts] = (host){.origin = origin, .last = -1e9};
    return &more[fetcher->n_hosts++];
}

/* Waits until the host may be asked again. */
static void wait_for(const chy_fetcher *fetcher, host *h)
{
    double pause = h->delay > fetcher->rules.delay ? h->delay : fetcher->rules.delay;
    for (double left; (left = h->last + pause - now()) > 0 && !(fetcher->rules.stop && fetcher->rules.stop());) {
        double part = left < 0.2 ? left : 0.2;
        struct timespec t = {.tv_sec = 0, .tv_nsec = (long)(part * 1e9)};
        nanosleep(&t, NULL);
    }
    h->last = now();
}

/* ---- requests ---- */

static chy_status told(const chy_fetcher *fetcher, const char *url, CURLcode code, const answer *a, chy_err *err)
{
    if (a->too_large)
        return chy_err_set(err, CHY_E_LIMIT, a->most, "%.200s: larger than the limit of %zu bytes", url, a->most);
    if (a->into->body.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%.200s: no memory for the answer", url);
    if (fetcher->refused)
        return chy_err_set(err, CHY_E_IO, 0, "%.200s: its address is private or reserved (--allow-private)", url);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return chy_err_set(err, CHY_E_LIMIT, 0, "%.200s: no answer within %ld seconds", url, fetcher->rules.timeout);
    return chy_err_set(err, CHY_E_IO, 0, "%.200s: %s", url, curl_easy_strerror(code));
}

static struct curl_slist *conditions(const chy_fetch_version *known)
{
    char line[1100];
    struct curl_slist *list = curl_slist_append(NULL, "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5");
    if (known && known->etag.len) {
        snprintf(line, sizeof line, "If-None-Match: %s", known->etag.data);
        list = curl_slist_append(list, line);
    }
    if (known && known->modified.len) {
        snprintf(line, sizeof line, "If-Modified-Since: %s", known->modified.data);
        list = curl_slist_append(list, line);
    }
    return list;
}

static void clear(chy_fetched *out)
{
    chy_buf_clear(&out->url);
    chy_buf_clear(&out->type);
    chy_buf_clear(&out->body);
    chy_buf_clear(&out->version.etag);
    chy_buf_clear(&out->version.modified);
    out->status = 0;
}

/* One request, no redirects. `*next` (to be freed by curl_free's owner: copied) is where a redirect leads. */
static chy_status request(chy_fetcher *fetcher, const char *url, const chy_fetch_version *known, size_t most, chy_fetched *out, chy_buf *next, chy_err *err)
{
    CURL *curl = fetcher->curl;
    answer a = {.into = out, .most = most};
    struct curl_slist *list = conditions(known);
    char *target = NULL;
    clear(out);
    chy_buf_clear(next);
    fetcher->refused = false;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* the address check would see the proxy's */
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, fetcher->rules.agent);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, fetcher->rules.timeout);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, fetcher->rules.timeout < 20 ? fetcher->rules.timeout : 20L);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, fetcher);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &a);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &a);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, fetcher);
    CURLcode code = list ? curl_easy_perform(curl) : CURLE_OUT_OF_MEMORY;
    curl_slist_free_all(list);
    if (code != CURLE_OK)
        return told(fetcher, url, code, &a, err);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
    chy_buf_str(&out->url, url);
    if (curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &target) == CURLE_OK && target)
        chy_buf_str(next, target);
    return out->url.failed || next->failed ? chy_err_set(err, CHY_E_NOMEM, 0, "%.200s: no memory for the answer", url) : CHY_OK;
}

/* Gets robots.txt with its redirects. A server that fails (5xx, no connection) closes its host; "not there" opens it. */
static chy_status learn_robots(chy_fetcher *fetcher, size_t number, chy_err *err)
{
    chy_fetched got = {0};
    chy_buf url = {0}, next = {0};
    chy_err why;
    chy_status status = CHY_OK;
    host *h = &fetcher->hosts[number];
    chy_buf_printf(&url, "%s/robots.txt", h->origin);
    for (int step = 0; step < REDIRECTS_MOST && !url.failed; step++) {
        if (step == 0)
            wait_for(fetcher, h);
        status = request(fetcher, url.data, NULL, (size_t)1 << 20, &got, &next, &why);
        if (status != CHY_OK || !next.len || !origin_length(next.data))
            break;
        chy_buf_clear(&url);
        chy_buf_str(&url, next.data);
    }
    free(h->robots);
    bool there = status == CHY_OK && got.status == 200;
    h->robots = strndup(there && got.body.data ? got.body.data : "", there ? got.body.len : 0);
    h->robots_len = h->robots ? strlen(h->robots) : 0;
    h->closed = status == CHY_OK ? got.status >= 500 || got.status == 429 : status != CHY_E_LIMIT;
    h->asked = now();
    bool lost = !h->robots || url.failed;
    if (status == CHY_E_IO)
        status = chy_err_set(err, CHY_E_IO, 0, "%s", why.msg);
    else
        status = CHY_OK;
    chy_fetched_release(&got);
    chy_buf_release(&url);
    chy_buf_release(&next);
    return lost ? chy_err_set(err, CHY_E_NOMEM, 0, "no memory for robots.txt") : status;
}

/* Asks robots.txt, and waits for the host. */
static chy_status permit(chy_fetcher *fetcher, const char *url, chy_err *err)
{
    host *h = find_host(fetcher, url);
    if (!h)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%.200s: no memory", url);
    size_t number = (size_t)(h - fetcher->hosts);
    if (!fetcher->rules.ignore_robots) {
        if (!h->robots || now() - h->asked > ROBOTS_AGE) {
            chy_status status = learn_robots(fetcher, number, err);
            h = &fetcher->hosts[number];
            if (status != CHY_OK)
                return status;
        }
        const char *path = url + origin_length(url);
        char whole[2048];
        snprintf(whole, sizeof whole, "%s%.*s", *path == '/' ? "" : "/", (int)strcspn(path, "#"), path);
        if (h->closed)
            return chy_err_set(err, CHY_E_USAGE, 0, "%.200s: its robots.txt cannot be had now, so nothing is fetched", url);
        if (!chy_robots_allow(h->robots, h->robots_len, fetcher->rules.agent, whole, &h->delay))
            return chy_err_set(err, CHY_E_USAGE, 0, "%.200s: robots.txt forbids it", url);
    }
    wait_for(fetcher, h);
    return CHY_OK;
}

chy_status chy_fetch(chy_fetcher *fetcher, const char *url, const chy_fetch_version *known, chy_fetched *out, chy_err *err)
{
    chy_buf here = {0}, next = {0};
    chy_status status = CHY_OK;
    chy_buf_str(&here, url);
    for (int step = 0; status == CHY_OK; step++) {
        if (here.failed)
            status = chy_err_set(err, CHY_E_NOMEM, 0, "%.200s: no memory", url);
        else if (step == REDIRECTS_MOST)
            status = chy_err_set(err, CHY_E_LIMIT, 0, "%.200s: more than %d redirects", url, REDIRECTS_MOST - 1);
        else if (!origin_length(here.data))
            status = chy_err_set(err, CHY_E_USAGE, 0, "%.200s: %s http or https address", here.data, step ? "redirected to no" : "no");
        else
            status = permit(fetcher, here.data, err);
        if (status == CHY_OK)
            status = request(fetcher, here.data, step ? NULL : known, fetcher->rules.bytes, out, &next, err);
        if (status != CHY_OK || !next.len)
            break;
        chy_buf_clear(&here);
        chy_buf_str(&here, next.data);
    }
    chy_buf_release(&here);
    chy_buf_release(&next);
    return status;
}

void chy_fetched_release(chy_fetched *fetched)
{
    chy_buf_release(&fetched->url);
    chy_buf_release(&fetched->type);
    chy_buf_release(&fetched->body);
    chy_buf_release(&fetched->version.etag);
    chy_buf_release(&fetched->version.modified);
}

chy_fetcher *chy_fetcher_new(const chy_fetch_rules *rules, chy_err *err)
{
    chy_fetcher *fetcher = calloc(1, sizeof *fetcher);
    if (!fetcher || curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || !(fetcher->curl = curl_easy_init())) {
        free(fetcher);
        chy_err_set(err, CHY_E_NOMEM, 0, "no memory to fetch anything");
        return NULL;
    }
    fetcher->rules = *rules;
    return fetcher;
}

void chy_fetcher_free(chy_fetcher *fetcher)
{
    if (!fetcher)
        return;
    for (size_t i = 0; i < fetcher->n_hosts; i++) {
        free(fetcher->hosts[i].origin);
        free(fetcher->hosts[i].robots);
    }
    free(fetcher->hosts);
    curl_easy_cleanup(fetcher->curl);
    curl_global_cleanup();
    free(fetcher);
}

#else

chy_fetcher *chy_fetcher_new(const chy_fetch_rules *rules, chy_err *err)
{
    (void)rules;
    chy_err_set(err, CHY_E_USAGE, 0, "this program was built without libcurl: it cannot fetch anything");
    return NULL;
}

void chy_fetcher_free(chy_fetcher *fetcher)
{
    (void)fetcher;
}

chy_status chy_fetch(chy_fetcher *fetcher, const char *url, const chy_fetch_version *known, chy_fetched *out, chy_err *err)
{
    (void)fetcher, (void)known, (void)out;
    return chy_err_set(err, CHY_E_USAGE, 0, "%.200s: this program was built without libcurl", url);
}

void chy_fetched_release(chy_fetched *fetched)
{
    (void)fetched;
}

#endif

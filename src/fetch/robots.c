/* src/fetch/robots.c - See robots.h. */
#include "fetch/robots.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What stands behind these bytes of a file is not read (RFC 9309 asks for 500 KB). */
#define READ_MOST ((size_t)512 << 10)
#define DELAY_MOST 60.0

typedef struct verdict {
    bool any;        /* a group spoke of the agent */
    bool allowed;
    size_t strength; /* length of the rule that decides */
    double delay;
} verdict;

/* Matches a rule from the path's beginning: `*` is anything, `$` at the end is the end. Steps back to the last star only, so it is linear in effect. */
static bool fits(const char *rule, size_t len, const char *path)
{
    size_t i = 0, star = len, resume = 0, k = 0, n = strlen(path);
    bool to_end = len && rule[len - 1] == '$';
    if (to_end)
        len--;
    star = len;
    for (;;) {
        if (i < len && rule[i] == '*') {
            star = i++;
            resume = k;
        } else if (i == len && (!to_end || k == n)) {
            return true;
        } else if (i < len && k < n && rule[i] == path[k]) {
            i++;
            k++;
        } else if (star < len && resume < n) {
            i = star + 1;
            k = ++resume;
        } else {
            return false;
        }
    }
}

static size_t trim(const char **s, size_t len)
{
    while (len && (**s == ' ' || **s == '\t')) {
        ++*s;
        len--;
    }
    while (len && (unsigned char)(*s)[len - 1] <= ' ')
        len--;
    return len;
}

static bool is_agent(const char *value, size_t len, const char *agent)
{
    size_t n = strcspn(agent, "/ ");
    return len == n && !strncasecmp(value, agent, n);
}

static void apply(verdict *v, bool allow, const char *rule, size_t len, const char *path)
{
    if (!len || !fits(rule, len, path)) /* an empty Disallow allows all */
        return;
    if (len > v->strength || (len == v->strength && allow)) {
        v->strength = len;
        v->allowed = allow;
    }
}

static void read_line(const char *line, size_t len, const char *agent, const char *path, bool *in_agents, bool *ours, bool *all, verdict own[2])
{
    const char *hash = memchr(line, '#', len), *colon;
    len = hash ? (size_t)(hash - line) : len;
    colon = memchr(line, ':', len);
    if (!colon)
        return;
    const char *key = line, *value = colon + 1;
    size_t n_key = trim(&key, (size_t)(colon - line)), n = trim(&value, len - (size_t)(colon + 1 - line));
    if (n_key == 10 && !strncasecmp(key, "user-agent", 10)) {
        if (!*in_agents)
            *ours = *all = false;
        *in_agents = true;
        *ours = *ours || is_agent(value, n, agent);
        *all = *all || (n == 1 && *value == '*');
        own[0].any = own[0].any || *ours;
        return;
    }
    *in_agents = false;
    for (int k = 0; k < 2; k++) {
        if (k == 0 ? !*ours : !*all)
            continue;
        if (n_key == 5 && !strncasecmp(key, "allow", 5))
            apply(&own[k], true, value, n, path);
        else if (n_key == 8 && !strncasecmp(key, "disallow", 8))
            apply(&own[k], false, value, n, path);
        else if (n_key == 11 && !strncasecmp(key, "crawl-delay", 11)) {
            char number[16] = {0};
            memcpy(number, value, n < 15 ? n : 15);
            double delay = strtod(number, NULL);
            own[k].delay = delay > 0 ? delay < DELAY_MOST ? delay : DELAY_MOST : 0;
        }
    }
}

bool chy_robots_allow(const char *text, size_t len, const char *agent, const char *path, double *delay)
{
    verdict own[2] = {{.allowed = true}, {.allowed = true}}; /* the group of our name; that of all */
    bool in_agents = false, ours = false, all = false;
    len = len < READ_MOST ? len : READ_MOST;
    for (size_t i = 0; i < len;) {
        size_t n = 0;
        while (i + n < len && text[i + n] != '\n' && text[i + n] != '\r')
            n++;
        read_line(text + i, n, agent, path, &in_agents, &ours, &all, own);
        i += n + 1;
    }
    const verdict *v = &own[own[0].any ? 0 : 1];
    *delay = v->delay;
    return v->allowed || !strcmp(path, "/robots.txt");
}

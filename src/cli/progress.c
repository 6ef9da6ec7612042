/* src/cli/progress.c - See progress.h. */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BAR 24

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void progress_begin(progress *p, const char *const *paths, size_t n, bool quiet)
{
    *p = (progress){.terminal = isatty(STDERR_FILENO), .quiet = quiet, .began = now()};
    p->shown = p->began;
    bool known = n > 0;
    for (size_t i = 0; i < n; i++) {
        struct stat info;
        if (stat(paths[i], &info) != 0 || S_ISDIR(info.st_mode))
            continue; /* its message will come */
        known = known && S_ISREG(info.st_mode);
        p->total_bytes += (uint64_t)info.st_size;
    }
    if (!known)
        p->total_bytes = 0;
}

double progress_seconds(const progress *p)
{
    return now() - p->began;
}

/* "0:42", "1:05:10", or "?" while nothing can be said. */
static void write_eta(const progress *p, double elapsed, char *out, size_t cap)
{
    if (!p->total_bytes || !p->bytes || elapsed < 1) {
        snprintf(out, cap, "?");
        return;
    }
    double share = p->bytes < p->total_bytes ? (double)p->bytes / (double)p->total_bytes : 1;
    long left = (long)(elapsed / share * (1 - share) + 0.5);
    if (left >= 3600)
        snprintf(out, cap, "%ld:%02ld:%02ld", left / 3600, left / 60 % 60, left % 60);
    else
        snprintf(out, cap, "%ld:%02ld", left / 60, left % 60);
}

static void draw(progress *p, const char *line)
{
    char bar[BAR + 1];
    double share = p->total_bytes ? (double)p->bytes / (double)p->total_bytes : 0;
    size_t full = share >= 1 ? BAR : (size_t)(share * BAR);
    memset(bar, '.', BAR);
    memset(bar, '#', full);
    bar[BAR] = '\0';
    if (p->total_bytes)
        fprintf(stderr, "\r\033[K[%s] %3.0f%%  %s", bar, share >= 1 ? 100 : share * 100, line);
    else
        fprintf(stderr, "\r\033[K%s", line);
    p->drawn = true;
}

void progress_show(progress *p)
{
    double t = now(), elapsed = t - p->began;
    char eta[32], line[200];
    if (p->quiet || t - p->shown < (p->terminal ? 0.2 : 10))
        return;
    p->shown = t;
    write_eta(p, elapsed, eta, sizeof eta);
    snprintf(line, sizeof line, "%llu documents, %.0f sentences/s, %llu events, ETA %s", (unsigned long long)p->documents,
             elapsed > 0 ? (double)p->sentences / elapsed : 0, (unsigned long long)p->events, eta);
    if (p->terminal)
        draw(p, line);
    else
        fprintf(stderr, "chancery: %s\n", line);
}

void progress_hide(void *ctx)
{
    progress *p = ctx;
    if (p->drawn)
        fputs("\r\033[K", stderr);
    p->drawn = false;
}

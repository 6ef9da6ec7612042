/* src/cli/cmd_serve.c - `chancery serve`: the web pages, until it is told to stop by a signal. The access log goes to standard error. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"

#ifndef CHY_WITH_SERVE
void cmd_serve(program *prog)
{
    program_say(prog, "this program was built without libmicrohttpd: configure it with -DCHY_SERVE=ON");
    program_fail(prog, STATUS_USAGE);
}
#else
#include "serve/serve.h"

/* Requests that run when the signal comes have so long to end. */
#define STOP_SECONDS 5

static const char *now(void *ctx, char *out)
{
    time_t seconds = time(NULL);
    struct tm when;
    (void)ctx;
    gmtime_r(&seconds, &when);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &when);
    return out;
}

/* What a client sent must not break the log's lines or a terminal. */
static void add_escaped(chy_buf *line, const char *text)
{
    for (size_t i = 0; text[i] && i < 300; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c > 0x20 && c < 0x7f && c != '"' && c != '\\')
            chy_buf_char(line, (char)c);
        else
            chy_buf_printf(line, "\\x%02x", c);
    }
}

static void access_line(void *ctx, const chy_access *what)
{
    program *prog = ctx;
    char when[32];
    chy_buf line = {0};
    if (prog->set.quiet && !what->refused)
        return;
    chy_buf_printf(&line, "%s %s ", now(NULL, when), what->client[0] ? what->client : "-");
    add_escaped(&line, what->method);
    chy_buf_char(&line, ' ');
    add_escaped(&line, what->target);
    chy_buf_printf(&line, " %u %llu %.1fms", what->status, (unsigned long long)what->bytes, (double)what->microseconds / 1000);
    if (what->refused)
        chy_buf_printf(&line, " refused: %s", what->refused);
    chy_buf_char(&line, '\n');
    if (!line.failed)
        fwrite(line.data, 1, line.len, stderr); /* one call, so that lines of threads do not mix */
    chy_buf_release(&line);
}

static void problem_line(void *ctx, const char *text)
{
    chy_buf line = {0};
    char when[32];
    (void)ctx;
    chy_buf_printf(&line, "%s - refused: ", now(NULL, when));
    add_escaped(&line, text);
    chy_buf_char(&line, '\n');
    if (!line.failed)
        fwrite(line.data, 1, line.len, stderr);
    chy_buf_release(&line);
}

/* 128 random bits; false when there are none, and then no corrections are taken. */
static bool make_token(char *out)
{
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++)
        sprintf(out + 2 * i, "%02x", bytes[i]);
    return true;
}

static void tell_start(program *prog, unsigned port, const char *token)
{
    chy_buf out = {0};
    bool v6 = strchr(prog->set.listen, ':') != NULL;
    chy_buf_printf(&out, "chancery: serving %s on http://%s%s%s:%u/\n", prog->set.store, v6 ? "[" : "", prog->set.listen, v6 ? "]" : "", port);
    if (token)
        chy_buf_printf(&out, "chancery: corrections need this token: %s\n", token);
    else
        chy_buf_str(&out, "chancery: corrections are not taken\n");
    program_write(prog, &out);
    chy_buf_release(&out);
}

void cmd_serve(program *prog)
{
    char token[40];
    bool writes = !prog->set.read_only && make_token(token);
    sigset_t stop;
    int which;
    chy_err err;
    chy_serve_settings set = {.store = prog->set.store, .address = prog->set.listen, .port = (unsigned)prog->set.port, .hosts = prog->set.host,
                              .cors = prog->set.cors, .token = writes ? token : NULL, .knowledge = prog->knowledge, .now = now,
                              .access = access_line, .problem = problem_line, .ctx = prog};
    /* Blocked before threads begin, so that only the sigwait below takes them. */
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    chy_server *server = chy_server_start(&set, &err);
    if (!server) {
        program_say(prog, "%s", err.msg);
        program_fail(prog, err.code == CHY_E_USAGE ? STATUS_USAGE : STATUS_OUTPUT);
        return;
    }
    tell_start(prog, chy_server_port(server), set.token);
    sigwait(&stop, &which);
    chy_server_stop(server, STOP_SECONDS);
}
#endif

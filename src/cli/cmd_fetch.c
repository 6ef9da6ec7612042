/* src/cli/cmd_fetch.c - `chancery fetch`: pages and feeds from the web, printed or added to a store. `chancery watch`: feeds, again and again, into a store. A feed
 * is asked whether it has changed, and each of its stories is fetched once. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "fetch/fetch.h"
#include "keep/keep.h"

#define AGENT "chancery/" CHY_VERSION " (news reader; obeys robots.txt)"

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

static bool is_stopped(void)
{
    return stopped != 0;
}

/* What is known of a feed from the last time. */
typedef struct feed_state {
    char *url, *etag, *modified;
} feed_state;

typedef struct fetching {
    program *prog;
    chy_fetcher *fetcher;
    chy_keep *keep; /* NULL: documents are printed */
    chy_coder *coder;
    chy_coding *coding;
    chy_document *doc, *page_doc;
    chy_buf out;
    feed_state *feeds;
    size_t n_feeds;
    unsigned long added, known, unchanged, events;
    long left; /* stories of this feed that may still be fetched; -1: all */
} fetching;

/* ---- the state file: address, ETag and Last-Modified of each feed, between tabs ---- */

static feed_state *find_feed(fetching *run, const char *url)
{
    for (size_t i = 0; i < run->n_feeds; i++)
        if (!strcmp(run->feeds[i].url, url))
            return &run->feeds[i];
    feed_state *more = realloc(run->feeds, (run->n_feeds + 1) * sizeof *more);
    if (!more)
        return NULL;
    run->feeds = more;
    more[run->n_feeds] = (feed_state){strdup(url), strdup(""), strdup("")};
    if (!more[run->n_feeds].url || !more[run->n_feeds].etag || !more[run->n_feeds].modified)
        return NULL;
    return &more[run->n_feeds++];
}

static void keep_text(char **into, const chy_buf *value)
{
    char *copy = strdup(value->len ? value->data : "");
    for (char *s = copy; s && *s; s++)
        if (*s == '\t' || *s == '\n')
            *s = ' ';
    if (copy) {
        free(*into);
        *into = copy;
    }
}

static void read_state(fetching *run)
{
    FILE *f = run->prog->set.state ? fopen(run->prog->set.state, "r") : NULL;
    char line[8192];
    while (f && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        char *etag = strchr(line, '\t'), *modified = etag ? strchr(etag + 1, '\t') : NULL;
        if (!modified)
            continue;
        *etag++ = *modified++ = '\0';
        feed_state *feed = find_feed(run, line);
        chy_buf a = {.data = etag, .len = strlen(etag)}, b = {.data = modified, .len = strlen(modified)};
        if (feed) {
            keep_text(&feed->etag, &a);
            keep_text(&feed->modified, &b);
        }
    }
    if (f)
        fclose(f);
}

/* Written beside and moved, so that it is whole at all times. */
static void write_state(fetching *run)
{
    char path[4096];
    if (!run->prog->set.state)
        return;
    snprintf(path, sizeof path, "%s.new", run->prog->set.state);
    FILE *f = fopen(path, "w");
    for (size_t i = 0; f && i < run->n_feeds; i++)
        fprintf(f, "%s\t%s\t%s\n", run->feeds[i].url, run->feeds[i].etag, run->feeds[i].modified);
    bool good = f && !ferror(f);
    good = f && fclose(f) == 0 && good;
    if (good && rename(path, run->prog->set.state) == 0)
        return;
    program_say(run->prog, "%s: cannot write: %s", run->prog->set.state, strerror(errno));
    program_fail(run->prog, STATUS_OUTPUT);
}

/* ---- documents ---- */

static bool deliver(fetching *run, chy_document *doc)
{
    chy_err err;
    chy_presence was;
    if (!run->keep) {
        program_tell(run->prog, doc, NULL, CHY_OK, NULL);
        chy_document_json(doc, &run->out);
        chy_buf_char(&run->out, '\n');
        run->added++;
        return program_write(run->prog, &run->out);
    }
    chy_status status = chy_coder_run(run->coder, doc, run->coding, &err);
    program_tell(run->prog, doc, run->coding, status, &err);
    if (status != CHY_OK)
        return run->prog->status != STATUS_OUTPUT;
    if (chy_keep_add(run->keep, run->coding, run->prog->set.replace, &was, &err) != CHY_OK || chy_keep_commit(run->keep, &err) != CHY_OK) {
        program_say(run->prog, "%s", err.msg);
        return program_fail(run->prog, STATUS_OUTPUT);
    }
    run->added += was == CHY_ABSENT || (was == CHY_OTHER && run->prog->set.replace);
    run->known += was == CHY_SAME || (was == CHY_OTHER && !run->prog->set.replace);
    run->events += was == CHY_ABSENT ? chy_coding_n_events(run->coding) : 0;
    return true;
}

/* False when the store has a document of this id. */
static bool is_new(fetching *run, const chy_document *doc)
{
    chy_presence was = CHY_ABSENT;
    if (run->keep && chy_store_look(chy_keep_store(run->keep), doc, &was, NULL) == CHY_OK && was != CHY_ABSENT) {
        run->known++;
        return false;
    }
    return true;
}

static void tell(fetching *run, const chy_err *err)
{
    program_say(run->prog, "%s", err->msg);
    program_fail(run->prog, STATUS_INPUT);
}

static bool get(fetching *run, const char *url, const chy_fetch_version *known, chy_fetched *got)
{
    chy_err err;
    if (chy_fetch(run->fetcher, url, known, got, &err) != CHY_OK) {
        if (!stopped)
            tell(run, &err);
        return false;
    }
    if (got->status == 200 || got->status == 304)
        return true;
    program_say(run->prog, "%s: the server answers %ld", url, got->status);
    return program_fail(run->prog, STATUS_INPUT);
}

/* What the feed says of a story where the page does not; the id is the feed's, so that the story is known again. */
static bool join(const chy_document *entry, chy_document *page)
{
    static const chy_field fields[] = {CHY_FIELD_DATE, CHY_FIELD_TITLE, CHY_FIELD_SOURCE, CHY_FIELD_AUTHOR};
    size_t len = 0;
    const char *value = chy_document_get(entry, CHY_FIELD_ID, &len);
    bool good = value && chy_document_set(page, CHY_FIELD_ID, value, len, NULL) == CHY_OK;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && good; i++)
        if (!chy_document_get(page, fields[i], NULL) && (value = chy_document_get(entry, fields[i], &len)) != NULL)
            good = chy_document_set(page, fields[i], value, len, NULL) == CHY_OK;
    return good;
}

/* Fetches the page that an entry leads to. False when there is none that holds more than the entry. */
static bool read_story(fetching *run, const chy_document *entry, chy_document *page)
{
    const char *url = chy_document_get(entry, CHY_FIELD_URL, NULL);
    chy_fetched got = {0};
    size_t page_len = 0, entry_len = 0;
    bool good = url && !run->prog->set.entries && get(run, url, NULL, &got) && got.status == 200;
    chy_reader *reader = good ? chy_reader_open_bytes(url, got.body.data ? got.body.data : "", got.body.len, got.type.data, CHY_INPUT_HTML, NULL) : NULL;
    good = reader && chy_reader_next(reader, page, NULL) == CHY_OK && chy_document_usable(page) && chy_document_get(page, CHY_FIELD_TEXT, &page_len);
    chy_document_get(entry, CHY_FIELD_TEXT, &entry_len);
    good = good && page_len >= entry_len && join(entry, page);
    chy_reader_free(reader);
    chy_fetched_release(&got);
    return good;
}

static bool read_answer(fetching *run, const chy_fetched *got, chy_input kind, bool is_feed)
{
    chy_err err;
    chy_status status;
    bool good = true;
    chy_reader *reader = chy_reader_open_bytes(got->url.data, got->body.data ? got->body.data : "", got->body.len, got->type.data, kind, &err);
    while (reader && good && !stopped && (status = chy_reader_next(reader, run->doc, &err)) == CHY_OK) {
        if (!chy_document_usable(run->doc)) {
            program_tell(run->prog, run->doc, NULL, CHY_OK, NULL);
        } else if (!is_feed) {
            good = deliver(run, run->doc);
        } else if (run->left != 0 && is_new(run, run->doc)) {
            run->left -= run->left > 0;
            good = deliver(run, read_story(run, run->doc, run->page_doc) ? run->page_doc : run->doc);
        }
    }
    chy_reader_free(reader);
    return good;
}

static bool looks_like_feed(const chy_fetched *got)
{
    static const char *const roots[] = {"<rss", "<feed", "<rdf:RDF"};
    char head[1025] = {0};
    if (got->body.len)
        memcpy(head, got->body.data, got->body.len < 1024 ? got->body.len : 1024);
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (strstr(head, roots[i]) && !strstr(head, "<html"))
            return true;
    return false;
}

/* One address: a page, or a feed with its stories. False when nothing more can be done. */
static bool fetch_address(fetching *run, const char *url)
{
    chy_fetched got = {0};
    chy_fetch_version known = {0};
    feed_state *feed = run->prog->set.state ? find_feed(run, url) : NULL;
    bool good = true;
    if (feed) {
        chy_buf_str(&known.etag, feed->etag);
        chy_buf_str(&known.modified, feed->modified);
    }
    run->left = run->prog->set.limit ? run->prog->set.limit : -1;
    if (get(run, url, &known, &got)) {
        bool is_feed = looks_like_feed(&got);
        if (got.status == 304)
            run->unchanged++;
        else
            good = read_answer(run, &got, is_feed ? CHY_INPUT_FEED : CHY_INPUT_AUTO, is_feed);
        if (feed && got.status == 200 && good && !stopped && run->left != 0) {
            keep_text(&feed->etag, &got.version.etag);
            keep_text(&feed->modified, &got.version.modified);
        }
    }
    chy_buf_release(&known.etag);
    chy_buf_release(&known.modified);
    chy_fetched_release(&got);
    return good && run->prog->status != STATUS_OUTPUT;
}

/* ---- the commands ---- */

static bool begin(fetching *run)
{
    const settings *set = &run->prog->set;
    chy_err err = {.msg = "no memory"};
    const chy_fetch_rules rules = {.agent = set->agent ? set->agent : AGENT, .delay = (double)set->delay, .timeout = set->timeout,
                                   .bytes = (size_t)set->size << 20, .allow_private = set->allow_private, .stop = is_stopped};
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    run->fetcher = chy_fetcher_new(&rules, &err);
    if (!run->fetcher) {
        program_say(run->prog, "%s", err.msg);
        return program_fail(run->prog, err.code == CHY_E_USAGE ? STATUS_USAGE : STATUS_OUTPUT);
    }
    run->doc = chy_document_new();
    run->page_doc = chy_document_new();
    run->coding = chy_coding_new();
    bool good = run->doc && run->page_doc && run->coding;
    if (good && set->store) {
        if (!program_open_knowledge(run->prog, true) || !(run->coder = program_coder(run->prog)))
            return false;
        run->keep = chy_keep_open(set->store, &err);
        good = run->keep != NULL;
    }
    if (!good) {
        program_say(run->prog, "%s", err.msg);
        return program_fail(run->prog, STATUS_OUTPUT);
    }
    read_state(run);
    return true;
}

static void end(fetching *run)
{
    program_tell_rest(run->prog);
    for (size_t i = 0; i < run->n_feeds; i++) {
        free(run->feeds[i].url);
        free(run->feeds[i].etag);
        free(run->feeds[i].modified);
    }
    free(run->feeds);
    chy_buf_release(&run->out);
    chy_keep_free(run->keep);
    chy_coder_free(run->coder);
    chy_coding_free(run->coding);
    chy_document_free(run->doc);
    chy_document_free(run->page_doc);
    chy_fetcher_free(run->fetcher);
}

static void say_result(fetching *run)
{
    if (!run->prog->set.quiet)
        program_say(run->prog, "%lu documents fetched, %lu already there, %lu feeds unchanged, %lu events", run->added, run->known, run->unchanged, run->events);
}

void cmd_fetch(program *prog)
{
    fetching run = {.prog = prog};
    if (begin(&run)) {
        for (size_t i = 0; i < prog->set.n_operands && !stopped; i++)
            if (!fetch_address(&run, prog->set.operands[i]))
                break;
        write_state(&run);
        if (run.keep)
            say_result(&run);
    }
    end(&run);
}

/* One round over the file of addresses, which is read anew each time. */
static bool watch_round(fetching *run, const char *path)
{
    char line[4096];
    bool good = true;
    FILE *f = fopen(path, "r");
    if (!f) {
        program_say(run->prog, "%s: cannot open: %s", path, strerror(errno));
        return program_fail(run->prog, STATUS_INPUT);
    }
    while (good && !stopped && fgets(line, sizeof line, f)) {
        char *url = line + strspn(line, " \t");
        url[strcspn(url, " \t\r\n#")] = '\0';
        if (url[0])
            good = fetch_address(run, url);
    }
    fclose(f);
    write_state(run);
    return good && run->prog->status != STATUS_OUTPUT;
}

void cmd_watch(program *prog)
{
    fetching run = {.prog = prog};
    char state[4096];
    if (!prog->set.state) {
        snprintf(state, sizeof state, "%s.feeds", prog->set.store);
        prog->set.state = state;
    }
    if (begin(&run)) {
        while (!stopped && watch_round(&run, prog->set.operands[0])) {
            say_result(&run);
            if (prog->set.once)
                break;
            run.added = run.known = run.unchanged = run.events = 0;
            for (long waited = 0; waited < prog->set.interval * 5 && !stopped; waited++)
                nanosleep(&(struct timespec){.tv_nsec = 200 * 1000000L}, NULL);
        }
    }
    end(&run);
}

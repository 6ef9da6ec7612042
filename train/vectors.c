/* train/vectors.c - Word vectors from raw text: skip-gram with negative sampling, an
 * output matrix for each position in the window (Ling et al. 2015), which suits tags and
 * trees better than a bag of neighbours. Words are normalised as the reader will see
 * them (model/word.h). One thread, fixed seed; a checkpoint after each epoch.
 *
 *   vectors OUT CHECKPOINT EPOCHS FILE...   (.tok of train/sentences.c, .conllu, .bio) */
#include "model/word.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DIM = 96, WINDOW = 3, NEGATIVE = 6, MIN_COUNT = 3, MAX_WORDS = 60000, HASH_BITS = 22, NOISE = 1 << 24 };

typedef struct type {
    char *text;
    uint32_t count, id;
} type;

typedef float vec16 __attribute__((vector_size(64)));
typedef struct vec {
    vec16 v[DIM / 16];
} vec;

static type *types;
static uint32_t n_types, cap_types, *slots;
static uint32_t *stream; /* the corpus as type numbers; UINT32_MAX ends a sentence */
static size_t n_stream, cap_stream;
static uint64_t rng = 88172645463325252ull;

static uint32_t rnd(void)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return (uint32_t)(rng >> 32);
}

static void *must(void *p)
{
    if (!p) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return p;
}

static void emit(uint32_t id)
{
    if (n_stream == cap_stream)
        stream = must(realloc(stream, (cap_stream = cap_stream * 2 + (1 << 20)) * sizeof *stream));
    stream[n_stream++] = id;
}

static void end_sentence(void)
{
    if (n_stream && stream[n_stream - 1] != UINT32_MAX)
        emit(UINT32_MAX);
}

static void add_word(const char *form, size_t len)
{
    char norm[CHY_WORD_MAX];
    size_t n = chy_word_norm(form, len, norm);
    uint32_t h = chy_word_hash(norm, n, 7) & ((1u << HASH_BITS) - 1);
    for (;; h = (h + 1) & ((1u << HASH_BITS) - 1)) {
        uint32_t s = slots[h];
        if (!s)
            break;
        if (strlen(types[s - 1].text) == n && memcmp(types[s - 1].text, norm, n) == 0) {
            types[s - 1].count++;
            emit(s - 1);
            return;
        }
    }
    if (n_types > (1u << HASH_BITS) * 3 / 4)
        return;
    if (n_types == cap_types)
        types = must(realloc(types, (cap_types = cap_types * 2 + 65536) * sizeof *types));
    char *copy = must(malloc(n + 1));
    memcpy(copy, norm, n);
    copy[n] = 0;
    types[n_types] = (type){copy, 1, 0};
    slots[h] = ++n_types;
    emit(n_types - 1);
}

static void add_tokenized(const char *line)
{
    for (const char *p = line; *p && *p != '\n';) {
        size_t n = strcspn(p, " \n");
        if (n)
            add_word(p, n);
        p += n + (p[n] == ' ');
    }
    end_sentence();
}

static void add_line(const char *line, const char *ext)
{
    if (strcmp(ext, ".tok") == 0) {
        add_tokenized(line);
    } else if (line[0] == '\n' || line[0] == 0) {
        end_sentence();
    } else if (line[0] != '#') {
        const char *f = line, *tab = strchr(f, '\t');
        if (strcmp(ext, ".conllu") == 0 && tab) {
            if (memchr(line, '-', (size_t)(tab - line)) || memchr(line, '.', (size_t)(tab - line)))
                return;
            f = tab + 1, tab = strchr(f, '\t');
        }
        if (tab)
            add_word(f, (size_t)(tab - f));
    }
}

static void read_file(const char *path)
{
    FILE *f = fopen(path, "r");
    const char *ext = strrchr(path, '.');
    char *line = NULL;
    size_t cap = 0;
    if (!f || !ext) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    while (getline(&line, &cap, f) > 0)
        add_line(line, ext);
    end_sentence();
    free(line);
    fclose(f);
    fprintf(stderr, "%s: %zu tokens so far, %u types\n", path, n_stream, n_types);
}

static int by_count(const void *a, const void *b)
{
    const type *x = *(type *const *)a, *y = *(type *const *)b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->text, y->text);
}

static float dot(const vec *a, const vec *b)
{
    vec16 s = a->v[0] * b->v[0];
    for (int i = 1; i < DIM / 16; i++)
        s += a->v[i] * b->v[i];
    float r = 0;
    for (int i = 0; i < 16; i++)
        r += s[i];
    return r;
}

static void axpy(vec *y, float a, const vec *x)
{
    for (int i = 0; i < DIM / 16; i++)
        y->v[i] += a * x->v[i];
}

static float sigmoid(float x)
{
    return x > 8 ? 1 : x < -8 ? 0 : 1 / (1 + expf(-x));
}

static void learn_pair(vec *in, vec *out_matrix, uint32_t target, const uint32_t *noise, float rate)
{
    vec grad = {0};
    for (int k = 0; k <= NEGATIVE; k++) {
        uint32_t w = k ? noise[rnd() & (NOISE - 1)] : target;
        if (k && w == target)
            continue;
        vec *o = &out_matrix[w];
        float g = ((k ? 0.f : 1.f) - sigmoid(dot(in, o))) * rate;
        axpy(&grad, g, o);
        axpy(o, g, in);
    }
    for (int i = 0; i < DIM / 16; i++)
        in->v[i] += grad.v[i];
}

static void learn_sentence(const uint32_t *s, size_t n, vec *in, vec **out, const uint32_t *noise, float rate)
{
    for (size_t i = 0; i < n; i++)
        for (int d = -WINDOW; d <= WINDOW; d++) {
            if (d == 0 || (d < 0 && (size_t)-d > i) || i + (size_t)(d + WINDOW) - WINDOW >= n)
                continue;
            learn_pair(&in[s[i]], out[d < 0 ? d + WINDOW : d + WINDOW - 1], s[(size_t)((long)i + d)], noise, rate);
        }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int checkpoint_io(const char *path, const char *mode, vec *in, vec **out, uint32_t n, int *epoch)
{
    FILE *f = fopen(path, mode);
    if (!f)
        return 0;
    uint32_t head[2] = {n, (uint32_t)*epoch};
    int writing = mode[0] == 'w', ok;
    if (writing) {
        ok = fwrite(head, sizeof head, 1, f) == 1 && fwrite(&rng, sizeof rng, 1, f) == 1 && fwrite(in, sizeof *in, n, f) == n;
        for (int p = 0; ok && p < 2 * WINDOW; p++)
            ok = fwrite(out[p], sizeof **out, n, f) == n;
    } else {
        ok = fread(head, sizeof head, 1, f) == 1 && head[0] == n && fread(&rng, sizeof rng, 1, f) == 1 && fread(in, sizeof *in, n, f) == n;
        for (int p = 0; ok && p < 2 * WINDOW; p++)
            ok = fread(out[p], sizeof **out, n, f) == n;
        if (ok)
            *epoch = (int)head[1];
    }
    fclose(f);
    return ok;
}

static void write_vectors(const char *path, type **order, const vec *in, uint32_t n)
{
    FILE *f = fopen(path, "wb");
    if (!f) {
        perror(path);
        exit(1);
    }
    fprintf(f, "%u %d\n", n, DIM);
    for (uint32_t i = 0; i < n; i++)
        fprintf(f, "%s\t%u\n", order[i]->text, order[i]->count);
    fwrite(in, sizeof *in, n, f);
    fclose(f);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: vectors OUT CHECKPOINT EPOCHS FILE...\n");
        return 2;
    }
    slots = must(calloc((size_t)1 << HASH_BITS, sizeof *slots));
    for (int i = 4; i < argc; i++)
        read_file(argv[i]);
    int epochs = atoi(argv[3]), epoch = 0;

    type **order = must(malloc(n_types * sizeof *order));
    for (uint32_t i = 0; i < n_types; i++)
        order[i] = &types[i];
    qsort(order, n_types, sizeof *order, by_count);
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_types; i++)
        order[i]->id = i < MAX_WORDS && order[i]->count >= MIN_COUNT && order[i]->text[0] ? n++ : UINT32_MAX;

    double mass = 0, total = 0;
    for (uint32_t i = 0; i < n; i++) {
        mass += pow(order[i]->count, 0.75);
        total += order[i]->count;
    }
    uint32_t *noise = must(malloc(NOISE * sizeof *noise));
    double acc = 0;
    for (uint32_t i = 0, k = 0; i < n; i++) {
        acc += pow(order[i]->count, 0.75) / mass;
        for (; k < NOISE && (double)k / NOISE < acc; k++)
            noise[k] = i;
        if (i + 1 == n)
            for (; k < NOISE; k++)
                noise[k] = i;
    }

    vec *in = must(aligned_alloc(64, n * sizeof *in)), *out[2 * WINDOW];
    for (uint32_t i = 0; i < n; i++)
        for (int k = 0; k < DIM; k++)
            in[i].v[k / 16][k % 16] = ((float)rnd() / 4294967296.f - 0.5f) / DIM;
    for (int p = 0; p < 2 * WINDOW; p++)
        memset(out[p] = must(aligned_alloc(64, n * sizeof *in)), 0, n * sizeof *in);
    if (checkpoint_io(argv[2], "rb", in, out, n, &epoch))
        fprintf(stderr, "resuming after epoch %d\n", epoch);
    fprintf(stderr, "%u words, %.0f tokens of them\n", n, total);

    uint32_t sent[256];
    double start = now();
    for (; epoch < epochs; epoch++) {
        size_t len = 0;
        for (size_t i = 0; i < n_stream; i++) {
            if (stream[i] == UINT32_MAX || len == 256) {
                float done = ((float)epoch + (float)i / (float)n_stream) / (float)epochs;
                learn_sentence(sent, len, in, out, noise, 0.05f * (1 - done) + 0.0005f);
                len = 0;
            }
            if (stream[i] == UINT32_MAX)
                continue;
            uint32_t id = types[stream[i]].id;
            if (id == UINT32_MAX)
                continue;
            double f = order[id]->count / total, keep = sqrt(1e-3 / f) + 1e-3 / f;
            if (keep >= 1 || rnd() < keep * 4294967295.0)
                sent[len++] = id;
        }
        int done = epoch + 1;
        checkpoint_io(argv[2], "wb", in, out, n, &done);
        fprintf(stderr, "epoch %d of %d, %.0f s\n", done, epochs, now() - start);
    }
    write_vectors(argv[1], order, in, n);
    return 0;
}

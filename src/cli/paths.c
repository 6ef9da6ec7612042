/* src/cli/paths.c - See paths.h. */
#include "cli/paths.h"

#include <dirent.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Folders inside each other that are followed. */
#define DEPTH_MOST 64

static bool add(paths *out, const char *path)
{
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 64;
        const char **items = realloc(out->items, cap * sizeof *items);
        if (!items)
            return false;
        out->items = items;
        out->cap = cap;
    }
    char *copy = strdup(path);
    if (!copy)
        return false;
    out->items[out->n++] = copy;
    return true;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool walk(paths *out, const char *folder, unsigned depth)
{
    struct dirent **entries;
    bool good = true;
    int n = depth < DEPTH_MOST ? scandir(folder, &entries, is_visible, by_bytes) : 0;
    if (n < 0)
        return add(out, folder); /* its message comes when it is opened */
    for (int i = 0; i < n; i++) {
        char path[PATH_MAX];
        struct stat info, link;
        size_t len = strlen(folder);
        int room = snprintf(path, sizeof path, "%s%s%s", folder, len && folder[len - 1] == '/' ? "" : "/", entries[i]->d_name);
        bool fits = room > 0 && (size_t)room < sizeof path;
        if (good && fits && lstat(path, &link) == 0 && stat(path, &info) == 0) {
            if (S_ISDIR(info.st_mode))
                good = S_ISLNK(link.st_mode) || walk(out, path, depth + 1);
            else if (S_ISREG(info.st_mode))
                good = add(out, path);
        }
        free(entries[i]);
    }
    if (n > 0 || depth < DEPTH_MOST)
        free(entries);
    return good;
}

static int order_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool expand_pattern(paths *out, const char *pattern)
{
    glob_t found;
    bool good = true;
    int code = glob(pattern, GLOB_NOSORT, NULL, &found);
    if (code != 0) {
        if (code == GLOB_NOSPACE)
            return false;
        return add(out, pattern);
    }
    qsort(found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, order_paths); /* glob would sort as the user's language does */
    for (size_t i = 0; i < found.gl_pathc && good; i++)
        good = paths_expand(out, (const char *const *)&found.gl_pathv[i], 1);
    globfree(&found);
    return good;
}

bool paths_expand(paths *out, const char *const *operands, size_t n)
{
    bool good = n > 0 || add(out, "-");
    for (size_t i = 0; i < n && good; i++) {
        struct stat info;
        bool there = stat(operands[i], &info) == 0;
        if (there && S_ISDIR(info.st_mode)) {
            size_t before = out->n;
            good = walk(out, operands[i], 0) && (out->n > before || add(out, operands[i]));
        } else if (!there && strpbrk(operands[i], "*?[") && strcmp(operands[i], "-")) {
            good = expand_pattern(out, operands[i]);
        } else {
            good = add(out, operands[i]);
        }
    }
    return good;
}

void paths_free(paths *p)
{
    for (size_t i = 0; i < p->n; i++)
        free((char *)p->items[i]);
    free(p->items);
    *p = (paths){0};
}

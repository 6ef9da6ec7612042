/* src/base/file.c - Whole files, mapped or read; see file.h for the contract. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static chy_status io_error(chy_err *err, const char *path, const char *what)
{
    return chy_err_set(err, CHY_E_IO, 0, "%s: cannot %s: %s", path, what, strerror(errno));
}

static chy_status open_plain(const char *path, int *fd, struct stat *info, chy_err *err)
{
    *fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
    if (*fd < 0)
        return io_error(err, path, "open");
    if (fstat(*fd, info) != 0) {
        close(*fd);
        return io_error(err, path, "look at");
    }
    if (S_ISDIR(info->st_mode)) {
        close(*fd);
        return chy_err_set(err, CHY_E_IO, 0, "%s: is a directory", path);
    }
    return CHY_OK;
}

chy_status chy_file_map(const char *path, chy_file *out, chy_err *err)
{
    *out = (chy_file){0};
    int fd;
    struct stat info;
    chy_status status = open_plain(path, &fd, &info, err);
    if (status != CHY_OK)
        return status;
    if (info.st_size == 0) {
        close(fd);
        *out = (chy_file){.data = ""};
        return CHY_OK;
    }
    void *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    int saved = errno;
    close(fd);
    if (data == MAP_FAILED) {
        errno = saved;
        return io_error(err, path, "map");
    }
    *out = (chy_file){.data = data, .len = (size_t)info.st_size, .kind = CHY_FILE_MAPPED};
    return CHY_OK;
}

chy_status chy_file_read(const char *path, size_t max, chy_file *out, chy_err *err)
{
    *out = (chy_file){0};
    int fd;
    struct stat info;
    chy_status status = open_plain(path, &fd, &info, err);
    if (status != CHY_OK)
        return status;
    size_t cap = info.st_size > 0 ? (size_t)info.st_size + 1 : 65536, len = 0;
    char *data = malloc(cap);
    status = data ? CHY_OK : CHY_E_NOMEM;
    while (status == CHY_OK) {
        if (cap - len < 2) {
            char *bigger = cap < SIZE_MAX / 2 ? realloc(data, cap * 2) : NULL;
            if (!bigger) {
                status = CHY_E_NOMEM;
                break;
            }
            data = bigger;
            cap *= 2;
        }
        ssize_t n = read(fd, data + len, cap - len - 1);
        if (n == 0)
            break;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = io_error(err, path, "read");
        else if (max && (len += (size_t)n) > max)
            status = chy_err_set(err, CHY_E_LIMIT, max, "%s: longer than %zu bytes", path, max);
        else if (!max)
            len += (size_t)n;
    }
    close(fd);
    if (status == CHY_E_NOMEM)
        chy_err_set(err, CHY_E_NOMEM, len, "%s: no memory for %zu bytes", path, cap);
    if (status != CHY_OK) {
        free(data);
        return status;
    }
    data[len] = '\0';
    *out = (chy_file){.data = data, .len = len, .kind = CHY_FILE_HEAP};
    return CHY_OK;
}

void chy_file_release(chy_file *file)
{
    if (file->kind == CHY_FILE_MAPPED)
        munmap((void *)(uintptr_t)file->data, file->len);
    else if (file->kind == CHY_FILE_HEAP)
        free((void *)(uintptr_t)file->data);
    *file = (chy_file){0};
}

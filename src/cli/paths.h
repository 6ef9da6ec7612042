/* src/cli/paths.h - From what the user names to files: folders give all files in them, patterns give what fits, both in the order of their bytes. */
#ifndef CHY_CLI_PATHS_H
#define CHY_CLI_PATHS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct paths {
    const char **items; /* owned, each */
    size_t n, cap;
} paths;

/* Expands `n` operands; none is standard input ("-"). A folder is walked to its depth: files in order of their names, hidden ones and links to folders left
 * out. A pattern (* ? [) is one where no file has that very name. What is not there stays as it is, so that opening it gives the message;
 * so does a folder without files. False when memory is out. */
bool paths_expand(paths *out, const char *const *operands, size_t n);
void paths_free(paths *p);

#endif

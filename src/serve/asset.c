/* src/serve/asset.c - Finds the files that CMake compiled in (assets.c of the build folder, by .incbin). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "serve/parts.h"

const chy_asset *chy_asset_find(const char *path)
{
    for (size_t i = 0; i < chy_n_assets; i++)
        if (!strcmp(chy_assets[i].path, path))
            return &chy_assets[i];
    return NULL;
}

void chy_asset_etag(const chy_asset *asset, bool gzip, char *out)
{
    snprintf(out, 40, "\"%016" PRIx64 "%s\"", chy_hash(asset->plain, (size_t)(asset->plain_end - asset->plain)), gzip ? "z" : "");
}

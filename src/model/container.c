/* src/model/container.c - Opens model files; see container.h for the format. */
#include "model/container.h"

#include "base/hash.h"

#include <string.h>

static uint32_t u32_at(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static uint64_t u64_at(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static chy_status check_header(const char *data, size_t len, const char *name, chy_err *err)
{
    if (len < CHY_MODEL_HEADER || memcmp(data, CHY_MODEL_MAGIC, 8) != 0)
        return chy_err_set(err, CHY_E_FORMAT, 0, "%s: not a model file", name);
    if (u32_at(data + 8) != CHY_MODEL_VERSION)
        return chy_err_set(err, CHY_E_VERSION, 8, "%s: model format %u, this program reads %u", name,
                           (unsigned)u32_at(data + 8), CHY_MODEL_VERSION);
    if (u32_at(data + 12) > CHY_MODEL_SECTIONS)
        return chy_err_set(err, CHY_E_FORMAT, 12, "%s: %u sections, at most %u are possible", name,
                           (unsigned)u32_at(data + 12), CHY_MODEL_SECTIONS);
    if (u64_at(data + 16) != len)
        return chy_err_set(err, CHY_E_FORMAT, 16, "%s: %llu bytes long, should be %llu", name,
                           (unsigned long long)len, (unsigned long long)u64_at(data + 16));
    return CHY_OK;
}

/* Sections lie behind the table, aligned, in order, inside the file. */
static chy_status check_sections(const char *data, size_t len, const char *name, chy_err *err)
{
    uint64_t n = u32_at(data + 12), free_from = CHY_MODEL_HEADER + n * CHY_MODEL_ENTRY;
    if (free_from > len)
        return chy_err_set(err, CHY_E_FORMAT, 12, "%s: the table of sections is cut short", name);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t at = CHY_MODEL_HEADER + i * CHY_MODEL_ENTRY;
        uint64_t offset = u64_at(data + at + 8), size = u64_at(data + at + 16);
        if (offset % CHY_MODEL_ALIGN || offset < free_from || offset > len || size > len - offset)
            return chy_err_set(err, CHY_E_FORMAT, at, "%s: section %u lies outside the file", name, (unsigned)i);
        free_from = offset + size;
    }
    return CHY_OK;
}

chy_status chy_model_view(const void *data, size_t len, const char *name, chy_model *out, chy_err *err)
{
    *out = (chy_model){0};
    chy_status status = check_header(data, len, name, err);
    if (status == CHY_OK)
        status = check_sections(data, len, name, err);
    if (status != CHY_OK)
        return status;
    const char *bytes = data;
    if (chy_hash(bytes + CHY_MODEL_HEADER, len - CHY_MODEL_HEADER) != u64_at(bytes + 24))
        return chy_err_set(err, CHY_E_FORMAT, 24, "%s: damaged: the checksum does not fit", name);
    out->file = (chy_file){.data = data, .len = len, .kind = CHY_FILE_STATIC};
    out->n_sections = u32_at(bytes + 12);
    return CHY_OK;
}

chy_status chy_model_open(const char *path, chy_model *out, chy_err *err)
{
    chy_file file;
    *out = (chy_model){0};
    chy_status status = chy_file_map(path, &file, err);
    if (status != CHY_OK)
        return status;
    status = chy_model_view(file.data, file.len, path, out, err);
    if (status != CHY_OK)
        chy_file_release(&file);
    else
        out->file = file;
    return status;
}

void chy_model_release(chy_model *model)
{
    if (model->file.data)
        chy_file_release(&model->file);
    *model = (chy_model){0};
}

const void *chy_model_find(const chy_model *model, uint32_t tag, size_t *len)
{
    const char *data = model->file.data;
    for (uint32_t i = 0; i < model->n_sections; i++) {
        const char *entry = data + CHY_MODEL_HEADER + (size_t)i * CHY_MODEL_ENTRY;
        if (u32_at(entry) == tag) {
            *len = (size_t)u64_at(entry + 16);
            return data + u64_at(entry + 8);
        }
    }
    *len = 0;
    return NULL;
}

const void *chy_model_section(const chy_model *model, uint32_t tag, size_t count, size_t size, chy_err *err)
{
    size_t len;
    const void *data = chy_model_find(model, tag, &len);
    char name[5] = {(char)(tag & 127), (char)(tag >> 8 & 127), (char)(tag >> 16 & 127), (char)(tag >> 24 & 127), 0};
    if (!data) {
        (void)chy_err_set(err, CHY_E_FORMAT, 0, "the model has no section %s", name);
        return NULL;
    }
    if (len / size != count || len % size) {
        (void)chy_err_set(err, CHY_E_FORMAT, (uint64_t)((const char *)data - model->file.data),
                          "section %s of the model has %zu bytes, not %zu times %zu", name, len, count, size);
        return NULL;
    }
    return data;
}

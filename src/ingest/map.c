/* src/ingest/map.c - See map.h. */
#include "ingest/map.h"

#include <stdlib.h>
#include <string.h>

#include "ingest/pagedate.h"

const char *const chy_field_names[CHY_N_FIELD] = {"id", "date", "source", "title", "url", "text", "lang", "author"};

void chy_map_init(chy_map *map)
{
    *map = (chy_map){0};
    for (int i = 0; i < CHY_N_FIELD; i++)
        map->names[i] = chy_field_names[i];
}

void chy_map_release(chy_map *map)
{
    free(map->text);
    chy_map_init(map);
}

static int field_of(const char *name, size_t len)
{
    for (int i = 0; i < CHY_N_FIELD; i++)
        if (strlen(chy_field_names[i]) == len && !memcmp(chy_field_names[i], name, len))
            return i;
    return -1;
}

chy_status chy_map_read(chy_map *map, const char *pairs, chy_err *err)
{
    chy_map fresh;
    chy_map_init(&fresh);
    fresh.text = strdup(pairs);
    if (!fresh.text)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a map");
    for (char *s = fresh.text; s;) {
        char *comma = strchr(s, ','), *equal = strchr(s, '=');
        if (comma)
            *comma = '\0';
        int field = equal ? field_of(s, (size_t)(equal - s)) : -1;
        if (field < 0 || !equal[1] || fresh.mapped[field]) {
            chy_err_set(err, CHY_E_USAGE, 0, "\"%.60s\" does not map a field: FIELD=NAME with a field of id, date, source, title, url, text, lang, author, each once", s);
            chy_map_release(&fresh);
            return CHY_E_USAGE;
        }
        fresh.names[field] = equal + 1;
        fresh.mapped[field] = true;
        s = comma ? comma + 1 : NULL;
    }
    chy_map_release(map);
    *map = fresh;
    return CHY_OK;
}

bool chy_map_day(const char *value, size_t len, char *out)
{
    chy_day day;
    while (len && (unsigned char)*value <= ' ') {
        value++;
        len--;
    }
    if (!chy_day_parse(value, len, &day) && !chy_page_date_find(value, len, &day))
        return false;
    chy_day_format(day, out);
    return true;
}

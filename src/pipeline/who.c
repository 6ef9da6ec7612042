/* src/pipeline/who.c - What the dictionaries know of a name, for people: `chancery who`. */
#include <string.h>

#include "base/buf.h"
#include "chancery.h"
#include "pipeline/knowledge.h"

static const char *const kinds[] = {
    [CHY_ENTRY_STATE] = "state",   [CHY_ENTRY_DEMONYM] = "demonym", [CHY_ENTRY_ADJECTIVE] = "adjective", [CHY_ENTRY_CAPITAL] = "capital",
    [CHY_ENTRY_METONYM] = "metonym", [CHY_ENTRY_ORGANISATION] = "organisation", [CHY_ENTRY_GROUP] = "group", [CHY_ENTRY_BODY] = "body",
    [CHY_ENTRY_PERSON] = "person", [CHY_ENTRY_OFFICE] = "office",   [CHY_ENTRY_AGENT] = "agent"};

static void add_reading(const chy_entry *entry, chy_buf *out)
{
    char from[24], to[24];
    chy_buf_printf(out, "%-13s%s", kinds[entry->kind], entry->code[0] ? entry->code : "---");
    if (entry->sector[0] || entry->id[0])
        chy_buf_printf(out, ":%s", entry->sector);
    if (entry->id[0])
        chy_buf_printf(out, ":%s", entry->id);
    chy_buf_printf(out, "  %s", entry->name);
    if (entry->office[0])
        chy_buf_printf(out, ", %s", entry->office);
    chy_day_format(entry->from, from);
    chy_day_format(entry->to, to);
    if (from[0] || to[0])
        chy_buf_printf(out, "  %s to %s", from[0] ? from : "...", to[0] ? to : "...");
    chy_buf_printf(out, "  (%s:%u)\n", entry->file, entry->line);
}

chy_status chy_knowledge_who(const chy_knowledge *knowledge, const char *name, const char *day, chy_buf *out, chy_err *err)
{
    const chy_entry *entries;
    size_t n = 0, shown = 0;
    chy_day on = {0};
    if (day && (!chy_day_parse(day, strlen(day), &on) || !on.day))
        return chy_err_set(err, CHY_E_USAGE, 0, "\"%.40s\" is no date of the form YYYY-MM-DD", day);
    if (!chy_dict_lookup(knowledge->dict, name, strlen(name), &entries, &n))
        return chy_err_set(err, CHY_E_EMPTY, 0, "no dictionary has \"%.100s\"", name);
    for (size_t i = 0; i < n; i++)
        if (!day || chy_day_within(on, entries[i].from, entries[i].to)) {
            add_reading(&entries[i], out);
            shown++;
        }
    return shown ? CHY_OK : chy_err_set(err, CHY_E_EMPTY, 0, "no dictionary has \"%.100s\" on that day", name);
}

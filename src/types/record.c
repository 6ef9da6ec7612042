/* src/types/record.c - Short written forms of a record's parts; see record.h. */
#include "types/record.h"

#include <stdio.h>
#include <string.h>

const char *const chy_part_names[CHY_N_PART] = {"actor", "recipient", "said_by"};
const char *const chy_size_names[CHY_N_SIZE] = {"dead", "injured", "arrested", "participants"};

const char *chy_record_id(const chy_record *record)
{
    return record->id;
}

char *chy_record_party_code(const chy_record_party *party, char *out, size_t cap)
{
    if (party->id[0])
        snprintf(out, cap, "%s:%s:%s", party->code, party->sector, party->id);
    else if (party->sector[0])
        snprintf(out, cap, "%s:%s", party->code, party->sector);
    else
        snprintf(out, cap, "%s", party->code);
    return out;
}

char *chy_record_dates(const chy_record *record, char *out)
{
    char to[24];
    chy_day_format(record->from, out);
    chy_day_format(record->to, to);
    if (to[0] && strcmp(out, to)) {
        strcat(out, "/");
        strcat(out, to);
    }
    return out;
}

/* src/types/event.c - The closed names of an event's fields; see event.h. */
#include "types/event.h"

const char *const chy_type_names[CHY_N_TYPE] = {
    "", "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"};
const uint8_t chy_type_quad[CHY_N_TYPE] = {0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4};
const char *const chy_event_status_names[CHY_N_STATUS] = {"actual", "future", "hypothetical", "negated",
                                                          "historical"};
const char *const chy_role_names[CHY_N_ROLE] = {"", "visitor", "host", "mediator", "signatory", "speaker"};

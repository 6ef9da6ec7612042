/* src/export/codes.h - Our codes in the words of other layouts: states, sectors, organisations, CAMEO. Inside export/ only. */
#ifndef CHY_EXPORT_CODES_H
#define CHY_EXPORT_CODES_H

#include "types/record.h"

typedef struct chy_state_code { const char *code, *name, *fips; int cow; } chy_state_code; /* cow 0: none */
typedef struct chy_cameo_name { const char *code, *name; float goldstein; } chy_cameo_name;

typedef struct chy_plover_score { const char *type, *mode; float value; } chy_plover_score;

/* PLOVER's score of a type with a mode (NULL or "": none). */
float chy_code_scale(chy_type type, const char *mode);

/* The state of an alpha-3 code, now or formerly; NULL when it is none. */
const chy_state_code *chy_code_state(const char *alpha3);
/* The state of a name or of a FIPS code, as published data write them; NULL when there is none. */
const chy_state_code *chy_code_state_named(const char *name, size_t len);
const chy_state_code *chy_code_state_fips(const char *fips, size_t len);
/* The name and Goldstein score of a CAMEO code, or of the code above it. NULL for no code. */
const chy_cameo_name *chy_code_cameo(const char *code);

/* The CAMEO code of an event: its own, else the root of its type ("040" for CONSULT). */
const char *chy_code_event(const chy_record *record);
/* The code and score that stand in its row: those of the user's codebook where that replaces ours. NAN: no score. */
const char *chy_code_shown(const chy_record *record);
double chy_code_score(const chy_record *record);
/* The root (1..20) of a CAMEO code; 0 for no code. CAMEO's quad class (1..4) of a root, and Phoenix's five classes (0..4). */
int chy_code_root(const char *cameo);
int chy_code_quad(int root);
int chy_code_penta(int root);
/* The type that a CAMEO code stands for. */
chy_type chy_code_type(const char *cameo);

/* What CAMEO writes for a sector ("MED" for JRN; "" for none), and ICEWS' words for it ("Military"). */
const char *chy_code_role(const char *sector);
const char *chy_code_sector_text(const char *sector);
/* And back: a sector of ours from a CAMEO role or ICEWS' words; "" for none. */
const char *chy_code_sector_of_role(const char *role, size_t len);
const char *chy_code_sector_of_text(const char *text, size_t len);

/* The organisation whose group code in CAMEO (UNO, NAT), whole code or name it is, as our code and id; false for none. */
bool chy_code_organisation(const char *group, const char **code, const char **id);

/* The codes of a party in CAMEO: "IRNGOV", "IGOWSTNAT". */
typedef struct chy_cameo_actor {
    char whole[24];
    const char *country, *group, *role; /* "" where there is none */
} chy_cameo_actor;
void chy_code_actor(const chy_record_party *party, chy_cameo_actor *out);

#endif

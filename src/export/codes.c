/* src/export/codes.c - Tables between our codes and those of other layouts; see codes.h. States and CAMEO codes come from data/ at
 * build time (tools/mkcodes.awk). */
#include "export/codes.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <chy_codes.inc>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool is(const char *word, const char *text, size_t len)
{
    return strlen(word) == len && strncasecmp(word, text, len) == 0;
}

float chy_code_scale(chy_type type, const char *mode)
{
    float value = 0;
    for (size_t i = 0; i < COUNT(plover_scores); i++) {
        const chy_plover_score *s = &plover_scores[i];
        if (strcmp(s->type, chy_type_names[type]) != 0)
            continue;
        if (mode && mode[0] && !strcmp(s->mode, mode))
            return s->value;
        if (!s->mode[0])
            value = s->value;
    }
    return value;
}

const chy_state_code *chy_code_state(const char *alpha3)
{
    for (size_t i = 0; i < COUNT(state_codes); i++)
        if (!strcmp(state_codes[i].code, alpha3))
            return &state_codes[i];
    return NULL;
}

const chy_state_code *chy_code_state_named(const char *name, size_t len)
{
    /* Names that published data write in another way. */
    static const struct { const char *theirs, *code; } other[] = {
        {"Occupied Palestinian Territory", "PSE"}, {"Russian Federation", "RUS"}, {"Czech Republic", "CZE"}, {"Cote d'Ivoire", "CIV"},
        {"Democratic Republic of Congo", "COD"}, {"Burma", "MMR"}, {"Macedonia", "MKD"}, {"Swaziland", "SWZ"}, {"Vatican City", "VAT"},
        {"Democratic People's Republic of Korea", "PRK"}, {"Republic of Korea", "KOR"}, {"Turkey", "TUR"}, {"Cabo Verde", "CPV"}};
    for (size_t i = 0; i < COUNT(state_codes); i++)
        if (is(state_codes[i].name, name, len))
            return &state_codes[i];
    for (size_t i = 0; i < COUNT(other); i++)
        if (is(other[i].theirs, name, len))
            return chy_code_state(other[i].code);
    return NULL;
}

const chy_state_code *chy_code_state_fips(const char *fips, size_t len)
{
    for (size_t i = 0; len == 2 && i < COUNT(state_codes); i++)
        if (is(state_codes[i].fips, fips, len))
            return &state_codes[i];
    return NULL;
}

const chy_cameo_name *chy_code_cameo(const char *code)
{
    for (size_t len = strlen(code); len >= 2; len--)
        for (size_t i = 0; i < COUNT(cameo_names); i++)
            if (is(cameo_names[i].code, code, len))
                return &cameo_names[i];
    return NULL;
}

const char *chy_code_event(const chy_record *record)
{
    static const char *const of_type[CHY_N_TYPE] = {
        [CHY_TYPE_NONE] = "010", [CHY_TYPE_AGREE] = "030", [CHY_TYPE_CONSULT] = "040", [CHY_TYPE_SUPPORT] = "050", [CHY_TYPE_CONCEDE] = "080",
        [CHY_TYPE_COOPERATE] = "060", [CHY_TYPE_AID] = "070", [CHY_TYPE_RETREAT] = "080", [CHY_TYPE_REQUEST] = "020",
        [CHY_TYPE_ACCUSE] = "110", [CHY_TYPE_REJECT] = "120", [CHY_TYPE_THREATEN] = "130", [CHY_TYPE_PROTEST] = "140",
        [CHY_TYPE_SANCTION] = "160", [CHY_TYPE_MOBILIZE] = "150", [CHY_TYPE_COERCE] = "170", [CHY_TYPE_ASSAULT] = "190"};
    return record->cameo && record->cameo[0] ? record->cameo : of_type[record->type];
}

const char *chy_code_shown(const chy_record *record)
{
    return record->mapping && record->mapping->replaces ? record->mapping->code : chy_code_event(record);
}

double chy_code_score(const chy_record *record)
{
    return (double)(record->mapping && record->mapping->replaces ? record->mapping->score : record->goldstein);
}

int chy_code_root(const char *cameo)
{
    if (cameo[0] < '0' || cameo[0] > '2' || cameo[1] < '0' || cameo[1] > '9')
        return 0;
    int root = (cameo[0] - '0') * 10 + cameo[1] - '0';
    return root > 20 ? 0 : root;
}

int chy_code_quad(int root)
{
    return root < 1 ? 0 : root <= 5 ? 1 : root <= 8 ? 2 : root <= 13 ? 3 : 4;
}

int chy_code_penta(int root)
{
    return root < 3 ? 0 : root <= 5 ? 1 : root <= 8 ? 2 : root <= 13 || root == 16 ? 3 : 4;
}

/* Codes whose type is not that of their root. */
chy_type chy_code_type(const char *cameo)
{
    static const chy_type of_root[21] = {
        CHY_TYPE_NONE, CHY_TYPE_NONE, CHY_TYPE_REQUEST, CHY_TYPE_AGREE, CHY_TYPE_CONSULT, CHY_TYPE_SUPPORT, CHY_TYPE_COOPERATE, CHY_TYPE_AID,
        CHY_TYPE_RETREAT, CHY_TYPE_ACCUSE, CHY_TYPE_REQUEST, CHY_TYPE_ACCUSE, CHY_TYPE_REJECT, CHY_TYPE_THREATEN, CHY_TYPE_PROTEST,
        CHY_TYPE_MOBILIZE, CHY_TYPE_SANCTION, CHY_TYPE_COERCE, CHY_TYPE_ASSAULT, CHY_TYPE_ASSAULT, CHY_TYPE_ASSAULT};
    static const struct { const char *code; chy_type type; } own[] = {
        {"116", CHY_TYPE_SANCTION}, {"080", CHY_TYPE_CONCEDE}, {"081", CHY_TYPE_CONCEDE}, {"082", CHY_TYPE_CONCEDE}, {"083", CHY_TYPE_CONCEDE},
        {"085", CHY_TYPE_CONCEDE}, {"055", CHY_TYPE_CONCEDE}, {"056", CHY_TYPE_CONCEDE}, {"175", CHY_TYPE_ASSAULT}, {"191", CHY_TYPE_COERCE}};
    for (size_t i = 0; i < COUNT(own); i++)
        if (!strncmp(own[i].code, cameo, 3))
            return own[i].type;
    return of_root[chy_code_root(cameo)];
}

/* ---- sectors ---- */

static const struct sector { const char *ours, *role, *text; } sectors[] = {
    {"GOV", "GOV", "Government"}, {"MIL", "MIL", "Military"}, {"LEG", "LEG", "Legislative / Parliamentary"}, {"JUD", "JUD", "Judicial"},
    {"COP", "COP", "Police"}, {"SPY", "SPY", "Intelligence"}, {"PTY", "PTY", "Parties"}, {"OPP", "OPP", "Opposition"},
    {"REB", "REB", "Rebel"}, {"PRM", "PRM", "Paramilitary"}, {"UAF", "UAF", "Unidentified Forces"}, {"CVL", "CVL", "General Population / Civilian / Social"},
    {"BUS", "BUS", "Business"}, {"JRN", "MED", "Media"}, {"MED", "HLH", "Medical / Health"}, {"EDU", "EDU", "Education"},
    {"LAB", "LAB", "Labor"}, {"REF", "REF", "Refugees / Displaced"}, {"REL", "REL", "Religious"}, {"CRM", "CRM", "Criminals / Gangs"},
    {"ELI", "ELI", "Elite"}, {"SOC", "CVL", "Social"}};

const char *chy_code_role(const char *sector)
{
    for (size_t i = 0; i < COUNT(sectors); i++)
        if (!strcmp(sectors[i].ours, sector))
            return sectors[i].role;
    return "";
}

const char *chy_code_sector_text(const char *sector)
{
    for (size_t i = 0; i < COUNT(sectors); i++)
        if (!strcmp(sectors[i].ours, sector))
            return sectors[i].text;
    return "";
}

const char *chy_code_sector_of_role(const char *role, size_t len)
{
    for (size_t i = 0; i < COUNT(sectors); i++)
        if (is(sectors[i].role, role, len))
            return sectors[i].ours;
    return len == 3 && (!strncmp(role, "INS", 3) || !strncmp(role, "SEP", 3)) ? "REB" : "";
}

const char *chy_code_sector_of_text(const char *text, size_t len)
{
    /* ICEWS lists several for one actor; the words that only some have say more than "Government". */
    static const struct { const char *theirs, *ours; } other[] = {
        {"Executive", "GOV"}, {"Foreign Ministry", "GOV"}, {"Executive Office", "GOV"}, {"Rebel", "REB"}, {"Insurgents", "REB"},
        {"Legislative", "LEG"}, {"Protestors / Popular Opposition / Mobs", "CVL"}, {"Dissident", "OPP"}, {"News", "JRN"}, {"Army", "MIL"},
        {"Organized Violent", "REB"}, {"Separatists", "REB"}, {"Muslim", "REL"}, {"Refugees", "REF"}, {"NGO", "SOC"}};
    for (size_t i = 0; i < COUNT(sectors); i++)
        if (is(sectors[i].text, text, len))
            return sectors[i].ours;
    for (size_t i = 0; i < COUNT(other); i++)
        if (is(other[i].theirs, text, len))
            return other[i].ours;
    return "";
}

/* ---- actors ---- */

/* Organisations that CAMEO has a code of its own for. */
static const struct organisation { const char *id, *whole, *group, *name; } organisations[] = {
    {"UN", "IGOUNO", "UNO", "United Nations"}, {"UNSC", "IGOUNO", "UNO", "United Nations Security Council"},
    {"UNGA", "IGOUNO", "UNO", "United Nations General Assembly"}, {"IAEA", "IGOUNOIAE", "IAE", "International Atomic Energy Agency"},
    {"EU", "IGOEUREEC", "EEC", "European Union"}, {"NATO", "IGOWSTNAT", "NAT", "NATO"},
    {"ARABLEAGUE", "IGOMEAARL", "ARL", "Arab League"}, {"AU", "IGOAFRAFU", "AFU", "African Union"},
    {"ASEAN", "IGOSEAASN", "ASN", "ASEAN"}, {"OPEC", "IGOBUSOPC", "OPC", "OPEC"},
    {"IMF", "IGOBUSIMF", "IMF", "International Monetary Fund"}, {"WTO", "IGOBUSWTO", "WTO", "World Trade Organization"},
    {"ICC", "IGOJUDICC", "ICC", "International Criminal Court"}};

bool chy_code_organisation(const char *group, const char **code, const char **id)
{
    for (size_t i = 0; i < COUNT(organisations); i++)
        if (!strcmp(organisations[i].group, group) || !strcmp(organisations[i].whole, group) || !strcasecmp(organisations[i].name, group)) {
            bool un = !strncmp(organisations[i].whole, "IGOUNO", 6);
            *code = un ? "UNO" : !strcmp(organisations[i].id, "EU") ? "EUR" : "IGO";
            *id = organisations[i].id;
            return true;
        }
    return false;
}

void chy_code_actor(const chy_record_party *party, chy_cameo_actor *out)
{
    const chy_state_code *state = chy_code_state(party->code);
    /* The bare name of a state is the state, not its government. */
    bool bare = state && !strcmp(state->name, party->name);
    *out = (chy_cameo_actor){.country = state ? party->code : "", .group = "", .role = bare ? "" : chy_code_role(party->sector)};
    const char *kind = !strcmp(party->code, "UNO") || !strcmp(party->code, "EUR") ? "IGO" : party->code;
    for (size_t i = 0; !state && i < COUNT(organisations); i++)
        if (!strcmp(organisations[i].id, party->id)) {
            out->group = organisations[i].group;
            out->role = "IGO";
            snprintf(out->whole, sizeof out->whole, "%s", organisations[i].whole);
            return;
        }
    if (!strcmp(party->code, "UNO"))
        out->group = "UNO";
    if (!strcmp(party->code, "EUR"))
        out->group = "EEC";
    bool body = !state && !strcmp(party->sector, "GOV"); /* an organisation as a whole: its role is to be one */
    if (!state && strcmp(party->code, "---") && body)
        out->role = kind;
    snprintf(out->whole, sizeof out->whole, "%s%s%s", !strcmp(party->code, "---") ? "" : kind, out->group, body ? "" : out->role);
}

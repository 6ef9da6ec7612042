/* src/dict/cameo.c - CAMEO's codes of actors, in threes of letters, to a code, a sector and an id of ours. Older letters of TABARI's own
 * projects are read where they can mean one thing only. */
#include <ctype.h>
#include <string.h>

#include "dict/codes.h"
#include "dict/import_work.h"

typedef struct pair { char from[4]; const char *to; } pair;

/* Countries that CAMEO and the projects before it spell otherwise than ISO. */
static const pair countries[] = {
    {"BUL", "BGR"}, {"DEN", "DNK"}, {"FRN", "FRA"}, {"FRY", "SCG"}, {"GAZ", "PSE"}, {"GER", "DEU"}, {"GME", "DDR"}, {"GMW", "DEU"}, {"GMY", "DEU"},
    {"IVO", "CIV"}, {"JAP", "JPN"}, {"KNT", "KNA"}, {"KSV", "KOS"}, {"KUW", "KWT"}, {"LEB", "LBN"}, {"LTH", "LTU"}, {"PAL", "PSE"}, {"RHO", "ZWE"},
    {"ROC", "TWN"}, {"ROM", "ROU"}, {"SER", "SRB"}, {"SRP", "SRB"}, {"TMP", "TLS"}, {"UAE", "ARE"}, {"UAR", "EGY"}, {"USR", "SUN"}, {"WSB", "PSE"},
    {"ZAI", "COD"}, {"ZAM", "ZMB"}, {"ZAR", "COD"}, {"ZBW", "ZWE"}, {"NZE", "NZL"}, {"GZS", "PSE"}, {"BRD", "DEU"}, {"CDI", "CIV"}, {"SUD", "SDN"}};

/* Parts of the world: nobody's code. */
static const char regions[] = "AFR ASA CAS CAU CFR EAF EAS EEU EIN LAM MEA MDT NAF NAM NMR PRS SAF SAM SAS SCN SEA SCA WAF WEU WST BLK CRB ";

static const pair roles[] = {
    {"AGR", "BUS"}, {"BUS", "BUS"}, {"COP", "COP"}, {"CRM", "CRM"}, {"CVL", "CVL"}, {"CIV", "CVL"}, {"DEV", "SOC"}, {"EDU", "EDU"}, {"ELI", "ELI"},
    {"ENV", "SOC"}, {"GOV", "GOV"}, {"HLH", "MED"}, {"HRI", "SOC"}, {"INS", "REB"}, {"JUD", "JUD"}, {"LAB", "LAB"}, {"LEG", "LEG"}, {"MED", "JRN"},
    {"MIL", "MIL"}, {"OPP", "OPP"}, {"MOP", "OPP"}, {"PRM", "PRM"}, {"PTY", "PTY"}, {"REB", "REB"}, {"REF", "REF"}, {"REL", "REL"}, {"SEP", "REB"},
    {"SET", "CVL"}, {"SPY", "SPY"}, {"STU", "EDU"}, {"UAF", "UAF"}, {"TOP", "GOV"}, {"MNC", "BUS"}, {"NGO", "SOC"}, {"NGM", "SOC"}};

/* Faiths, of a group or person that has no other role. */
static const char faiths[] = "ATH BAH BUD CHR CTH CPT CON DOX DRZ HIN HSD ITR INR IRR JAN JEW JHW LDS MOS MUS NRM PAG PRO SFI SHI SHN SIK SUN TAO UDX ZRO ADR ";

/* Organisations and groups whose three letters name one of our ids. */
static const pair ids[] = {
    {"AFB", "AFDB"}, {"AFU", "AU"}, {"ALQ", "ALQAEDA"}, {"ARL", "ARABLEAGUE"}, {"ASN", "ASEAN"}, {"APE", "APEC"}, {"FAT", "FATAH"}, {"GCC", "GCC"}, {"HEZ", "HEZBOLLAH"},
    {"HMS", "HAMAS"}, {"HAM", "HAMAS"}, {"HZB", "HEZBOLLAH"}, {"IAE", "IAEA"}, {"IMF", "IMF"}, {"ITP", "INTERPOL"}, {"NAT", "NATO"}, {"NTO", "NATO"}, {"OAS", "OAS"},
    {"OPC", "OPEC"}, {"PKK", "PKK"}, {"PLO", "PLO"}, {"SCO", "SCO"}, {"TAL", "TALIBAN"}, {"WTO", "WTO"}, {"IGD", "IGAD"}, {"ECO", "ECOWAS"}, {"HCH", "OHCHR"},
    {"HCR", "UNHCR"}, {"WHO", "WHO"}, {"KID", "UNICEF"}, {"WBK", "WORLDBANK"}, {"IBR", "WORLDBANK"}};

static const char *find(const pair *list, size_t n, const char *three)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(list[i].from, three, 3) == 0)
            return list[i].to;
    return NULL;
}
#define FIND(list, three) find(list, sizeof list / sizeof *list, three)

static bool listed(const char *list, const char *three)
{
    for (; *list; list += 4)
        if (memcmp(list, three, 3) == 0)
            return true;
    return false;
}

/* The first three letters: whose. Sets code, and a sector that follows from it. False when they are none of this. */
static bool read_first(const char *three, cameo_actor *out)
{
    const char *country = FIND(countries, three);
    memcpy(out->code, "---", 4);
    if (country || dict_code_is_state(three, 3)) {
        memcpy(out->code, country ? country : three, 3);
        return true;
    }
    if (listed("UNO IGO NGO MNC IMG ", three)) {
        memcpy(out->code, three, 3);
        return true;
    }
    if (!memcmp(three, "NGM", 3))
        memcpy(out->code, "NGO", 3);
    else if (!memcmp(three, "EUR", 3) || !memcmp(three, "EEC", 3))
        memcpy(out->code, "EUR", 3);
    else
        return listed(regions, three) || !memcmp(three, "INT", 3);
    return true;
}

static void set(char field[4], const char *value)
{
    if (!field[0])
        memcpy(field, value, 4);
}

/* Letters behind the first three: roles, whose first is the sector, countries of companies, ids. */
static void read_next(const char *three, cameo_actor *out)
{
    const char *role = FIND(roles, three), *id = FIND(ids, three);
    bool igo = !strcmp(out->code, "IGO");
    if (igo && !memcmp(three, "UNO", 3))
        memcpy(out->code, "UNO", 4);
    else if (igo && (!memcmp(three, "EUR", 3) || !memcmp(three, "EEC", 3) || !memcmp(three, "EEU", 3)))
        memcpy(out->code, "EUR", 4);
    else if (!strcmp(out->code, "MNC") && dict_code_is_state(three, 3))
        memcpy(out->code, three, 3);
    else if (id && !role)
        strcpy(out->id, id);
    else if (role && !(igo && !strcmp(role, "COP")))
        set(out->sector, role);
    else if (listed(faiths, three))
        set(out->sector, "REL");
}

/* What an actor of that kind is when no role says more. */
static void settle(cameo_actor *out, bool company, bool faith)
{
    static const pair kinds[] = {{"UNO", "GOV"}, {"IGO", "GOV"}, {"EUR", "GOV"}, {"NGO", "SOC"}, {"MNC", "BUS"}, {"IMG", "REB"}};
    const char *kind = FIND(kinds, out->code);
    bool body = kind && strcmp(out->code, "IMG") != 0;
    if (company)
        memcpy(out->sector, "BUS", 4);
    else if (body && !strcmp(kind, "GOV") && strcmp(out->sector, "MIL") != 0 && strcmp(out->sector, "LEG") != 0 && strcmp(out->sector, "JUD") != 0)
        memcpy(out->sector, "GOV", 4);
    else if (!strcmp(out->code, "IMG") && (!out->sector[0] || !strcmp(out->sector, "REL")))
        memcpy(out->sector, "REB", 4);
    else if (kind)
        set(out->sector, kind);
    if (!out->sector[0] && faith)
        memcpy(out->sector, "REL", 4);
}

bool cameo_read(span code, cameo_first unknown, cameo_actor *out)
{
    char letters[64];
    size_t n = 0;
    *out = (cameo_actor){.code = "---"};
    for (size_t i = 0; i < code.len && n < sizeof letters - 1; i++)
        if (isalpha((unsigned char)code.text[i]) || strchr("-#+", code.text[i]))
            letters[n++] = (char)toupper((unsigned char)code.text[i]);
        else if (code.text[i] != '~' && code.text[i] != ' ')
            break; /* the digits of a creed, a compound's stroke */
    letters[n] = '\0';
    if (n >= 3 && strchr("-#+", letters[0]))
        return out->nobody = true;
    if (n < 3)
        return false;
    size_t at = 3;
    bool company = !memcmp(letters, "MNC", 3), faith = false;
    if (!read_first(letters, out)) {
        faith = listed(faiths, letters) || unknown == CAMEO_RELIGIOUS;
        if (FIND(roles, letters))
            at = 0;
        else if (unknown == CAMEO_ETHNIC)
            memcpy(out->sector, "CVL", 4);
        else if (!faith)
            return false;
    }
    for (; at + 3 <= n; at += 3)
        read_next(letters + at, out);
    settle(out, company, faith);
    return true;
}

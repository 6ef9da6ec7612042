/* src/dict/codes.c - See codes.h. */
#include "dict/codes.h"

#include <string.h>

/* ISO 3166-1 alpha-3, with KOS for Kosovo as the codebook has it. */
static const char states[] =
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH "
    "BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB "
    "CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO "
    "GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN "
    "IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KOS KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX "
    "LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL "
    "NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU "
    "ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR "
    "TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM "
    "VUT WLF WSM YEM ZAF ZMB ZWE ";

/* ISO 3166-3 of states that ended, and what is no state. */
static const char others[] = "ANT CSK DDR SCG SPM SUN VDR YMD YUG UNO EUR IGO NGO MNC IMG ISM --- ";

static const char sectors[] = "GOV MIL LEG JUD COP SPY PTY OPP REB PRM UAF CVL BUS JRN MED EDU LAB REF REL CRM ELI SOC UNK ";

/* `list`: words of three letters, a blank behind each. */
static bool has(const char *list, const char *word, size_t len)
{
    for (; len == 3 && *list; list += 4)
        if (memcmp(list, word, 3) == 0)
            return true;
    return false;
}

bool dict_code_is_state(const char *code, size_t len)
{
    return has(states, code, len);
}

bool dict_code_is_known(const char *code, size_t len)
{
    return has(states, code, len) || has(others, code, len);
}

bool dict_code_is_sector(const char *word, size_t len)
{
    return has(sectors, word, len);
}

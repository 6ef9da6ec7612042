/* tests/unit/dict_fixture.c - See dict_fixture.h. */
#include "dict_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const fixture_file fixture_world[] = {
    {"actors/states.tsv",
     "code\tid\tnumeric\tcow\tgw\tfips\tfrom\tto\tname\tofficial\taliases\tdemonyms\tadjectives\tcapital\tmetonyms\tsource\n"
     "# two states, one that ended, one that is recognised by few\n"
     "ARV\t\t901\t9901\t9902\tAV\t\t\tArvonia\tRepublic of Arvonia\tAV|A.V.\tArvonian|Arvonians\tArvonian\tLorn\tGlass Palace\town\n"
     "BSK\t\t902\t\t\t\t\t\tBesk\t\tÜnited Besk\tBeskan|Beskans\tBeskan\tOmra\t\town\n"
     "CDO\t\t903\t\t\t\t\t\tCaldo\t\t\tCaldoan|Caldoans\tCaldoan\tSevel\t\town\n"
     "OLD\t\t904\t\t\t\t\t1999-12-31\tOldland\t\tCaldo\tOldlander\tOld-Land\tSevel\t\town\n"
     "ARV\tNORTHVALE\t\t\t\t\t2005\t\tNorth Vale\t\tNorthvale\tNorth Valer\tNorth Vale\t\t\town\n"},
    {"actors/organisations.tsv",
     "id\tcode\tsector\tname\taliases\tfrom\tto\tmembers\tsource\n"
     "VALEPACT\tIGO\tGOV\tVale Pact\tVP|Pact of the Vale\t1990\t\tARV|BSK:2001-05-01|CDO:1990:1995-06\town\n"
     "UN\tUNO\tGOV\tUnited Nations\tUN|U.N.\t\t\t\town\n"},
    {"actors/groups.tsv",
     "id\tcode\tsector\tname\taliases\tfrom\tto\tmembers\tsource\n"
     "REDFERN\tBSK\tREB\tRed Fern\tRed Fern Front|al-Fern\t\t2010-06-30\t\town\n"
     "REDFERN\tBSK\tGOV\tRed Fern\tRed Fern Front|al-Fern\t2010-07-01\t\t\town\n"},
    {"actors/bodies.tsv",
     "id\tcode\tsector\tname\taliases\tfrom\tto\tmembers\tsource\n"
     "\tARV\tPTY\tProgress Party\t\t\t\t\town\n"
     "\tBSK\tPTY\tProgress Party\t\t\t\t\town\n"
     "LORNTIMES\tARV\tJRN\tLorn Times\t\t\t\t\town\n"},
    {"actors/people.tsv",
     "name\taliases\tcode\tsector\tid\toffice\tfrom\tto\tgender\tconfidence\tsource\n"
     "Maro Teld\t\tARV\tGOV\t\tforeign minister\t2001-01-01\t2004-12-31\tm\thigh\town\n"
     "Maro Teld\t\tARV\tGOV\t\tpresident\t2005-01-01\t2012-03-04\tm\thigh\town\n"
     "Ilsa van Dorn\tDorn of Besk\tBSK\tGOV\t\tprime minister\t2003\t\tf\thigh\town\n"
     "Jano al-Rikh\t\tCDO\tGOV\t\tdefence minister\t2003\t\tm\tlow\town\n"},
    {"actors/offices.tsv",
     "office\tforms\tsector\tholder_of\tsource\n"
     "president\tpresident|head of state\tGOV\tstate\town\n"
     "prime minister\tprime minister|PM\tGOV\tstate\town\n"
     "foreign minister\tforeign minister|minister of foreign affairs\tGOV\tstate\town\n"
     "minister\tminister\tGOV\tstate\town\n"
     "colonel\tcolonel\tMIL\tarmy\town\n"
     "junta leader\tjunta leader\tGOV\tstate\town\n"
     "leader\tleader\tGOV\tany\town\n"
     "spokesperson\tspokesman|spokeswoman\tGOV\tany\town\n"},
    {"actors/agents.tsv",
     "agent\tforms\tsector\tcode\tnumber\tsource\n"
     "police\tpolice\tCOP\t\tplur\town\n"
     "army\tarmy|armies|military\tMIL\t\tboth\town\n"
     "soldier\tsoldier|soldiers|troops\tMIL\t\tboth\town\n"
     "government\tgovernment|governments\tGOV\t\tboth\town\n"
     "official\tofficial|officials\tGOV\t\tboth\town\n"
     "minister\tminister|ministers\tGOV\t\tboth\town\n"
     "leader\tleader|leaders\tGOV\t\tboth\town\n"
     "country\tcountry|countries\tGOV\t\tboth\town\n"
     "group\tgroup|groups\tPRM\t\tboth\town\n"
     "civilian\tcivilian|civilians\tCVL\t\tboth\town\n"
     "court\tcourt|courts\tJUD\t\tboth\town\n"
     "gunman\tgunman|gunmen\tUAF\t---\tboth\town\n"},
    {"places/towns.tsv",
     "# geonameid\tname\talternates\tlat\tlon\tfeature\tcountry\tadmin1\tpopulation\n"
     "11\tHaven\tPort-au-Haven\t10.5\t20.25\tP\tARV\tUpper Vale\t5000\n"
     "12\tHaven\t\t-1\t2\tP\tBSK\t\t900000\n"
     "13\tUpper Vale\t\t10\t20\tA\tARV\t\t400000\n"
     "14\tMist Sea\t\t\t\tH\t\t\t0\n"},
    {NULL, NULL}};

static bool write_file(const char *folder, const fixture_file *file)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, file->path);
    FILE *out = fopen(path, "wb");
    if (!out)
        return false;
    fputs(file->text, out);
    return fclose(out) == 0;
}

chy_status fixture_compile(const fixture_file *files, chy_dict_note_fn *note, void *context, chy_buf *out, chy_err *err)
{
    char folder[] = "/tmp/chy-dict-XXXXXX", path[300];
    chy_buf_init(out);
    if (!mkdtemp(folder))
        return CHY_E_IO;
    static const char *const parts[] = {"actors", "places"};
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
        mkdir(path, 0700);
    }
    chy_status status = CHY_OK;
    for (const fixture_file *f = files; f->path; f++)
        status = write_file(folder, f) ? status : CHY_E_IO;
    if (status == CHY_OK)
        status = chy_dict_compile(folder, note, context, out, err);
    for (const fixture_file *f = files; f->path; f++) {
        snprintf(path, sizeof path, "%s/%s", folder, f->path);
        unlink(path);
    }
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
        rmdir(path);
    }
    rmdir(folder);
    return status;
}

static uint8_t guess_xpos(const chy_token *tok)
{
    bool plural = tok->form_len > 2 && tok->form[tok->form_len - 1] == 's';
    switch (tok->upos) {
    case CHY_UPOS_PROPN: return plural ? CHY_XPOS_NNPS : CHY_XPOS_NNP;
    case CHY_UPOS_NOUN: return plural ? CHY_XPOS_NNS : CHY_XPOS_NN;
    case CHY_UPOS_ADJ: return CHY_XPOS_JJ;
    case CHY_UPOS_VERB: return CHY_XPOS_VBD;
    case CHY_UPOS_PRON: return tok->deprel == CHY_DEP_nmod_poss ? CHY_XPOS_PRPS : CHY_XPOS_PRP;
    case CHY_UPOS_ADP: return CHY_XPOS_IN;
    case CHY_UPOS_PART: return CHY_XPOS_POS;
    default: return CHY_XPOS_UNK;
    }
}

static bool read_token(char *word, chy_arena *arena, chy_token *tok, bool inside)
{
    char *parts[5] = {word, NULL, NULL, NULL, NULL};
    for (int i = 1; i < 5 && parts[i - 1]; i++) {
        parts[i] = strchr(parts[i - 1], '/');
        if (parts[i])
            *parts[i]++ = '\0';
    }
    size_t len = strlen(word);
    bool glued = len > 1 && word[len - 1] == '_';
    len -= glued;
    tok->form = chy_arena_dup(arena, word, len);
    tok->form_len = (uint32_t)len;
    tok->flags = glued ? 0 : CHY_TOKEN_SPACE_AFTER;
    tok->word_parts = 1;
    tok->upos = parts[1] ? chy_upos_find(parts[1], strlen(parts[1])) : 0;
    tok->head = parts[2] ? (uint32_t)atoi(parts[2]) : 0;
    tok->deprel = parts[3] ? chy_deprel_find(parts[3], strlen(parts[3])) : 0;
    tok->xpos = guess_xpos(tok);
    tok->ner = parts[4] ? (inside ? CHY_NER_I_PER : CHY_NER_B_PER) : CHY_NER_O;
    return tok->form != NULL;
}

bool fixture_sentence(const char *text, chy_arena *arena, chy_sentence *out)
{
    uint32_t n = 1;
    for (const char *p = text; *p; p++)
        n += *p == ' ';
    char *copy = chy_arena_dup(arena, text, strlen(text));
    out->tokens = chy_arena_alloc(arena, n, sizeof *out->tokens);
    if (!copy || !out->tokens)
        return false;
    out->story = 1;
    char *save = NULL;
    bool good = true;
    for (char *word = strtok_r(copy, " ", &save); word && good; word = strtok_r(NULL, " ", &save)) {
        bool inside = out->n_tokens && out->tokens[out->n_tokens - 1].ner != CHY_NER_O;
        good = read_token(word, arena, &out->tokens[out->n_tokens++], inside);
    }
    return good;
}

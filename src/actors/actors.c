/* src/actors/actors.c - The flow of the stage: cut all sentences, see whom the article is about, then make mentions sentence by
 * sentence in order. The parts are in names.c, scene.c, phrase.c, holder.c, people.c, agents.c and coref.c; work.h is their map. */
#include "actors/actors.h"

#include <string.h>

#include "actors/work.h"

static uint32_t mention_at(work *w, uint32_t sentence, uint32_t k)
{
    const seg *s = &w->scenes[sentence].segs[k];
    if (s->kind == SEG_WORD) {
        phrase p;
        const chy_token *tok = &w->art->sentences[sentence].tokens[s->first];
        if ((actors_is(tok, "counterpart") || actors_is(tok, "counterparts")) && actors_phrase(w, sentence, k, &p))
            return actors_agents(w, sentence, &p);
        return actors_refer(w, sentence, k);
    }
    if (s->kind == SEG_PERSON || s->kind == SEG_NAME)
        return actors_people(w, sentence, k, NULL);
    uint32_t known = s->kind == SEG_STATE || s->kind == SEG_TITLE || s->kind == SEG_NAMED ? NONE
                     : actors_person_known(w, &w->art->sentences[sentence].tokens[s->first], s->n);
    if (known != NONE && s->kind != SEG_ADJECTIVE && !s->locative) {
        actors_mention(w, sentence, s->first, s->n, CHY_MENTION_NAME, &known, 1, 0.8);
        return k + 1;
    }
    phrase p;
    if (actors_phrase(w, sentence, k, &p)) {
        uint32_t next = p.name != NONE ? actors_people(w, sentence, k, &p) : 0;
        return next ? next : actors_agents(w, sentence, &p);
    }
    return actors_single(w, sentence, k);
}

static void find_in_sentence(work *w, uint32_t sentence)
{
    chy_sentence *sent = &w->art->sentences[sentence];
    sent->first_mention = w->art->n_mentions;
    if (w->story != sent->story) {
        w->story = sent->story;
        w->speaker = NONE;
        w->transcript = false;
    }
    for (uint32_t k = 0; k < w->scenes[sentence].n_segs && !w->failed;) {
        uint32_t next = mention_at(w, sentence, k);
        k = next > k ? next : k + 1;
    }
    sent->n_mentions = w->art->n_mentions - sent->first_mention;
    actors_speaker(w, sentence);
}

chy_status chy_actors_find(const chy_dict *dict, chy_article *art)
{
    work w = {.dict = dict, .art = art, .arena = art->arena, .dominant = "", .speaker = NONE};
    art->entities = NULL, art->mentions = NULL;
    art->n_entities = art->n_mentions = 0;
    for (uint32_t i = 0; i < art->n_sentences; i++)
        art->sentences[i].first_mention = art->sentences[i].n_mentions = 0;
    w.scenes = chy_arena_alloc(art->arena, art->n_sentences, sizeof *w.scenes);
    w.failed = !w.scenes;
    for (uint32_t i = 0; i < art->n_sentences && !w.failed; i++) {
        w.scenes[i] = (scene){.code = "", .actor = ""};
        if (!art->sentences[i].furniture)
            w.failed = !actors_segment(&w, i);
    }
    if (!w.failed)
        actors_count(&w);
    for (uint32_t i = 0; i < art->n_sentences && !w.failed; i++)
        find_in_sentence(&w, i);
    if (!w.failed)
        return CHY_OK;
    art->entities = NULL, art->mentions = NULL;
    art->n_entities = art->n_mentions = 0;
    for (uint32_t i = 0; i < art->n_sentences; i++)
        art->sentences[i].first_mention = art->sentences[i].n_mentions = 0;
    return CHY_E_NOMEM;
}

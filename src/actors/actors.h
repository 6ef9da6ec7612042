/* src/actors/actors.h - Finds the political actors of an article and gives each mention its entities and codes as they stood on the
 * article's day. Knows names, offices, agents and coreference inside the article; knows nothing of verbs' meanings or events. */
#ifndef CHY_ACTORS_ACTORS_H
#define CHY_ACTORS_ACTORS_H

#include "base/err.h"
#include "dict/dict.h"
#include "types/article.h"

/* Reads tokens, trees and entity tags; fills art->entities, art->mentions and each sentence's slice of mentions. Names, titles
 * ("Malian junta leader X"), agents ("Turkish police"), demonyms, pronouns and groups ("the two ministers") are resolved inside the article.
 * Entities are distinct: two mentions of one person share one entity. What a user of mentions must know: a title and its name, an apposition, "Besk's
 * army" and "the leaders of A and B" are one span each (the last with two entities); adjectives of arms ("Turkish airstrikes") speak of the armed forces;
 * "anti-X" is an ADJECTIVE of X, never its deed; `confidence` is 0.6 where an agent took its country from the context and 0.35 for a name that nothing
 * explains (a citizen of the country at hand); sentences of furniture have no mentions. An article without actors is CHY_OK with none. */
chy_status chy_actors_find(const chy_dict *dict, chy_article *art) CHY_MUST_USE;

#endif

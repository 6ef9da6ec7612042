/* src/events/detail.h - What an event carries beside type and parties: casualties and crowds, contexts, scores. Inside events/ only. */
#ifndef CHY_EVENTS_DETAIL_H
#define CHY_EVENTS_DETAIL_H

#include "events/match.h"

/* Sets dead, injured, arrested, participants from the numbers of the trigger's sentence. */
void chy_detail_sizes(chy_scene *scene, chy_event *event);
/* Sets contexts, scale and goldstein. False when memory is out. */
bool chy_detail_ontology(chy_scene *scene, chy_event *event) CHY_MUST_USE;

#endif

/* src/events/scorer.h - The learned weights that weigh candidates: a softmax a task over hashed features and dense vectors, linear or with one
 * hidden layer, one net or the mean of several, and the classes of words they use. Written by train/scorer.c. Inside events/ and train/ only. */
#ifndef CHY_EVENTS_SCORER_H
#define CHY_EVENTS_SCORER_H

#include "events/features.h"
#include "model/container.h"

typedef enum chy_task {
    CHY_TASK_TYPE,    /* 17 classes: no event, or a type */
    CHY_TASK_ROLE,    /* actor, recipient, source of the report: choices among the mentions of the sentence and nobody */
    CHY_TASK_STATUS,
    CHY_TASK_MODE,    /* "" or a mode */
    CHY_TASK_CAMEO,   /* a code */
    CHY_TASK_CONTENT, /* 17 classes: none, or a type */
    CHY_TASK_GATE,    /* no event, some event: cheap, from a few features */
    CHY_N_TASK
} chy_task;
extern const char *const chy_task_names[CHY_N_TASK];

#define CHY_MAX_CLASSES 320

/* Thresholds that the trainer found, and settings. */
typedef enum chy_scorer_setting {
    CHY_SET_EVENT,      /* a word is an event when its chance of being one exceeds this */
    CHY_SET_ACTOR,      /* beside the likeliest actor, recipient, mentions whose chance exceeds this are parties too */
    CHY_SET_RECIPIENT,
    CHY_SET_LISTED,     /* the same for mentions that stand in one list with the likeliest */
    CHY_SET_NO_ACTOR,   /* what the chance that nobody plays the part is multiplied by */
    CHY_SET_NO_RECIPIENT,
    CHY_SET_NO_SOURCE,
    CHY_SET_OWN,        /* a pair of parties of one code loses weight unless such pairs make up more than 1 in so many of the type's */
    CHY_SET_PARTNER,    /* a meeting or agreement of one state alone gets a partner whose chance as a party exceeds this */
    CHY_SET_DOUBT,      /* how much the chances of the parties chosen count for that of the event: an exponent */
    CHY_SET_ODD_SHAPE,  /* how much of its chance an event of a shape never seen keeps */
    CHY_SET_GATE,       /* a word whose chance by the gate is below this is not weighed */
    CHY_SET_KEEP,       /* an event below this chance, its shape considered, is dropped */
    CHY_N_SETTING
} chy_scorer_setting;

#define CHY_MAX_HIDDEN 256

/* How often, among gold events of a type, some shapes of parties occur: what is rare there needs a surer trigger. */
typedef enum chy_shape {
    CHY_SHAPE_NO_RECIPIENT, /* one code acts, nobody is acted on */
    CHY_SHAPE_SELF,         /* code and sector of both sides are the same */
    CHY_SHAPE_OWN_CODE,     /* all parties of both sides are of one code, a state against its own: of the events with two sides */
    CHY_N_SHAPE
} chy_shape;

/* One task. A feature's row has `width` numbers: one for each class (hidden == 0), or its share of each hidden unit. */
typedef struct chy_task_weights {
    uint32_t n_classes, n_slots, n_rows, dense_dim, hidden, width;
    uint32_t n_nets;         /* the hidden units belong to so many nets, whose chances are averaged; 1 when linear */
    float scale;             /* of the 8-bit rows */
    const uint32_t *keys;    /* n_slots, open addressing, 0 = empty */
    const uint32_t *rows;    /* n_slots */
    const int8_t *weights;   /* n_rows x width */
    float dense_scale;
    const int16_t *dense;    /* dense_dim / 2 x width x 2: two neighbouring inputs side by side, 12 bits and a sign */
    const float *out;        /* hidden x n_classes, behind `hidden` biases; empty when linear */
    const char *names[CHY_MAX_CLASSES];
} chy_task_weights;

/* The header of a task's section in the file. */
typedef struct chy_task_header {
    uint32_t n_classes, n_slots, n_rows, dense_dim, hidden, n_nets, names_len;
    float scale, dense_scale;
} chy_task_header;

#define CHY_SCORER_TAG(kind, task) CHY_MODEL_TAG('S', kind, 'A' + (task), ' ')

struct chy_scorer {
    chy_model model;
    chy_task_weights tasks[CHY_N_TASK];
    chy_clusters clusters;
    float settings[CHY_N_SETTING];
    const float *shapes; /* CHY_N_TYPE x CHY_N_SHAPE, shares 0..1 */
    const uint32_t *idle; /* low halves of hashes of lemmas that training knows well and never saw name a deed; open addressing */
    const uint32_t *deeds; /* of those that it saw name one */
    uint32_t n_idle, n_deeds; /* powers of two */
};

/* Maps the file and checks every size. NULL and `err` when missing or damaged. */
chy_scorer *chy_scorer_open(const char *path, chy_err *err);
void chy_scorer_free(chy_scorer *scorer);

/* Whether a word is not worth weighing, which saves half the time: training knows it to name no deed, or it is an adjective or
 * name that training never saw name one. */
bool chy_scorer_skips(const chy_scorer *scorer, const chy_token *word);

/* What a weighing leaves behind for its explanation: the hidden units that took part. */
typedef struct chy_activation { float unit[CHY_MAX_HIDDEN]; } chy_activation;

/* Chances of all classes of `task`, summing to 1, into `out` (CHY_MAX_CLASSES of room). `dense` (CHY_DENSE_DIM numbers) and `active` may be NULL. */
void chy_scorer_chances(const chy_scorer *scorer, chy_task task, const chy_features *features, const int8_t *dense, float *out,
                        chy_activation *active);

/* Actor, recipient, source: the classes of the task of roles. */
enum { CHY_N_PARTS = 3 };

/* For the task of roles: the share of a half of the dense inputs (the trigger's, or the party's) in the sums, task.width numbers; all zero when
 * the task has no dense inputs. */
void chy_scorer_half(const chy_scorer *scorer, bool party, const int8_t *dense, int32_t *out);

/* What speaks for a candidate in each part, by each net: `out` takes n_nets x CHY_N_PARTS numbers. `trigger` and `party` are those shares. A softmax
 * over the candidates makes chances of them, see chy_scorer_choose(). */
#define CHY_MAX_NETS 8
void chy_scorer_role(const chy_scorer *scorer, const chy_features *features, const int32_t *trigger, const int32_t *party, float *out);

/* Chances of `n` candidates (rows of n_nets x CHY_N_PARTS numbers in `votes`) for each part, into out[CHY_N_PARTS * candidate + part]. Spoils `votes`. */
void chy_scorer_choose(const chy_scorer *scorer, float *votes, uint32_t n, float *out);

/* What one feature adds to `class_number` against class 0, given the activation of that weighing: for explanations. */
float chy_scorer_weight(const chy_scorer *scorer, chy_task task, uint32_t key, uint32_t class_number, const chy_activation *active);

#endif

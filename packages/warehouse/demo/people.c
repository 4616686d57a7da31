#include "packages/warehouse/demo/people.h"

#include <stdio.h>

const char *const people_tiers[TIERS] = { "none", "bronze", "silver", "gold" };

static const char *const segments[] = { "family_camper", "weekend_hiker", "thru_hiker", "gift_buyer",
                                        "urban_commuter" };
static const char *const heads[] = { "Al", "Be", "Cor", "Da", "El", "Fen", "Gri", "Ha", "Il",  "Jo",
                                     "Ka", "Lu", "Mar", "No", "Or", "Pel", "Ri",  "Sa", "Tel", "Vo" };
static const char *const tails[] = { "ba",   "dan", "fia", "gan", "lin", "mo", "nara", "pell",
                                     "rick", "sa",  "ta",  "van", "wen", "xa", "zio" };
static const char *const ends[] = { "brook", "croft", "dale",  "feld",  "garth", "holm", "kirk",
                                    "land",  "mere",  "quist", "stead", "thorp", "wick" };

/* Area codes of North America; 555-0100 to 555-0199 is kept for fiction in each. */
static const short areas[] = {
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229,
    231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 272, 276, 281, 301, 302, 303,
    304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 330, 331, 334,
    336, 337, 339, 346, 347, 351, 352, 360, 361, 385, 386, 401, 402, 404, 405, 406, 407, 408, 409, 410, 412,
    413, 414, 415, 417, 419, 423, 424, 425, 430, 432, 434, 435, 440, 442, 443, 469, 470, 475, 478, 479, 480,
    484, 501, 502, 503, 504, 505, 507, 508, 509, 510, 512, 513, 515, 516, 517, 518, 520, 530, 539, 540, 541,
    551, 559, 561, 562, 563, 567, 570, 571, 573, 574, 575, 580, 585, 586, 601, 602, 603, 605, 606, 607, 608,
    609, 610, 612, 614, 615, 616, 617, 618, 619, 620, 623, 626, 630, 631, 636, 641, 646, 650, 651, 657, 660,
    661, 662, 678, 681, 682, 701, 702, 703, 704, 706, 707, 708, 712, 713, 714, 715, 716, 717, 718, 719, 720,
    724, 727, 731, 732, 734, 737, 740, 747, 754, 757, 760, 762, 763, 765, 769, 770, 772, 773, 774, 775, 779,
    781, 785, 786, 801, 802, 803, 804, 805, 806, 808, 810, 812, 813, 814, 815,
};

static void make_name(struct dice *dice, struct person *person)
{
    snprintf(person->first, sizeof(person->first), "%s%s", heads[dice_below(dice, COUNT(heads))],
             tails[dice_below(dice, COUNT(tails))]);
    snprintf(person->last, sizeof(person->last), "%s%s%s", heads[dice_below(dice, COUNT(heads))],
             tails[dice_below(dice, COUNT(tails))], ends[dice_below(dice, COUNT(ends))]);
}

/* Most have a good address of their own, some share one with the customer before, some wrote nonsense or
 * nothing. */
static void make_email(struct dice *dice, int64_t number, struct person *person)
{
    static const char *const domains[] = { "example.com", "example.org", "example.net" };
    const char *domain = domains[dice_below(dice, COUNT(domains))];
    const double kind = dice_share(dice);

    person->has_usable_email = kind < 0.955;
    if (kind < 0.940)
        snprintf(person->email, sizeof(person->email), "%s.%s.%ld@%s", person->first, person->last,
                 (long)number, domain);
    else if (kind < 0.955)
        snprintf(person->email, sizeof(person->email), "household.%ld@example.com", (long)number / 200);
    else if (kind < 0.965)
        snprintf(person->email, sizeof(person->email), "%s.%s", person->first, person->last);
    else if (kind < 0.975)
        snprintf(person->email, sizeof(person->email), "%s@%s.", person->first, domain);
}

static void make_phone(struct dice *dice, int64_t number, struct person *person)
{
    const int area = areas[(size_t)(number * 37) % COUNT(areas)];
    const int line = 100 + (int)(number / (int64_t)COUNT(areas) % 100);
    const bool is_home = person->country->code[0] == 'U' || text_is(person->country->code, "CA");
    const double kind = dice_share(dice);

    person->has_usable_phone = kind < 0.76;
    if (kind < 0.50 || (kind < 0.76 && !is_home))
        snprintf(person->phone, sizeof(person->phone), "+1%d5550%d", area, line);
    else if (kind < 0.66)
        snprintf(person->phone, sizeof(person->phone), "(%d) 555-0%d", area, line);
    else if (kind < 0.76)
        snprintf(person->phone, sizeof(person->phone), "1-%d-555-0%d", area, line);
    else if (kind < 0.775)
        snprintf(person->phone, sizeof(person->phone), "555-0%d", line % 10);
    else if (kind < 0.785)
        snprintf(person->phone, sizeof(person->phone), "n/a");
}

struct person person_of(uint64_t seed, int64_t number, int64_t last_day)
{
    static const double tier_weights[TIERS] = { 55, 25, 14, 6 };
    struct dice dice = dice_of(seed, 'p', (uint64_t)number);
    struct person person = { 0 };

    person.country = &story_countries[dice_pick(&dice, &story_countries->weight, story_n_countries,
                                                sizeof(*story_countries))];
    person.place = (size_t)dice_below(&dice, 3);
    person.tier = (int)dice_pick(&dice, tier_weights, TIERS, sizeof(*tier_weights));
    person.segment = segments[dice_below(&dice, COUNT(segments))];
    person.created_day = last_day - dice_between(&dice, 130, 1100);
    person.is_linked = dice_chance(&dice, 0.6);
    make_name(&dice, &person);
    make_email(&dice, number, &person);
    make_phone(&dice, number, &person);
    snprintf(person.postal_code, sizeof(person.postal_code), "%05d", dice_between(&dice, 10000, 99999));
    return person;
}

const char *person_id(struct arena *arena, int64_t number)
{
    return arena_printf(arena, "demo-%06ld", (long)number + 1);
}

enum person_consent person_consent(uint64_t seed, int64_t number, const struct person *person)
{
    struct dice dice = dice_of(seed, 'c', (uint64_t)number);
    const double kind = dice_share(&dice) / person->country->consents;

    if (kind < 0.965)
        return CONSENT_BOTH;
    if (kind < 1)
        return CONSENT_DATA_ONLY;
    return dice_chance(&dice, 0.4) ? CONSENT_WITHDRAWN : CONSENT_NONE;
}

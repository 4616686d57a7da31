/*
 * The words of grammar. The fillers are a closed list: each of them says nothing about what is measured. A
 * verb is here only with what it means.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

const struct keyword keywords[] = {
    { KEY_FOR,
      "for|in|from|on|at|via|through|during|within|coming from|using|among|between|"
      "coming in from",
      false },
    { KEY_OF, "of|through which the user was|through which users were|through which they were", false },
    { KEY_WITH, "with|having|where|whose", false },
    { KEY_TO, "to|then|->|and then", false },
    { KEY_GT,
      ">|more than|over|above|greater than|exceeding|exceeds|exceed|exceeded|higher than|"
      "larger than|bigger than|is more than",
      false },
    { KEY_BY,
      "by|across|split by|split up by|broken down by|broken out by|break down by|"
      "breakdown by|grouped by|group by|segmented by|divided by|sliced by|depending on|"
      "according to|differ by|vary by|varies by|separated by|split across|spread over|spread across|"
      "distributed over|distributed across|distributed by|fall on|falls on|x|cross",
      false },
    { KEY_EACH,
      "per|each|every|for each|for every|in each|in every|within each|of each|from each|"
      "by each|on each|from every|individual",
      false },
    { KEY_TOP,
      "top|most often|most frequently|highest|most|biggest|largest|leading|greatest|strongest|longest|the "
      "most|"
      ", highest first|descending|ranking",
      false },
    { KEY_BEST, "best performing|top performing|best", false },
    { KEY_WORST, "worst|worst performing", false },
    { KEY_BOTTOM,
      "bottom|lowest|least|fewest|smallest|weakest|poorest|shortest|cheapest|, lowest first|"
      "ascending",
      false },
    { KEY_ORDINAL, "second|2nd|third|3rd|fourth|4th|fifth|5th", false },
    { KEY_SORT, "rank|sorted by|ranked by|sort by|rank by|ranking by|in terms of|based on", false },
    { KEY_SORT, "ordered by|order by|in order of", true },
    { KEY_ROWS, "row at most|rows at most|rows|results only", false },
    { KEY_GTE,
      "at least|no less than|no fewer than|minimum of|a minimum of|>=|is at least|"
      "not less than",
      false },
    { KEY_LT, "less than|under|below|fewer than|<|lower than|smaller than|is less than", false },
    { KEY_LTE, "at most|up to|no more than|maximum of|<=|is at most|not more than", false },
    { KEY_EQ, "exactly|equal to", false },
    { KEY_OR_MORE, "or more|or higher|or above", false },
    { KEY_OR_LESS, "or less|or fewer|or lower", false },
    { KEY_PERCENT, "percent|%|per cent|pct", false },
    { KEY_NOT,
      "without|excluding|exclude|except|except for|not|other than|but not|apart from|"
      "aside from|leaving out|ignoring|minus|excl|excl.|outside|outside of|not including|"
      "not counting|not from|not in|not on|non|is not|is none of|none of|isn't|aren't",
      false },
    { KEY_IS, "is|are|was|were|equals", false },
    { KEY_CONTAINS, "contains|containing|contain", false },
    { KEY_STARTS,
      "starting with|starts with|start with|beginning with|begin with|that start with|beginning at|begin at|"
      "begins at|beginning on|beginning from|that start at|that begin at",
      false },
    { KEY_ENDS, "ending with|ending in|ends with|end with", false },
    { KEY_ONLY,
      "only|just|solely|exclusively|limited to|restricted to|filter to|narrow it down to|"
      "narrow to|filtered to",
      false },
    { KEY_AND,
      "and|,|&|plus|as well as|along with|together with|;|but|yet|alongside|+|/|both|all three|all four",
      false },
    { KEY_OR, "or", false },
    { KEY_FILLER,
      "hi|hello|hey|hi there|hey there|thanks|thank you|thank you very much|many thanks|cheers|good "
      "morning|how high|how low|how big|how large|how strong|"
      "either|the|a|an|our|we|us|i|me|my|you|your|their|they|there|its|as|so|if|be|been|do|"
      "does|did|has|have|had|can|could|would|please|pls|show|give|tell|list|display|see|get|"
      "got|getting|want|need|like|know|find|pull|pull up|find out|let|let's|check|how|much|"
      "many|total|overall|amount of|sum of|altogether|in total|in all|receive|received|"
      "generate|generated|bring|brought|bring in|brought in|brings|brings in|brought us|make|"
      "made|came|come|comes|come in|came in|coming|go|happen|look|looks|look like|use|used|"
      "deliver|delivered|produce|produced|record|recorded|see in|break down|break|split|"
      "breakdown|breakdown of|down|up|the site|our site|site|website|our website|our shop|"
      "the shop|shop|webshop|?|!|.|:|-|'|\"|(|)|$|usd|dollars|dollar|€|respectively|ok|"
      "if possible|if you can|you mind|mind|kindly|sorry|sorry to bother you|sorry to bother you "
      "again|dear|dear team|hi team|hello team|hi all|regards|best regards|kind regards|inform me|to inform "
      "me|when you "
      "have a minute|"
      "when you get a chance|i wonder|wondering|i am wondering|curious|i am curious|interested in|i am "
      "interested "
      "in|quick question|happens|placed|place with us|"
      "placed with us|in the period|for the period|the period|over the period|is "
      "enough|arrive|arrived|went to|counting|currently|right now|"
      "okay|actually|exact|values|table|ones|one|when|–|—|'s|’",
      false },
    { KEY_VS,
      "vs|vs.|versus|against|compared to|compared with|compare to|compare with|"
      "in comparison to|in comparison with|relative to|as opposed to|compared against|"
      "measured against",
      false },
    { KEY_COMPARE,
      "compare|compared|comparison|comparing|comparison of|differ between|differ|"
      "difference between|difference in|differs|different",
      false },
    { KEY_SHARE,
      "share|share of|percentage|percentage of|percent of|proportion|proportion of|in %|in percent|in per "
      "cent|as a percentage|as percentages|as a share|account for|accounts for|accounted for|"
      "fraction of|portion of|% of|what percent|what percent of|the share of|contribution|"
      "with the share of|contribute|distribution|distribution of|what % of",
      false },
    { KEY_CUMULATIVE,
      "cumulative|running total|running sum|cumulated|accumulated|with the running total|"
      "running total of|with the running total of",
      false },
    { KEY_MOVING, "moving average|rolling average|moving mean|rolling mean|with the moving average of",
      false },
    { KEY_AVERAGE, "average|avg|mean", false },
    { KEY_TREND,
      "trend|trends|trending|trended|over time|timeline|time series|evolve|evolved|evolution|"
      "evolution of|line chart|line graph|over the course "
      "of|develop|developed|development|developing|trendline|as a line",
      false },
    { KEY_PLOT, "plot|chart|graph|plotted|chart of|graph of|charting|charted|plotting|visualize|visualise",
      false },
    { KEY_CHANGE,
      "up or down|go up or down|gone up or down|change|changed|changes|change in|"
      "percent change in|move|moved|delta|increase or decrease|rise or fall|grow or shrink",
      false },
    { KEY_UP,
      "grew|grow|grown|growing|growth|growth in|increase|increased|increase in|rose|rise|"
      "risen|gained|gain|improved|improve|fastest growing|went up|go up|gone up|improvement|"
      "improvement in",
      false },
    { KEY_DOWN,
      "fell|fall|fallen|drop|dropped|declined|decline|decreased|decrease|shrank|shrunk|"
      "shrink|lost|went down|go down|decline in|drop in|decrease in|gone down|declining|loss",
      false },
    { KEY_WHO, "who|where the user|the user|in which the user", false },
    { KEY_IT, "that|it|this|them|those|these|how does that|how does it", false },
    { KEY_DID_NOT,
      "did not|didn't|didnt|never|haven't|have not|had not|hasn't|has not|did never|"
      "have never|don't|do not|doesn't",
      false },
    { KEY_TIMES, "times|twice|time|more than once", false },
    { KEY_RETENTION,
      "retain|retaining|how well do we retain|retention|retention rate|retention "
      "of|cohort|cohorts|retained|cohort retention|"
      "cohort analysis|stick around",
      false },
    { KEY_AGAIN, "again|came back|come back|coming back", false },
    { KEY_AGAIN, "returned|return", true },
    { KEY_ADS, "ads|ad|advertising|advertisements|advert|adverts|advertisement", false },
    { KEY_FUNNEL, "funnel|drop off|drop-off|dropoff|funnel analysis", false },
    { KEY_AFTER,
      "after|happens after|happen after|happened after|go after|go next after|do after|go from|next "
      "after|see after|follow|"
      "after visiting|after viewing|after seeing|go to after|right after|do next after",
      false },
    { KEY_AFTER, "visit after|visit right after", true },
    { KEY_LEADS_TO,
      "lead to|leads to|led to|leading to|before|right before|just before|before reaching|"
      "lead people to|lead users to",
      false },
    { KEY_PATH, "path|paths|journey|journeys|next|navigation|user flow|next steps", false },
    { KEY_STEPS, "steps|step|periods", false },
    { KEY_FIRST_TOUCH,
      "first touch|first-touch|acquired|acquisition|originally|first brought|original|"
      "first acquired|acquired through",
      false },
    { KEY_COME_FROM, "come from|came from|comes from", false },
    { KEY_EVENT, "event|fired|triggered|events|event called|happened", false },
    { KEY_UNIT, "month|months|week|weeks|quarter|quarters|year|years", false },
    { KEY_HOW_MANY, "how many|number of|count of|total number of", false },
    { KEY_WHICH, "which|what|what's|whats", false },
    { KEY_VAGUE,
      "numbers|stats|statistics|figures|data|metrics|kpis|kpi|report|overview|summary|"
      "dashboard|everything|something|anything|stuff|things|business|insights|figure",
      false },
    { KEY_ADD, "add|also|too|as well|include|including", false },
    { KEY_INSTEAD, "instead|rather|instead of|switch to|change to|change it to|now|make it|make that",
      false },
    { KEY_REMOVE, "remove|take out|leave out|get rid of", false },
    { KEY_ALL, "all|any|all the", false },
    { KEY_MORE_FRAGMENT,
      "what about|how about|same|same for|the same for|same thing|the same|same but|"
      "same thing for|same question for|do the same for",
      false },
    { KEY_FILLER,
      "visited|visited the site|visit the site|visited our site|visited our website|"
      "our store|the store|visited us",
      true },
    { KEY_FILLER,
      "sent us|sent|sends|sends us|sending|send us|take|drove|drive|drives|driven|earned|earn|earns|"
      "yield|yielded|attracted|attract|attracts|the single|as rows and|as columns|as rows|may i|may "
      "we|i would "
      "appreciate|would appreciate|appreciate|if it is not too much trouble|if it is no trouble|for us|to us",
      false },
    { KEY_SHARE, "account", false },
    { KEY_STARTS, "that begin with|which begin with|that starts with|that begins with|which start with",
      false },
    { KEY_CONTAINS, "that contain|that contains|which contain", false },
    { KEY_ENDS, "that end with|that ends with|that end in", false },
    { KEY_BY, "splitted by|splitted|bifurcated by|segregated by|by means of", false },
    { KEY_TREND, "over the course", false },
    { KEY_HOW_MANY, "how often", false },
    { KEY_EVENT, "fire|fires", false },
    { KEY_TOP, "steepest|sharpest|busiest", false },
    { KEY_SORT, "ranked", false },
    { KEY_GTE, "minimum|min", false },
    { KEY_LTE, "maximum|max", false },
    { KEY_NOT, "no", false },
    { KEY_MOVING, "rolling avg|moving avg", false },
    { KEY_LEADS_TO, "ends at|end at|ending at|that ends at|ended at|before they reach", false },
    { KEY_UNORDERED, "in any order|any order|in whatever order|regardless of order|in no particular order",
      false },
    { KEY_VS, "than in|than during", false },
    { KEY_AND, "combinations of|combination of|all of", false },
    { KEY_NOT, "everywhere but|everywhere except|all but|anywhere but", false },
    { KEY_FUNNEL, "in that order", false },
    { KEY_AFTER,
      "starting from|starting at|starting with the event|follow after|follows after|come after|comes after",
      false },
    { KEY_PATH, "event path|page path of|come next|comes next|next pages|next page", false },
};
const size_t n_keywords = COUNT(keywords);

static const char *const gaps[] = { "the",  "a",     "an",  "our",  "we",    "did",  "do",
                                    "does", "i",     "you", "they", "have",  "has",  "had",
                                    "were", "was",   "is",  "are",  "been",  "get",  "got",
                                    "us",   "their", "all", "of",   "given", "gave", "give" };

bool is_gap(const char *word)
{
    for (size_t i = 0; i < COUNT(gaps); i++)
        if (text_is(gaps[i], word))
            return true;
    return false;
}

/* "for US" isn't "for us". */
static bool is_country(const struct words *words, size_t at)
{
    return text_is(words->items[at].text, "us") &&
           memcmp(words->question + words->items[at].at, "US", 2) == 0;
}

/* How many words of the question the phrase covers; 0 when it isn't there. */
size_t phrase_at(const struct words *words, size_t at, const char *phrase)
{
    size_t n = 0;

    while (*phrase && *phrase != '|') {
        const size_t len = strcspn(phrase, " |");

        if (at + n >= words->n || words->items[at + n].is_quoted ||
            strncmp(words->items[at + n].text, phrase, len) != 0 || words->items[at + n].text[len] ||
            (n && is_country(words, at + n)))
            return 0;
        n++;
        phrase += len + (phrase[len] == ' ');
    }
    return n;
}

static const char *next_phrase(const char *phrase)
{
    const char *bar = strchr(phrase, '|');

    return bar ? bar + 1 : NULL;
}

const struct keyword *keyword_at(const struct words *words, size_t at, size_t most, size_t *n)
{
    const struct keyword *best = NULL;

    *n = 0;
    for (size_t i = 0; i < n_keywords; i++) {
        for (const char *phrase = keywords[i].phrases; phrase; phrase = next_phrase(phrase)) {
            const size_t len = phrase_at(words, at, phrase);

            if (len <= *n || len > most)
                continue;
            best = &keywords[i];
            *n = len;
        }
    }
    return best;
}

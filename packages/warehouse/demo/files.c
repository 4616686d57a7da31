#include "packages/warehouse/demo/company.h"

#include <string.h>

void company_basket(struct dice *dice, bool has_new_product, struct demo_order *order)
{
    const size_t most = COUNT(order->lines);

    order->n_lines = 1 + (size_t)dice_chance(dice, 0.35) + (size_t)dice_chance(dice, 0.12);
    order->n_lines = order->n_lines > most ? most : order->n_lines;
    for (size_t i = 0; i < order->n_lines; i++) {
        const struct product *product;

        do {
            product = &story_products[dice_pick(dice, &story_products->weight, story_n_products,
                                                sizeof(*story_products))];
        } while (product->from_end && !has_new_product);
        order->lines[i] = (struct demo_line){ product, dice_chance(dice, 0.15) ? 2 : 1 };
    }
}

int64_t company_cents(const struct demo_order *order)
{
    int64_t cents = 0;

    for (size_t i = 0; i < order->n_lines; i++)
        cents += (int64_t)order->lines[i].product->cents * order->lines[i].quantity;
    return cents;
}

void company_customers(struct company *company, FILE *out)
{
    struct arena *arena = arena_new();

    fputs("customer_id,email,phone,first_name,last_name,country,region,city,postal_code,created_at,loyalty_"
          "tier,marketing_segment\n",
          out);
    for (int64_t i = 0; i < company->options.customers; i++) {
        const struct person person = person_of(company->options.seed, i, company->last_day);
        const struct country *country = person.country;

        fprintf(out, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", person_id(arena, i), person.email, person.phone,
                person.first, person.last, country->code, country->regions[person.place],
                country->cities[person.place], person.postal_code,
                date_text(arena, date_of_days(person.created_day)), people_tiers[person.tier],
                person.segment);
        arena_reset(arena);
    }
    arena_free(arena);
}

void company_links(struct company *company, FILE *out)
{
    struct arena *arena = arena_new();

    fputs("customer_id,user_pseudo_id\n", out);
    for (int64_t i = 0; i < company->options.customers; i++) {
        if (person_of(company->options.seed, i, company->last_day).is_linked)
            fprintf(out, "%s,demo.%ld\n", person_id(arena, i), (long)i * 2);
        arena_reset(arena);
    }
    arena_free(arena);
}

static void write_order(struct arena *arena, const struct demo_order *order, bool is_cancelled, FILE *out)
{
    for (size_t i = 0; i < order->n_lines; i++) {
        const struct product *product = order->lines[i].product;

        fprintf(out, "%s%s,%s,%s,%s,%s,%d,%.2f,USD,%s\n", order->id, is_cancelled ? "-C" : "",
                order->customer < 0 ? "" : person_id(arena, order->customer), instant_text(arena, order->at),
                product->id, product->name,
                is_cancelled ? -order->lines[i].quantity : order->lines[i].quantity,
                (double)product->cents / 100, is_cancelled ? "true" : "false");
    }
}

/* What a customer bought before the events begin: more with a better tier. */
static void earlier_orders(struct company *company, struct arena *arena, int64_t customer, FILE *out)
{
    static const int fewest[TIERS] = { 0, 1, 2, 4 }, most[TIERS] = { 1, 2, 5, 9 };
    const struct person person = person_of(company->options.seed, customer, company->last_day);
    struct dice dice = dice_of(company->options.seed, 'o', (uint64_t)customer);
    const int n = dice_between(&dice, fewest[person.tier], most[person.tier]);
    const int64_t span = company->first_day - person.created_day;

    for (int i = 0; i < n; i++) {
        struct demo_order order = { .customer = customer };
        const int64_t day = person.created_day + (span > 1 ? dice_below(&dice, (int)span) : 0);

        if (day >= company->first_day)
            continue;
        snprintf(order.id, sizeof(order.id), "DEMO-%06ld-%d", (long)customer + 1, i + 1);
        company_basket(&dice, false, &order);
        order.at = (struct instant){ day * DAYS(1) + MINUTES(dice_between(&dice, 360, 1380)) };
        write_order(arena, &order, false, out);
        if (dice_chance(&dice, 0.03)) {
            order.at = instant_add(order.at, MINUTES(30));
            write_order(arena, &order, true, out);
        }
    }
}

void company_orders(struct company *company, FILE *out)
{
    struct arena *arena = arena_new();

    fputs("order_id,customer_id,ordered_at,item_id,item_name,quantity,unit_price,currency,cancelled\n", out);
    for (int64_t i = 0; i < company->options.customers; i++) {
        earlier_orders(company, arena, i, out);
        arena_reset(arena);
    }
    for (size_t i = 0; i < company->n_orders; i++) {
        write_order(arena, &company->orders[i], false, out);
        arena_reset(arena);
    }
    arena_free(arena);
}

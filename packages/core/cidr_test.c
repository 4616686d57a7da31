#include "packages/core/cidr.h"

#include "packages/core/test.h"

static struct address parsed(const char *text)
{
    struct address address;

    assert_true(address_parse(text, &address));
    return address;
}

static void an_address_comes_back_as_it_went(void **state)
{
    static const char *const texts[] = {
        "127.0.0.1", "0.0.0.0", "255.255.255.255", "::1", "2001:db8::1", "::"
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct address address = parsed(texts[i]);

        assert_string_equal(address_text(ctx->arena, &address), texts[i]);
    }
}

static void the_mapped_form_is_the_same_address(void **state)
{
    const struct address plain = parsed("10.1.2.3"), mapped = parsed("::ffff:10.1.2.3"),
                         other = parsed("::10.1.2.3");

    (void)state;
    assert_true(address_equal(&plain, &mapped));
    assert_false(address_equal(&plain, &other));
    assert_true(cidr_holds("10.0.0.0/8", &mapped));
}

static void what_is_no_address_is_refused(void **state)
{
    static const char *const texts[] = { "",           "localhost", "1.2.3",
                                         "1.2.3.4:80", "[::1]",     "fe80::1%eth0",
                                         "1.2.3.256",  " 1.2.3.4",  "unknown" };
    struct address address;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_false(address_parse(texts[i], &address));
}

static void a_range_holds_what_begins_alike(void **state)
{
    static const struct {
        const char *list, *address;
        bool holds;
    } cases[] = {
        { "", "10.0.0.1", false },
        { "10.0.0.1", "10.0.0.1", true },
        { "10.0.0.1", "10.0.0.2", false },
        { "10.0.0.0/8", "10.255.255.255", true },
        { "10.0.0.0/8", "11.0.0.0", false },
        { "192.168.4.0/22", "192.168.7.255", true },
        { "192.168.4.0/22", "192.168.8.0", false },
        { "192.168.4.0/22", "192.168.3.255", false },
        { "0.0.0.0/0", "203.0.113.7", true },
        { "0.0.0.0/0", "2001:db8::1", false },
        { "::/0", "2001:db8::1", true },
        { "2001:db8::/33", "2001:db8:7fff::1", true },
        { "2001:db8::/33", "2001:db8:8000::1", false },
        { " 10.0.0.1   2001:db8::1 ", "2001:db8::1", true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct address address = parsed(cases[i].address);

        if (cidr_holds(cases[i].list, &address) != cases[i].holds)
            fail_msg("%s in %s", cases[i].address, cases[i].list);
    }
}

static void a_fault_in_a_list_is_named(void **state)
{
    static const struct {
        const char *list, *fault;
    } cases[] = {
        { "", NULL },
        { "10.0.0.0/8 ::1", NULL },
        { "10.0.0.0/33", "10.0.0.0/33" },
        { "::1 2001:db8::/129", "2001:db8::/129" },
        { "10.0.0.1,10.0.0.2", "10.0.0.1,10.0.0.2" },
        { "10.0.0.0/", "10.0.0.0/" },
        { "10.0.0.0/-1", "10.0.0.0/-1" },
        { "proxy.example", "proxy.example" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *fault = cidr_fault(ctx->arena, cases[i].list);

        if (!text_is(fault, cases[i].fault))
            fail_msg("%s: %s", cases[i].list, fault ? fault : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_address_comes_back_as_it_went), TEST(the_mapped_form_is_the_same_address),
        TEST(what_is_no_address_is_refused),    TEST(a_range_holds_what_begins_alike),
        TEST(a_fault_in_a_list_is_named),
    };

    return cmocka_run_group_tests_name("cidr", tests, NULL, NULL);
}

/* tests/unit/test_fetch.c - What robots.txt allows, and which addresses are of the open net. Built with the sources of src/fetch that need no libcurl. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../../src/fetch/address.c"
#include "../../src/fetch/robots.c"

#include <cmocka.h>

static bool allowed(const char *robots, const char *path)
{
    double delay;
    return chy_robots_allow(robots, strlen(robots), "chancery/0.1 (x)", path, &delay);
}

static void robots_decide(void **state)
{
    (void)state;
    assert_true(allowed("", "/a"));
    assert_false(allowed("User-agent: *\nDisallow: /\n", "/a"));
    assert_true(allowed("User-agent: *\nDisallow:\n", "/a"));
    assert_true(allowed("User-agent: other\nDisallow: /\n", "/a"));
    assert_false(allowed("User-Agent: other\nuser-agent: CHANCERY\ndisallow: /a # all\n", "/ab"));
    assert_true(allowed("User-agent: *\nDisallow: /\n\nUser-agent: chancery\nDisallow: /b\n", "/a"));
    assert_true(allowed("User-agent: *\r\nDisallow: /a\r\nAllow: /a/b\r\n", "/a/b/c"));
    assert_false(allowed("User-agent: *\nDisallow: /*.pdf$\n", "/x/y.pdf"));
    assert_true(allowed("User-agent: *\nDisallow: /*.pdf$\n", "/x/y.pdfs"));
    assert_false(allowed("User-agent: *\nDisallow: /a*b*c\n", "/axxbyyc/d"));
    assert_true(allowed("User-agent: *\nDisallow: /a\nAllow: /a\n", "/a"));
    assert_true(allowed("Disallow: /\n", "/a"));
    assert_true(allowed("User-agent: *\nDisallow: /\n", "/robots.txt"));
}

static void delays_are_read(void **state)
{
    (void)state;
    static const char text[] = "User-agent: *\nCrawl-delay: 2.5\n\nUser-agent: slow\nCrawl-delay: 9999\n";
    double delay;
    assert_true(chy_robots_allow(text, sizeof text - 1, "chancery", "/", &delay));
    assert_true(delay == 2.5);
    chy_robots_allow(text, sizeof text - 1, "slow", "/", &delay);
    assert_true(delay == 60.0);
}

static bool is_public(const char *text)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return chy_address_public((const struct sockaddr *)&four);
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return chy_address_public((const struct sockaddr *)&six);
}

static void addresses_are_told_apart(void **state)
{
    (void)state;
    static const char *const open[] = {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.169.0.1", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"};
    static const char *const closed[] = {"127.0.0.1", "127.255.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
                                         "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1",
                                         "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:c0a8:101::", "2001:db8::1", "2001::1"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (!is_public(open[i]))
            fail_msg("%s is of the open net", open[i]);
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (is_public(closed[i]))
            fail_msg("%s is not of the open net", closed[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(robots_decide), cmocka_unit_test(delays_are_read), cmocka_unit_test(addresses_are_told_apart)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

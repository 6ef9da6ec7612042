/* src/fetch/address.c - See address.h; the ranges are those of the IANA registries of special-purpose addresses. */
#include "fetch/address.h"

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

static bool is_public4(uint32_t a)
{
    static const struct {
        uint32_t net;
        int bits;
    } special[] = {
        {0x00000000, 8}, {0x0a000000, 8}, {0x64400000, 10}, {0x7f000000, 8}, {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24},
        {0xc0586300, 24}, {0xc0a80000, 16}, {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 4}, {0xf0000000, 4},
    };
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if ((a ^ special[i].net) >> (32 - special[i].bits) == 0)
            return false;
    return true;
}

static uint32_t four(const uint8_t *s)
{
    return (uint32_t)s[0] << 24 | (uint32_t)s[1] << 16 | (uint32_t)s[2] << 8 | s[3];
}

static bool is_public6(const uint8_t *s)
{
    static const uint8_t zero[12] = {0}, mapped[12] = {[10] = 0xff, [11] = 0xff}, nat64[12] = {0, 0x64, 0xff, 0x9b};
    if (!memcmp(s, zero, 12) || !memcmp(s, mapped, 12) || !memcmp(s, nat64, 12))
        return !(s[0] == 0 && s[1] == 0 && !memcmp(s, zero, 12)) && is_public4(four(s + 12));
    if (s[0] == 0x20 && s[1] == 0x02) /* 6to4 */
        return is_public4(four(s + 2));
    if (s[0] == 0x20 && s[1] == 0x01 && s[2] < 2) /* Teredo, benchmarking, ORCHID */
        return false;
    if (s[0] == 0x20 && s[1] == 0x01 && s[2] == 0x0d && s[3] == 0xb8) /* documentation */
        return false;
    return (s[0] & 0xe0) == 0x20; /* all that is given out is in 2000::/3 */
}

bool chy_address_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_public4(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return is_public6(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    return false;
}

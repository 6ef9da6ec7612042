/* src/fetch/address.h - Which addresses belong to the open net. */
#ifndef CHY_FETCH_ADDRESS_H
#define CHY_FETCH_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* Whether the address is one of the public net: not loopback, private, link-local, shared, multicast or reserved, also not such an IPv4 address inside an IPv6
 * one (mapped, 6to4, NAT64, Teredo). */
bool chy_address_public(const struct sockaddr *address);

#endif

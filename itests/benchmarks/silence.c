/* Peers that fall silent, and the notification node that hears of it: how late, in microseconds, from the last heartbeat's sending plus the
 * timeout to the first byte of that watchdog's opt-script ("NUMBER\n").   usage: silence HOST COUNT TIMEOUT_MS ROUNDS GAP_US
 * Prints the notification node's port and waits for a line "PORT STRIDE"; then connects peer i to PORT + i * STRIDE. In each round every peer sends one heartbeat,
 * GAP_US after the one before it. The first round is not counted. Prints "late US" for each expiry, "first US" for the very first, "early I" and "missing I". */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { GRACE_US = 3000000 };
static long *sent, timeout_us;
static int count, waiting, counted, any;
static char text[1 << 16];
static size_t held;

static long now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static void heard_of(int peer, long now)
{
    long late = peer >= 0 && peer < count && sent[peer] ? now - sent[peer] - timeout_us : -1;

    if (peer < 0 || peer >= count || !sent[peer]) { printf("early %d\n", peer); return; }
    sent[peer] = 0;
    waiting--;
    if (late < 0)
        printf("early %d\n", peer);
    if (counted || !any)
        printf("%s %ld\n", counted ? "late" : "first", late);
    any = 1;
}

/* Waits until the time given, or until a script came. */
static void listen_until(int node, long until)
{
    struct pollfd p = { .fd = node, .events = POLLIN };
    long left = until - now_us();
    struct timespec wait = { left / 1000000, left % 1000000 * 1000 };

    if (left <= 0 || ppoll(&p, 1, &wait, NULL) <= 0)
        return;
    ssize_t got = recv(node, text + held, sizeof text - 1 - held, 0);
    long now = now_us();
    if (got <= 0) { perror("silence: the notification node was left"); exit(1); }
    held += got;
    text[held] = 0;
    char *line = text;
    for (char *end; (end = strchr(line, '\n')); line = end + 1)
        heard_of(atoi(line), now);
    held -= line - text;
    memmove(text, line, held);
}

static int node_of(struct sockaddr_in address, int *port, int *stride)
{
    socklen_t size = sizeof address;
    char line[32];
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_port = 0;
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4)) { perror("silence"); exit(1); }
    getsockname(listener, (void *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin) || sscanf(line, "%d %d", port, stride) != 2) exit(1);
    return accept(listener, NULL, NULL);
}

int main(int argc, char **argv)
{
    char message[28] = { 0, 0, 0, 24 };
    struct sockaddr_in address = { .sin_family = AF_INET };
    int one = 1, port, stride;

    if (argc != 6) { fprintf(stderr, "usage: silence HOST COUNT TIMEOUT_MS ROUNDS GAP_US\n"); return 2; }
    int rounds = atoi(argv[4]), gap = atoi(argv[5]);
    count = atoi(argv[2]);
    timeout_us = atol(argv[3]) * 1000;
    int *peers = calloc(count, sizeof *peers);
    sent = calloc(count, sizeof *sent);
    strcpy(message + 4, "advanced-watchdog pulse");
    inet_pton(AF_INET, argv[1], &address.sin_addr);
    int node = node_of(address, &port, &stride);
    for (int i = 0; i < count; i++) {
        address.sin_port = htons(port + i * stride);
        peers[i] = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(peers[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (connect(peers[i], (void *)&address, sizeof address)) { perror("silence: connect"); return 1; }
    }
    sleep(1);
    for (int round = 0; round <= rounds; round++) {
        long next = now_us();
        counted = round > 0;
        waiting = count;
        for (int i = 0; i < count; i++, next += gap) {
            while (now_us() < next)
                listen_until(node, next);
            sent[i] = now_us();
            if (write(peers[i], message, sizeof message) != sizeof message) { perror("silence: write"); return 1; }
        }
        for (long end = now_us() + timeout_us + GRACE_US; waiting && now_us() < end;)
            listen_until(node, end);
        for (int i = 0; i < count; i++) {
            if (sent[i] && counted)
                printf("missing %d\n", i);
            sent[i] = 0;
        }
    }
    return 0;
}
